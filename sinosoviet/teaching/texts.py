"""The texts of the teacher's guide as files: their folder, titles, and citations with their sources."""

import os
import re
from pathlib import Path

from sinosoviet import pages, sources, tables
from sinosoviet.errors import CourseError
from sinosoviet.files import write_whole

_TABLE = re.compile(r"\bdata/(\w+)\.csv\b")
_TITLE = re.compile(r"# ([^\n]+)\n\n(.+?)(?=\n\n|\Z)", re.DOTALL)
_SOURCES = re.compile(rf"\n*^## {sources.HEADING}$.*\Z", re.MULTILINE | re.DOTALL)


class GuideError(CourseError):
    """A text of the guide that does not have its form; the message names the file and what is wrong."""


def folder():
    """Folder of the guide, beside the pages."""
    return pages.folder() / "teaching"


def keys_folder():
    """Folder of the answer keys to the pages' tasks, on the teacher's side of the assignments."""
    return pages.folder() / "assignments" / "teacher" / "pages"


def read(path):
    """The text of one file. Raises :class:`GuideError` where it is missing."""
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise GuideError(f"{path} is missing; run `make guide`, or restore the file.") from None


def write(path, text):
    """Write a text; returns whether the file changed."""
    if path.is_file() and path.read_text(encoding="utf-8") == text:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, text.encode("utf-8"))
    return True


def opening(path, text):
    """Title and first paragraph of a text, without marks of emphasis in the latter."""
    found = _TITLE.match(text)
    if not found:
        raise GuideError(f"{path} has to open with a line “# Title”, an empty line and a paragraph.")
    return found[1].strip(), " ".join(found[2].split())


def uncited(text):
    """A text as it was written: citations as ``[@key, place]``, and no list of sources."""
    return sources.unrender_citations(_SOURCES.sub("", text)).rstrip() + "\n"


def cited(text, path):
    """A text with its citations as links and a list of what it cites at its end; twice is as once.

    A citation is written as on the pages, ``[@luthi2008, 39]``. A table counts as used where the text
    has the name of its file, as in ``data/trade.csv``. ``path`` is where the text stands.
    Raises :class:`sinosoviet.sources.CitationError` for a key that is not registered.
    """
    body = sources.render_citations(uncited(text).rstrip())
    keys = sources.cited_keys(body)
    names = set(_TABLE.findall(body)) & set(tables.names())
    if not keys and not names:
        return f"{body}\n"
    data = Path(os.path.relpath(tables.folder(), path.parent)).as_posix()
    return f"{body}\n\n{pages.section(keys, names, 'Tables named on this page', data)}\n"
