"""The contents of the guide: every text with its title and what it is for, in one order for all its forms."""

import os
import re
from pathlib import Path

from sinosoviet import sources
from sinosoviet.teaching import blueprint, curricula, lesson, misconceptions, plans, texts, units, words

#: Modules that each make one text of the guide.
MADE = (blueprint, units, curricula, misconceptions, words)

_GROUPS = (
    ("Before the first lesson", ("first-time", "hub")),
    ("Planning", ("blueprint", "units", "curricula")),
    ("In class", ("learners", "misconceptions", "differentiation", "words")),
    ("Afterward", ("assignments", "adapt")),
)
PLANS = "Lesson plans"


def path():
    """Where the contents stand."""
    return texts.folder() / "README.md"


def assignments():
    """The page on handing out and marking, which belongs to the guide and lies with the assignments."""
    return texts.folder().parent / "assignments" / "README.md"


def groups():
    """The texts of the guide in order, as ``[(heading, [path, ...]), ...]``; the unplaced come last."""
    there = {found.stem: found for found in texts.folder().glob("*.md") if found != path()}
    there |= {"assignments": assignments()} | {part.path().stem: part.path() for part in MADE}
    placed = [(heading, [there.pop(name) for name in wanted if name in there]) for heading, wanted in _GROUPS]
    placed.insert(2, (PLANS, [plans.path(name) for name in lesson.names()]))
    return [*placed, *([("More", sorted(there.values()))] if there else [])]


def text(written):
    """The contents as Markdown, given the ``written`` text of each path."""
    lines = [
        "# The teacher's guide",
        "",
        "For whoever teaches with this course: plans by the minute, the course on one page, and what to do "
        "before, during and after a lesson. Nothing here needs programming.",
        "",
        "What is made from the pages is made anew by `make guide`. Answer keys are not part of the guide: "
        "they are on the teacher's side of the assignments, and `make guide` puts guide and keys together "
        "in `build/teacher/`, to read and to print.",
    ]
    for heading, paths in groups():
        if paths:
            lines += ["", f"## {heading}", "", *(_entry(found, written[found]) for found in paths)]
    return "\n".join(lines) + "\n"


def _entry(found, text):
    title, opening = texts.opening(found, text)
    about = _first(opening)
    if found.parent == plans.path("").parent:
        page = lesson.load(found.stem)
        title, about = f"{page.number} {page.title}", f"*{page.question}*"
    link = Path(os.path.relpath(found, texts.folder())).as_posix()
    return f"- [{title}]({link}): {about}"


def _first(paragraph):
    """The first sentence of a paragraph without marks, citations and links."""
    plain = re.sub(r" ?\[@[^\]]+\]", "", sources.unrender_citations(paragraph))
    plain = re.sub(r"\[([^\]]*)\]\([^)]*\)|\*\*(.+?)\*\*", r"\1\2", plain)
    return re.split(r"(?<=[.!?])\s", plain, maxsplit=1)[0]
