"""Where the course fits syllabuses, as a text of the guide made of its table."""

from sinosoviet import pages, tables
from sinosoviet.teaching import texts
from sinosoviet.wording import listed

_OPENING = """\
# How the course maps to curricula

Which pages serve which unit of a syllabus, with the paper in which the unit's name was read. We read most of
them in public copies, as a rule the opening only. Compare each row with your board's own current text
before you plan: codes and contents change.

A mapping says that a page helps, not that it covers a unit. The course was not written for any board, and no
board has seen it. The rows below are those of `data/curricula.csv`.
"""
_COLUMNS = "| code | title | pages | what fits, and where the title was read |\n| --- | --- | --- | --- |"
_CLOSING = """\
## What is not here

Where no paper could be read, no row was written. That holds for the lists of contents inside the A-level
components, for the lists of topics of the new IB course, for the exam boards of Scotland, Wales and Northern
Ireland, for the standards of single states of the USA, and for curricula in other languages. If you have one
before you, send a row: the page on [adapting the course](adapt.md) says how.
"""


def path():
    """Where the text stands."""
    return texts.folder() / "curricula.md"


def text():
    """The text as Markdown, with its citations as they are written in prose."""
    rows = tables.records("curricula")
    parts = [_OPENING]
    for curriculum in sorted({row["curriculum"] for row in rows}):
        own = [row for row in rows if row["curriculum"] == curriculum]
        unseen = dict.fromkeys(row["not_seen"] for row in own if row["not_seen"])
        parts += [f"## {curriculum}\n", "\n".join([_COLUMNS, *map(_line, own)]) + "\n"]
        if unseen:
            parts.append(f"**What we have not seen.** {'. '.join(unseen)}.\n")
    return "\n".join([*parts, _CLOSING])


def _line(row):
    cited = "; ".join(f"@{key}" for key in row["source_key"].split(";"))
    cells = (
        row["code"],
        row["title"],
        _pages(row["pages"].split(";")),
        f"{row['fits'].rstrip('.')} [{cited}].",
    )
    return f"| {' | '.join(cells)} |"


def _pages(names):
    if names == pages.names("lesson"):
        return "all"
    return listed(f"[{name[:2]}](../{name}.ipynb)" for name in names)
