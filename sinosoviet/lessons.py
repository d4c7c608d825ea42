"""Single-file lessons: each page as one HTML file that opens from disk, with its explorers alive."""

import html
from pathlib import Path

from sinosoviet import export, pages
from sinosoviet.errors import CourseError
from sinosoviet.places import SITE

#: What a lesson may weigh, in bytes: small enough for an e-mail and for a phone.
MOST_BYTES = 4_000_000


class LessonError(CourseError):
    """A lesson that cannot be handed out; the message says why."""


def folder():
    """Folder of the written lessons, in the built site."""
    return SITE / "lessons"


def write(to=None, home=None):
    """Write every page as one file, and an index; returns the paths.

    ``home`` is the address of the page that leads to the index, see :func:`sinosoviet.export.index`.

    Raises :class:`LessonError` when a lesson is too heavy to be handed out.
    """
    to = Path(to) if to else folder()
    written = [export.page(name, to, alone=True) for name in pages.names()]
    for path in written:
        size = path.stat().st_size
        if size >= MOST_BYTES:
            raise LessonError(f"The lesson {path.name} has {size:,} bytes; the limit is {MOST_BYTES:,}.")
    return [*written, export.index(to, "Lessons, each in one file", _items(written), home)]


def _items(written):
    for path in written:
        title = export.title(pages.load(path.stem), path.stem)
        kilobytes = round(path.stat().st_size / 1000)
        yield f'<a href="{path.name}" download>{html.escape(title)}</a> ({kilobytes} kB)'
