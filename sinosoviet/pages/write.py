"""Bringing a page up to date: citations, outputs, and its list of sources and data."""

import re

from sinosoviet import sources, tables
from sinosoviet.pages.files import load, save
from sinosoviet.pages.run import execute

_CHART_KEYS = re.compile(r'data-sources="([^"]*)" data-tables="([^"]*)"')


def write(name, run=True):
    """Bring one page up to date in place; with ``run=False`` its outputs stay as stored.

    Returns True when the file changed.
    """
    before = load(name)
    notebook = load(name)
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = sources.render_citations(cell.source)
    if run:
        notebook = execute(notebook)
    _write_sources(notebook)
    if notebook == before:
        return False
    save(name, notebook)
    return True


def drawn(notebook):
    """Citation keys and table names of the charts and lists stored in a page's outputs."""
    keys, names = set(), set()
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            page = "".join(data.get("text/html", "")) + "".join(data.get("text/markdown", ""))
            for chart_keys, chart_tables in _CHART_KEYS.findall(page):
                keys.update(chart_keys.split())
                names.update(chart_tables.split())
    return keys, names


def sources_cell(notebook):
    """Text of the page's last section: every source cited or drawn, and every table."""
    keys, names = drawn(notebook)
    for cell in notebook.cells:
        if cell.cell_type == "markdown" and not _is_sources(cell):
            keys.update(sources.cited_keys(cell.source))
    return section(keys, names, "Tables drawn on this page", "../data")


def section(keys, names, heading, data):
    """Text of a list of sources: the works of these keys and, under ``heading``, the tables of these names.

    ``data`` is the way from the page to the folder of the tables.
    """
    lines = [f"## {sources.HEADING}", ""]
    if keys:
        lines += ["**Works and documents**", "", sources.references(keys), ""]
    if names:
        lines += [f"**{heading}**", "", *(_table_line(name, data) for name in sorted(names)), ""]
    lines.append(
        "Text and the course's own tables are free to share and adapt with credit (CC BY 4.0). "
        "Data of others stay under their makers' terms, named with each table."
    )
    return "\n".join(lines)


def _table_line(name, data):
    title = tables.describe(name)["title"] if name in tables.names() else name
    return (
        f"- {title}: `data/{name}.csv`. "
        f"[Who counted, and why they might be wrong]({data}/biographies/{name}.md)."
    )


def _is_sources(cell):
    return cell.source.startswith(f"## {sources.HEADING}")


def _write_sources(notebook):
    text = sources_cell(notebook)
    for cell in notebook.cells:
        if cell.cell_type == "markdown" and _is_sources(cell):
            cell.source = text
            return
    raise ValueError(f"The page has no cell that starts with '## {sources.HEADING}'.")
