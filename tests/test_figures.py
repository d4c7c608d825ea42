"""The figures folder is what the charts draw today."""

from sinosoviet import charts, figures


def test_the_figures_are_up_to_date(tmp_path):
    written = figures.write(tmp_path, progress=False)
    assert len(written) == 3 * len(charts.CATALOG) + 1
    for path in written:
        stored = figures.folder() / path.name
        assert stored.is_file(), f"{path.name} is missing; run `make figures`"
        assert stored.read_bytes() == path.read_bytes(), f"{path.name} is out of date; run `make figures`"


def test_nothing_else_is_in_the_folder():
    wanted = {f"{name}{ending}" for name in charts.CATALOG for ending in (".svg", ".png", ".txt")}
    assert {path.name for path in figures.folder().iterdir()} == wanted | {"README.md"}


def test_every_picture_in_the_gallery_is_described():
    text = (figures.folder() / "README.md").read_text(encoding="utf-8")
    for name, make in charts.CATALOG.items():
        assert f"![{make().sentence}]({name}.png)" in text
