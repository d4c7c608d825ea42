"""Pages as HTML for paper: what folds is unfolded, what is for the screen goes, many become one."""

import base64
import html
import re
from functools import cache
from pathlib import Path

_FRAGMENT = "#"
_AFTERWARD = "To read afterward"
# What a button says in brackets holds for the screen alone.
_ASIDE = re.compile(r" \([^)]*\)$")
_PAGE = re.compile(r"([\w-]+)\.html(?:#(.+))?")
_ASSETS = Path(__file__).parent / "assets"
_FONTS = {
    "SourceSansPro-Regular.ttf": "",
    "SourceSansPro-Semibold.ttf": "font-weight: 600 900;",
    "SourceSansPro-It.ttf": "font-style: italic;",
}


def joined(title, note, parts, first=0):
    """Exported pages as the text of one HTML file, with a title page and contents that link to them.

    ``parts`` are ``(name, title, text)``; links from one part to ``name.html`` of another lead there, and
    other links to files become words. ``note`` is HTML for the title page, ``first`` the number in the
    contents of the first part.
    """
    from bs4 import BeautifulSoup

    whole, contents, names = None, [], {name for name, _, _ in parts}
    for name, heading, text in parts:
        soup = printable(text)
        _make_own(soup.main, name, names)
        contents.append(f'<li><a href="#{name}">{html.escape(heading)}</a></li>')
        if whole is None:
            whole = soup
            soup.article.wrap(soup.new_tag("main"))
        else:
            whole.main.append(soup.article.extract())
    front = (
        f'<header class="front"><h1>{html.escape(title)}</h1><p>{note}</p>'
        f'<nav><ol start="{first}">{"".join(contents)}</ol></nav></header>'
    )
    whole.main.insert(0, BeautifulSoup(front, "html.parser"))
    whole.title.string = title
    return str(whole)


def printable(text):
    """An exported page made ready for paper, as a ``BeautifulSoup``."""
    from bs4 import BeautifulSoup

    soup = BeautifulSoup(text, "html.parser")
    style = soup.new_tag("style")
    style.string = css()
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
def css():
    """The style of everything on paper, with its typeface."""
    faces = []
    for name, more in _FONTS.items():
        data = base64.b64encode((_ASSETS / "fonts" / name).read_bytes()).decode("ascii")
        faces.append(f'@font-face {{ font-family: "Course"; {more} src: url(data:font/ttf;base64,{data}); }}')
    return "\n".join([*faces, (_ASSETS / "print.css").read_text(encoding="utf-8")])


def _make_own(main, name, names):
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
        elif (page := _PAGE.fullmatch(address)) and page[1] in names:
            link["href"] = "#" + "-".join(filter(None, page.groups()))
        elif "://" not in address:
            link.unwrap()
