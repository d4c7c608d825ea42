"""The ``figures/`` folder: every chart as SVG and PNG with its sentence."""

from pathlib import Path

from sinosoviet.charts import CATALOG


def folder():
    """Folder of the figures, beside the package in a clone."""
    return Path(__file__).parent.parent / "figures"


def write(to=None, progress=True):
    """Write every chart of the catalog; the same data always give the same bytes.

    Returns the paths written. ``to`` is another folder to write into.
    """
    from tqdm import tqdm

    to = Path(to) if to else folder()
    to.mkdir(parents=True, exist_ok=True)
    written = []
    entries = []
    for name, make in tqdm(CATALOG.items(), desc="Figures", unit="chart", disable=not progress):
        chart = make()
        for suffix in (".svg", ".png"):
            chart.save(to / f"{name}{suffix}")
            written.append(to / f"{name}{suffix}")
        written.append(to / f"{name}.txt")
        entries.append(
            f"## {chart.title}\n\n![{chart.sentence}]({name}.png)\n\n{chart.sentence}\n\n{chart.caption}\n"
        )
    index = to / "README.md"
    index.write_text(
        "# Figures\n\nEvery chart of the course with its sentence. Written by `make figures`; "
        "change a table or a chart, not these files.\n\n" + "\n".join(entries),
        encoding="utf-8",
        newline="\n",
    )
    return [*written, index]
