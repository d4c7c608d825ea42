"""What a built site must show, counted from the notebooks and the data, never from the build."""

import re
from dataclasses import dataclass, field
from pathlib import Path

from sinosoviet import pages, sheets, sources, tables
from sinosoviet.charts import CATALOG
from sinosoviet.site import guide, prose
from sinosoviet.stored import WIDGET_VIEW
from sinosoviet.teaching import blueprint, contents, texts

_LEAST_BYTES = 4_000
_MARKS = {
    "titles": re.compile(r"<h1\b"),
    "charts": re.compile(r"<figure data-sources="),
    "explorers": re.compile(r'<fieldset class="explorer"'),
    "states": re.compile(r'<input\b[^>]*\btype="radio"'),
    "quizzes": re.compile(r'<details name="'),
    "activities": re.compile(r"data-activity="),
    # The site shows one of two twins.
    "grids": re.compile(r'<img (?!class="picture dark)[^>]*src="[^"]*(?:svg\+xml;|\.svg")'),
}
# A deck sends the class to the page for an activity, and holds charts in a form of its own.
_ON_SLIDES = {what: _MARKS[what] for what in ("titles", "explorers", "states", "quizzes")}
_ON_SLIDES["charts"] = re.compile(r"<figure>")
_IN_FORMS = {"lessons": _MARKS, "slides": _ON_SLIDES}
_WITH_ALTERNATIVE = ("charts", "states", "grids")
_ALTERNATIVE = b"/Alt "
_OF_NO_PAGE = ("index", "course", "guide", "blueprint")


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
            "titles": 1,
            "charts": sum("image/png" in output for output in outputs) - len(explorers),
            "explorers": len(explorers),
            # The words of an explorer: what it offers, then a line for each of its states.
            "states": sum(output["text/plain"].count("\n") for output in explorers),
            **{what: len(_MARKS[what].findall(shown)) for what in ("quizzes", "activities", "grids")},
        }


def problems(html, wanted):
    """Everything that is missing from the site in the folder ``html``, one sentence each."""
    html = Path(html)
    return [
        *_page_problems(html, wanted),
        *_list_problems(html / "figures.html", "figures", r'<figure class="gallery"', len(CATALOG)),
        *_list_problems(html / "sources.html", "sources", _source_mark(), len(sources.keys())),
        *_data_problems(html),
        *_guide_problems(html),
        *_picture_problems(html),
    ]


def _source_mark():
    return rf'<span id="{re.escape(prose.anchor(""))}'


def _page_problems(html, wanted):
    for what in _MARKS:
        if not any(counts[what] for counts in wanted.pages.values()):
            yield f"The notebooks store no {what} at all; run `make pages`."
    yield from _extra(html / "course", ".html", wanted.pages)
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


def _extra(folder, suffix, names):
    """Say which files stand for a page that the course does not have."""
    for path in sorted(folder.glob(f"*{suffix}")):
        if path.stem not in (*_OF_NO_PAGE, *names):
            yield f"The file {folder.name}/{path.name} belongs to no page."


def form_problems(places, wanted):
    """Everything that is missing from the other forms of the pages, one sentence each.

    ``places`` has the folder of a site for each of its forms, of :data:`sinosoviet.site.forms.FORMS`.
    """
    for form, site in places.items():
        names = [name for name in wanted.pages if form.is_of(wanted.kinds[name])]
        files = {name: Path(site) / form.file.format(name=name) for name in names}
        for name, path in files.items():
            yield from _form_problems(path, form, wanted.pages[name])
        for folder, suffix in {(path.parent, path.suffix) for path in files.values()}:
            yield from _extra(folder, suffix, names)
        # The lab lists its files in a way of its own, which is counted when it is built.
        if form.folder != "lab":
            yield from _index_problems(Path(site) / form.folder, [path.name for path in files.values()])
        if form.folder == "print":
            yield from _print_problems(Path(site) / form.folder, wanted)


def _form_problems(path, form, counts):
    place = f"{form.folder}/{path.name}"
    if not path.is_file() or path.stat().st_size < _LEAST_BYTES:
        yield f"The file {place} is missing or empty."
    elif path.suffix == ".html":
        text = path.read_text(encoding="utf-8")
        for what, mark in _IN_FORMS[form.folder].items():
            number = len(mark.findall(text))
            if number != counts[what]:
                yield f"The file {place} has {number} {what}; its notebook has {counts[what]}."
    elif path.suffix == ".pdf":
        yield from _pdf_problems(path, place, sum(counts[what] for what in _WITH_ALTERNATIVE))


def _pdf_problems(path, place, wanted):
    content = path.read_bytes() if path.is_file() else b""
    if not content.startswith(b"%PDF") or not content.rstrip().endswith(b"%%EOF"):
        yield f"The file {place} is missing, or is not a whole PDF."
        return
    number = content.count(_ALTERNATIVE)
    if number != wanted:
        yield f"The file {place} has {number} pictures with alternative text of {wanted}."


def _index_problems(folder, files):
    """Say which files the index of a folder does not link to."""
    path = folder / "index.html"
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    for file in files:
        if f'<a href="{file}"' not in text:
            yield f"The list {folder.name}/index.html does not lead to {file}."


def _print_problems(folder, wanted):
    """Count the whole course on paper, the guide and the sheets."""
    every = sum(counts[what] for counts in wanted.pages.values() for what in _WITH_ALTERNATIVE)
    yield from _pdf_problems(folder / "course.pdf", f"{folder.name}/course.pdf", every)
    guides = {
        "guide": [path for _, paths in contents.groups() for path in paths],
        "blueprint": [blueprint.path()],
    }
    for name, paths in guides.items():
        pictures = sum(texts.read(path).count("![") for path in paths)
        yield from _pdf_problems(folder / f"{name}.pdf", f"{folder.name}/{name}.pdf", pictures)
    others = ("course.pdf", *(f"{name}.pdf" for name in guides), "sheets/index.html")
    yield from _index_problems(folder, others)
    printed = folder / "sheets"
    for name, make in sheets.catalog().items():
        title, body = make()
        path = printed / f"{name}.html"
        if not path.is_file() or path.read_text(encoding="utf-8") != sheets.page(title, body):
            yield f"The file {printed.name}/{path.name} is missing, or is not the sheet of the data."
        path = printed / f"{name}.pdf"
        yield from _pdf_problems(path, f"{printed.name}/{path.name}", body.count("<img "))
        yield from _index_problems(printed, [f"{name}.html", f"{name}.pdf"])


def _list_problems(path, what, mark, number):
    found = len(re.findall(mark, path.read_text(encoding="utf-8"))) if path.is_file() else 0
    if found != number:
        yield f"The page {path.name} has {found} {what} of {number}."


def _data_problems(html):
    for name in tables.names():
        for file in (f"{name}.html", tables.describe(name)["path"]):
            if not (html / "data" / file).is_file():
                yield f"The file data/{file} is missing."


def _guide_problems(html):
    for _, addresses in guide.groups():
        for address in addresses:
            path = html / f"{address}.html"
            text = path.read_text(encoding="utf-8") if path.is_file() else ""
            if len(_MARKS["titles"].findall(text)) != 1:
                yield f"The page {address} of the guide is missing, or has no title."


def _picture_problems(html):
    for path in sorted(html.rglob("*.html")):
        for place in set(re.findall(r'src=\\?"([^"\\]*pictures/[^"\\]+)', path.read_text(encoding="utf-8"))):
            if not (path.parent / place).is_file():
                yield f"The page {path.stem} shows {place}, which is missing."
