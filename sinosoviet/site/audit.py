"""What a built site must show, counted from the notebooks and the data, never from the build."""

import re
from dataclasses import dataclass, field
from pathlib import Path

from sinosoviet import pages, sources, tables
from sinosoviet.activities.activity import WIDGET_VIEW
from sinosoviet.charts import CATALOG
from sinosoviet.site import prose

_LEAST_BYTES = 4_000
_MARKS = {
    "charts": re.compile(r"<figure data-sources="),
    "explorers": re.compile(r'<fieldset class="explorer"'),
    "states": re.compile(r'<input\b[^>]*\btype="radio"'),
    "quizzes": re.compile(r'<details name="'),
    "activities": re.compile(r"data-activity="),
}
# What a lesson and a deck show as the page does; a deck holds charts in a form of its own.
_LIVE = {"lessons": tuple(_MARKS), "slides": ("explorers", "states")}
_ALTERNATIVE = b"/Alt "


@dataclass
class Wanted:
    """What each page has: the number of everything in ``_MARKS``, and its kind."""

    pages: dict = field(default_factory=dict)
    kinds: dict = field(default_factory=dict)

    def add(self, name, notebook):
        """Count what one page stores."""
        self.kinds[name] = pages.kind_of(notebook)
        outputs = [output.get("data", {}) for cell in notebook.cells for output in cell.get("outputs", [])]
        shown = "".join(output.get("text/html", "") for output in outputs)
        explorers = [output for output in outputs if WIDGET_VIEW in output]
        self.pages[name] = {
            "charts": sum("image/png" in output for output in outputs) - len(explorers),
            "explorers": len(explorers),
            # The words of an explorer: what it offers, then a line for each of its states.
            "states": sum(output["text/plain"].count("\n") for output in explorers),
            "quizzes": len(_MARKS["quizzes"].findall(shown)),
            "activities": len(_MARKS["activities"].findall(shown)),
        }


def problems(html, wanted):
    """Everything that is missing from the site in the folder ``html``, one sentence each."""
    html = Path(html)
    return [
        *_page_problems(html, wanted),
        *_list_problems(html / "figures.html", "figures", r'<figure class="gallery"', len(CATALOG)),
        *_list_problems(html / "sources.html", "sources", _source_mark(), len(sources.keys())),
        *_data_problems(html),
        *_picture_problems(html),
    ]


def _source_mark():
    return rf'<span id="{re.escape(prose.anchor(""))}'


def _page_problems(html, wanted):
    if not any(counts["charts"] for counts in wanted.pages.values()):
        yield "The notebooks store no chart at all; run `make pages`."
    for name, counts in wanted.pages.items():
        path = html / "course" / f"{name}.html"
        if not path.is_file() or path.stat().st_size < _LEAST_BYTES:
            yield f"The page {name} is missing or empty."
            continue
        text = path.read_text(encoding="utf-8")
        for what, mark in _MARKS.items():
            found = len(mark.findall(text))
            if found != counts[what]:
                yield f"The page {name} has {found} {what}; its notebook has {counts[what]}."
        if "data:image/png" in text:
            yield f"The page {name} holds a picture that is not a file."


def form_problems(site, found, wanted):
    """Everything that is missing from the other forms of the pages in a site, one sentence each.

    ``found`` are the forms of :data:`sinosoviet.site.forms.FORMS` that the site has.
    """
    for form in found:
        for name, counts in wanted.pages.items():
            if form.is_of(wanted.kinds[name]):
                yield from _form_problems(Path(site) / form.file.format(name=name), form, counts)


def _form_problems(path, form, counts):
    place = f"{form.folder}/{path.name}"
    if not path.is_file() or path.stat().st_size < _LEAST_BYTES:
        yield f"The file {place} is missing or empty."
        return
    content = path.read_bytes()
    if path.suffix == ".html":
        text = content.decode("utf-8")
        for what in _LIVE[form.folder]:
            number = len(_MARKS[what].findall(text))
            if number != counts[what]:
                yield f"The file {place} has {number} {what}; its notebook has {counts[what]}."
    if path.suffix == ".pdf":
        number, least = content.count(_ALTERNATIVE), counts["charts"] + counts["states"]
        if number < least:
            yield f"The file {place} has {number} pictures with alternative text; its notebook has {least}."


def _list_problems(path, what, mark, number):
    found = len(re.findall(mark, path.read_text(encoding="utf-8"))) if path.is_file() else 0
    if found != number:
        yield f"The page {path.name} has {found} {what} of {number}."


def _data_problems(html):
    for name in tables.names():
        for file in (f"{name}.html", tables.describe(name)["path"]):
            if not (html / "data" / file).is_file():
                yield f"The file data/{file} is missing."


def _picture_problems(html):
    for path in sorted(html.rglob("*.html")):
        for place in set(re.findall(r'src=\\?"([^"\\]*pictures/[^"\\]+)', path.read_text(encoding="utf-8"))):
            if not (path.parent / place).is_file():
                yield f"The page {path.stem} shows {place}, which is missing."
