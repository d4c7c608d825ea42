"""Pages on paper: each page and the whole course as tagged PDF, and the sheets beside them.

On paper there is no code and nothing to click: an explorer is shown in all of its states.
"""

import base64
import html
import re
import tempfile
from functools import cache
from pathlib import Path

from sinosoviet import about, export, pages, sheets
from sinosoviet.errors import CourseError
from sinosoviet.places import SITE

_COURSE = "course"
_FRAGMENT = "#"
_AFTERWARD = "To read afterward"
# What a button says in brackets holds for the screen alone.
_ASIDE = re.compile(r" \([^)]*\)$")
_ASSETS = Path(__file__).parent / "assets"
_FONTS = {
    "SourceSansPro-Regular.ttf": "",
    "SourceSansPro-Semibold.ttf": "font-weight: 600 900;",
    "SourceSansPro-It.ttf": "font-style: italic;",
}


class PdfError(CourseError):
    """A page that could not be printed; the message says why."""


def folder():
    """Folder of the written PDF files, in the built site."""
    return SITE / "print"


def write(to=None, names=None, home=None):
    """Write pages as PDF, then all of them as ``course.pdf``, the sheets and an index; returns the paths.

    ``names`` are the pages to take, all if left out; the whole course is written with all only.
    ``home`` is the address of the page that leads to the index, see :func:`sinosoviet.export.index`.
    Raises :class:`PdfError` when there is no Chromium or Chrome.
    """
    browser = sheets.find_browser()
    if not browser:
        raise PdfError("Printing needs Chromium or Chrome; install one, or set CHROMIUM to its path.")
    to = Path(to) if to else folder()
    to.mkdir(parents=True, exist_ok=True)
    texts = {name: page(name) for name in names or pages.names()}
    if not names:
        texts[_COURSE] = course()
    written = []
    with tempfile.TemporaryDirectory() as scratch:
        for name, text in texts.items():
            source = Path(scratch) / f"{name}.html"
            source.write_text(text, encoding="utf-8", newline="\n")
            written.append(to / f"{name}.pdf")
            sheets.print_pdf(browser, source, written[-1])
    if not names:
        written += sheets.write(to / "sheets")
        written.append(export.index(to, "To print", _items(), home))
    return written


def _items():
    yield f'<a href="{_COURSE}.pdf">The whole course</a>'
    yield '<a href="sheets/index.html">Sheets: empty grids, decisions and cards</a>'
    for name in pages.names():
        yield f'<a href="{name}.pdf">{html.escape(export.title(pages.load(name), name))}</a>'


def page(name):
    """One page for paper, as the text of an HTML file."""
    return str(_printable(export.document(name, alone=True, code=False)))


def course():
    """All pages as the text of one HTML file, with a title page and contents that link to them."""
    from bs4 import BeautifulSoup

    whole, contents = None, []
    for name in pages.names():
        soup = _printable(export.document(name, code=False))
        _make_own(soup.main, name)
        contents.append(f'<li><a href="#{name}">{html.escape(soup.title.string)}</a></li>')
        if whole is None:
            whole = soup
            soup.article.wrap(soup.new_tag("main"))
        else:
            whole.main.append(soup.article.extract())
    title = about.course()["title"]
    front = (
        f'<header class="front"><h1>{html.escape(title)}</h1>'
        f"<p>{len(contents)} pages. Text and figures: CC BY 4.0.</p>"
        f'<nav><ol start="0">{"".join(contents)}</ol></nav></header>'
    )
    whole.main.insert(0, BeautifulSoup(front, "html.parser"))
    whole.title.string = title
    return str(whole)


def _printable(text):
    from bs4 import BeautifulSoup

    soup = BeautifulSoup(text, "html.parser")
    style = soup.new_tag("style")
    style.string = _style()
    soup.head.append(style)
    end = soup.new_tag("div", attrs={"class": "jp-RenderedHTMLCommon"})
    soup.main.append(end)
    for number, details in enumerate(soup.select("[data-activity] details")):
        if number == 0:
            end.append(_named(soup, "h2", _AFTERWARD))
        _unfold(soup, details, end)
    answers = _answers(soup)
    if answers:
        note = soup.new_tag("p")
        note.string = f"Answers to the check: {answers}. The page on screen explains every choice."
        end.append(note)
    return soup


def _named(soup, tag, text):
    made = soup.new_tag(tag)
    made.string = text
    return made


def _unfold(soup, details, end):
    """Move what an activity hides until it is done to the end of the page, where paper hides best."""
    activity = details.find_parent(attrs={"data-activity": True}).find("strong").get_text().rstrip(".")
    what = _ASIDE.sub("", details.summary.extract().get_text())
    details.replace_with(_named(soup, "p", f"{what}: under “{_AFTERWARD}”, at the end of this page."))
    end.append(_named(soup, "h3", _ASIDE.sub("", activity)))
    if not details.get_text().startswith(what):
        end.append(_named(soup, "p", f"{what}."))
    details.name = "div"
    end.append(details)


def _answers(soup):
    """Right answers of the checks on a page, such as ``1 B, 2 D``; a poll has none."""
    return ", ".join(
        f"{number} {choice.summary.get_text()[0]}"
        for questions in soup.select("ol:has(> li > details)")
        for number, question in enumerate(questions.find_all("li", recursive=False), 1)
        for choice in question.find_all("details")
        if choice.p.get_text().startswith("Right.")
    )


@cache
def _style():
    faces = []
    for name, more in _FONTS.items():
        data = base64.b64encode((_ASSETS / "fonts" / name).read_bytes()).decode("ascii")
        faces.append(f'@font-face {{ font-family: "Course"; {more} src: url(data:font/ttf;base64,{data}); }}')
    return "\n".join([*faces, (_ASSETS / "print.css").read_text(encoding="utf-8")])


def _make_own(main, name):
    """Turn a page into a part of a longer document: ids of its own, links within the document."""
    # An entry of the glossary marks its heading with the name that the heading has already.
    for mark in main.select(":is(h2, h3, h4)[id] > span[id]"):
        if mark["id"] == mark.parent["id"]:
            del mark["id"]
    main.name = "article"
    main["id"] = name
    for element in main.select("[id], [for], [name], [aria-labelledby]"):
        for attribute in ("id", "for", "name", "aria-labelledby"):
            if attribute in element.attrs:
                element[attribute] = f"{name}-{element[attribute]}"
    for link in main.select("a[href]"):
        address = link["href"]
        if address.startswith(_FRAGMENT):
            link["href"] = f"#{name}-{address[1:]}"
        elif page := re.fullmatch(r"(\d\d-[\w-]+)\.html(?:#(.+))?", address):
            link["href"] = "#" + "-".join(filter(None, page.groups()))
        elif "://" not in address:
            link.unwrap()
