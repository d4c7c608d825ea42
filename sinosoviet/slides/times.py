"""The minutes of a page: for each section, and for each route through a lesson."""

import re

_ROW = re.compile(r"^\|\s*(?!-)([^|*]+?)\s*\|\s*(\d+)\s*\|$", re.MULTILINE)
_ROUTE = re.compile(r"\*\*(\d+) minutes\*\*(.*?)(?=\*\*\d+ minutes\*\*|\nDiscuss|\Z)", re.DOTALL)


def part(notebook, heading):
    """Source of the cells under a second-level heading, without the heading; empty when it is missing."""
    texts, inside = [], False
    for cell in notebook.cells:
        if cell.cell_type != "markdown":
            continue
        first, _, rest = cell.source.partition("\n")
        if first.startswith("## "):
            inside = first == f"## {heading}"
            texts += [rest] if inside else []
        elif inside:
            texts.append(cell.source)
    return "\n\n".join(texts).strip()


def section_minutes(notebook):
    """Minutes by part, in order, as the page promises them at a glance."""
    return {what: int(minutes) for what, minutes in _ROW.findall(part(notebook, "At a glance"))}


def routes(notebook):
    """Steps of each route as ``{20: [(what, minutes), ...], 40: ..., 90: ...}``."""
    return {
        int(length): [(what, int(minutes)) for what, minutes in _ROW.findall(table)]
        for length, table in _ROUTE.findall(part(notebook, "For the classroom"))
    }
