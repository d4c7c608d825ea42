"""Which pages use which term."""

import nbformat

from sinosoviet import pages, uses


def test_the_table_is_what_the_pages_give():
    assert uses.path().read_text(encoding="utf-8") == uses.text(), "run `make data`"


def test_a_page_explains_a_term_or_names_it(tmp_path, monkeypatch):
    monkeypatch.setattr("sinosoviet.pages.files.folder", lambda: tmp_path)
    for name, notebook in (
        ("01-one", page("One", 'sources.terms("mao-zedong")', "Mao spoke.")),
        ("02-other", page("Other", "", "Mao came [@khrushchev_memoirs].")),
    ):
        pages.save(name, notebook)
    assert uses.found().to_numpy().tolist() == [
        ["mao-zedong", "01-one", "One", "explained"],
        ["mao-zedong", "02-other", "Other", "named"],
    ]


def page(title, code, prose):
    cells = [nbformat.v4.new_code_cell(code), nbformat.v4.new_markdown_cell(prose)]
    cells.append(nbformat.v4.new_markdown_cell("## Sources and data\n\nKhrushchev, Nikita. Memoirs."))
    return nbformat.v4.new_notebook(cells=cells, metadata={"sinosoviet": {"title": title}})
