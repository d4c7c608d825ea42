"""The other forms of the pages, each in a folder of the site: the lab, slides, PDF and single files."""

from pathlib import Path
from typing import NamedTuple


class Form(NamedTuple):
    """One other form of the pages.

    ``page`` is the address of a page below the site and ``file`` the file that stands for it, both
    with ``{name}``; ``words`` are the words of the link to it. ``about`` says on the first page,
    beside ``title``, what all of them are for. ``kind`` is the kind of page that has it, all if empty.
    """

    folder: str
    page: str
    file: str
    words: str
    title: str
    about: str
    kind: str = ""

    def is_of(self, kind):
        """Whether a page of this kind has the form."""
        return self.kind in ("", kind)


FORMS = (
    Form(
        "lab",
        "lab/notebooks/index.html?path=notebooks/{name}.ipynb",
        "lab/files/notebooks/{name}.ipynb",
        "Run and change this page in your browser",
        "The lab",
        "run and change every page in your browser",
    ),
    Form(
        "slides",
        "slides/{name}.html",
        "slides/{name}.html",
        "Slides",
        "Slides",
        "every lesson for the screen in class, with notes for the speaker",
        "lesson",
    ),
    Form(
        "print",
        "print/{name}.pdf",
        "print/{name}.pdf",
        "PDF to print",
        "To print",
        "every page and the whole course as PDF, with empty grids and cards",
    ),
    Form(
        "lessons",
        "lessons/{name}.html",
        "lessons/{name}.html",
        "One file to take away",
        "To take away",
        "every page as one file that opens by a double click",
    ),
)


def there(site, coming=()):
    """The forms that the folder ``site`` has, and those whose folders are named in ``coming``."""
    site = Path(site)
    return [form for form in FORMS if form.folder in coming or (site / form.folder / "index.html").is_file()]
