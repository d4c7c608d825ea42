"""The guide on paper: as one document, with the answer keys for the teacher, and the course on one page."""

import base64
import html
from pathlib import Path

import nbformat

from sinosoviet import export, printing, sheets, sources
from sinosoviet.teaching import blueprint as one_page
from sinosoviet.teaching import contents, links, texts

_TITLE = "The Sino-Soviet split, 1949–1991: the teacher's guide"
_NOTE = "Plans by the minute, units of lessons, and the course on one page. CC BY 4.0."
_KEYS_NOTE = "With the answer keys: for the teacher alone. CC BY 4.0."
_STYLE = Path(__file__).parents[1] / "assets" / "teaching" / "blueprint.css"
#: Name of the files that hold the guide together with the answer keys.
WITH_KEYS = "guide-with-keys"


def folder():
    """Folder of the guide with the answer keys: outside the site, and never a part of it."""
    return links.ROOT / "build" / "teacher"


def guide(keys=False):
    """The guide as the text of one HTML file for paper; with ``keys`` each page's answer key follows."""
    paths = [path for _, group in contents.groups() for path in group]
    if keys:
        paths += sorted(texts.keys_folder().glob("*.md"))
    parts = []
    for path in paths:
        text = texts.read(path)
        parts.append((_name(path), texts.opening(path, text)[0], _document(path, text, paths)))
    soup = _parsed(printing.joined(_TITLE, _KEYS_NOTE if keys else _NOTE, parts, first=1))
    _fit(soup, soup.find(id=_name(one_page.path())))
    return str(soup)


def blueprint():
    """The course on one page as the text of an HTML file that prints on one sheet of A4."""
    path = one_page.path()
    text = texts.read(path).partition(f"\n## {sources.HEADING}\n")[0]
    soup = printing.printable(_document(path, text, []))
    for link in soup.main.select("a"):
        link.decompose() if "anchor-link" in link.get("class", ()) else link.unwrap()
    _fit(soup, soup.main)
    return str(soup)


def write(to=None):
    """Write the guide with its keys as HTML, and as PDF where there is a Chromium; returns the paths."""
    to = Path(to) if to else folder()
    to.mkdir(parents=True, exist_ok=True)
    page = to / f"{WITH_KEYS}.html"
    page.write_text(guide(keys=True), encoding="utf-8", newline="\n")
    browser = sheets.find_browser()
    if not browser:
        return [page]
    sheets.print_pdf(browser, page, to / f"{WITH_KEYS}.pdf")
    return [page, to / f"{WITH_KEYS}.pdf"]


def _parsed(text):
    from bs4 import BeautifulSoup

    return BeautifulSoup(text, "html.parser")


def _fit(soup, blueprint):
    """Set the blueprint so small that it fits on its page."""
    blueprint["class"] = [*blueprint.get("class", []), "one-page"]
    style = soup.new_tag("style")
    style.string = _STYLE.read_text(encoding="utf-8")
    soup.head.append(style)


def _name(path):
    """Name of a text within the whole document, unlike any other's."""
    if path == contents.assignments():
        return "assignments"
    folders = {texts.folder(): "guide", texts.keys_folder(): "key"}
    return f"{folders.get(path.parent, path.parent.name)}-{path.stem}"


def _document(path, text, paths):
    """One text as an exported page; links to the other ``paths`` lead to their places in the whole."""

    def turn(is_picture, label, target, place):
        if is_picture:
            data = base64.b64encode(target.read_bytes()).decode("ascii")
            kind = target.suffix.removeprefix(".")
            return f'<img alt="{html.escape(label)}" src="data:image/{kind};base64,{data}">'
        if target not in paths:
            return label
        return f"[{label}]({_name(target)}.html{f'#{place}' if place else ''})"

    cell = nbformat.v4.new_markdown_cell(links.turned(text, path, turn), id="text")
    return export.rendered(nbformat.v4.new_notebook(cells=[cell]), texts.opening(path, text)[0])
