"""Which pages use which term: worked out from the pages, kept as the table ``term_uses``."""

import re

import pandas as pd

from sinosoviet import glossary, pages, sources, tables

_CALL = re.compile(r"\bsources\.terms\((.*?)\)", re.DOTALL)
_QUOTED = re.compile(r"\"([a-z0-9-]+)\"")


def path():
    """Where the table stands."""
    return tables.folder() / "term_uses.csv"


def text():
    """The table as CSV, worked out from the pages as they are now."""
    return found().to_csv(index=False, lineterminator="\n")


def write():
    """Write the table; returns its path."""
    path().write_text(text(), encoding="utf-8", newline="\n")
    return path()


def found():
    """One row for each lesson that explains or names an entry of the ``terms`` table."""
    terms = tables.records("terms")
    rows = []
    for name in pages.names("lesson"):
        notebook = pages.load(name)
        title = notebook.metadata["sinosoviet"]["title"]
        told = explained(notebook)
        prose = _prose(notebook)
        for term in terms:
            if term["id"] in told:
                rows.append((term["id"], name, title, "explained"))
            elif any(glossary.named(form, prose) for form in glossary.names(term)):
                rows.append((term["id"], name, title, "named"))
    return pd.DataFrame(sorted(rows), columns=["term_id", "page", "page_title", "use"])


def explained(notebook):
    """Ids of the terms that a page explains in its lists of terms, in their order."""
    codes = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code")
    return [term for call in _CALL.findall(codes) for term in _QUOTED.findall(call)]


def _prose(notebook):
    cells = (
        sources.unrender_citations(cell.source)
        for cell in notebook.cells
        if cell.cell_type == "markdown" and not cell.source.startswith(f"## {sources.HEADING}")
    )
    return re.sub(r"\[@[^\]]+\]", "", "\n".join(cells))
