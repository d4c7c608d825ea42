"""Pages on paper: each page and the whole course as tagged PDF, and the sheets beside them.

On paper there is no code and nothing to click: an explorer is shown in all of its states.
"""

import html
import tempfile
from functools import partial
from pathlib import Path

from sinosoviet import about, export, pages, printing, sheets
from sinosoviet.errors import CourseError
from sinosoviet.places import SITE
from sinosoviet.teaching import paper

_COURSE, _GUIDE, _BLUEPRINT = "course", "guide", "blueprint"


class PdfError(CourseError):
    """A page that could not be printed; the message says why."""


def folder():
    """Folder of the written PDF files, in the built site."""
    return SITE / "print"


def write(to=None, names=None, home=None):
    """Write the course, the guide, each page and the sheets as PDF, and an index; returns the paths in order.

    ``names`` are the pages to take, all if left out; the whole course is written with all only.
    ``home`` is the address of the page that leads to the index, see :func:`sinosoviet.export.index`.
    Raises :class:`PdfError` when there is no Chromium or Chrome.
    """
    browser = sheets.find_browser()
    if not browser:
        raise PdfError("Printing needs Chromium or Chrome; install one, or set CHROMIUM to its path.")
    to = Path(to) if to else folder()
    to.mkdir(parents=True, exist_ok=True)
    makers = {name: partial(page, name) for name in names or pages.names()}
    if not names:
        # The longest first, since the others are printed beside it.
        makers = {_COURSE: course, _GUIDE: paper.guide, _BLUEPRINT: paper.blueprint, **makers}
    with tempfile.TemporaryDirectory() as scratch:
        written = sheets.print_all(browser, _files(makers, Path(scratch), to))
    if not names:
        written += sheets.write(to / "sheets")
        written.append(export.index(to, "To print", _items(), home))
    return written


def _files(makers, scratch, to):
    for name, make in makers.items():
        source = scratch / f"{name}.html"
        source.write_text(make(), encoding="utf-8", newline="\n")
        yield source, to / f"{name}.pdf"


def _items():
    yield f'<a href="{_COURSE}.pdf">The whole course</a>'
    yield f'<a href="{_BLUEPRINT}.pdf">The course on one page</a>'
    yield f'<a href="{_GUIDE}.pdf">The teacher\'s guide</a>'
    yield '<a href="sheets/index.html">Sheets: empty grids, decisions and cards</a>'
    for name in pages.names():
        yield f'<a href="{name}.pdf">{html.escape(export.title(pages.load(name), name))}</a>'


def page(name):
    """One page for paper, as the text of an HTML file."""
    return str(printing.printable(export.document(name, alone=True, code=False)))


def course():
    """All pages as the text of one HTML file, with a title page and contents that link to them."""
    parts = [
        (name, export.title(pages.load(name), name), export.document(name, code=False))
        for name in pages.names()
    ]
    note = f"{len(parts)} pages. Text and figures: CC BY 4.0."
    return printing.joined(about.course()["title"], note, parts)
