"""Decks: a lesson as slides with speaker notes, from the notebook alone, with reveal.js beside it."""

import html
import re
import shutil
from functools import cache
from pathlib import Path

from sinosoviet import export, npm, pages, replay
from sinosoviet.places import SITE
from sinosoviet.slides import visuals
from sinosoviet.slides.parts import CLASSROOM, NOTES, QUESTION, SHOWN_IN_FULL, SKIP, SLIDE, TASK, parts
from sinosoviet.slides.prose import markdown
from sinosoviet.slides.times import part, routes, section_minutes

_ASSETS = Path(__file__).parents[1] / "assets"
_FONTS = ("SourceSansPro-Regular.ttf", "SourceSansPro-Semibold.ttf", "SourceSansPro-It.ttf", "OFL.txt")
_REVEAL = "reveal.js@5.2.1"
_FILES = {
    "dist/reveal.js": "46538b52db48724192f59bf46f5e851a18e302777c46f4a34c32709d010d6a29",
    "dist/reveal.css": "68f915a11ebf7203c0446576b7e952ff61c5dd02134a8a226ffaf62ed42136d2",
    "dist/reset.css": "1aa8e84c9cabcbfe4d95b19879fe48b9c2c5e6d54574cbe679bc22edb9fe12b6",
    "plugin/notes/notes.js": "df1201d19d03241a2897d39c3d38768177df1cbd4bde06327b321cb83461ae89",
}
_SECTION = re.compile(r"\bsections? (\d)(?: and (\d))?")
_DISCUSS = re.compile(r"^Discuss:\s*(.*?)(?=\n\n(?!- )|\Z)", re.DOTALL | re.MULTILINE)
_NO_COMPUTERS = re.compile(r"^No computers\?.*$", re.MULTILINE)
_TAG = re.compile(r"<[^>]+>")
# Explanations that open on a click, and pictures that have a size of their own.
_FOLDED = re.compile(r"<p[^>]*>(?:(?!</p>).)*</p></details>|<fieldset.*</fieldset>", re.DOTALL)
#: The most words that a slide may have for each size of its letters, in ``deck.css``.
_SIZES = {"open": 45, "dense": 85, "denser": 125, "densest": float("inf")}


class Slide:
    """One slide: what the class sees as HTML, and what the speaker sees as a list of HTML paragraphs."""

    def __init__(self, body):
        self.body = body
        self.notes = []

    @property
    def density(self):
        """Name of the letter size, by the number of words on the slide."""
        words = len(_TAG.sub(" ", _FOLDED.sub("", self.body)).split())
        return next(size for size, most in _SIZES.items() if words <= most)


def folder():
    """Folder of the written decks, in the built site."""
    return SITE / "slides"


def names():
    """Names of the pages that have a deck: the lessons, in reading order."""
    return pages.names("lesson")


def deck(name):
    """The deck of a page as a list of columns; a column is (heading, seconds, list of :class:`Slide`)."""
    notebook = replay.plain(pages.load(name))
    columns = []
    for cell, kind in zip(notebook.cells, parts(notebook), strict=True):
        if kind == SKIP:
            continue
        if cell.cell_type == "code":
            columns[-1][1].extend(Slide(body) for body in visuals.bodies(cell))
            continue
        blocks = re.split(r"\n{2,}", cell.source.strip())
        if kind == SLIDE:
            heading = blocks.pop(0).lstrip("# ").strip()
            columns.append((heading, [Slide(f"{_heading(heading, not columns)}")]))
        if columns[-1][0] == CLASSROOM:
            columns[-1] = (CLASSROOM, _discussion(notebook))
            continue
        for block in blocks:
            _add(block, kind, *columns[-1])
    return _timed(notebook, columns)


def _heading(text, is_first):
    level = 1 if is_first else 2
    return f"<h{level}>{html.escape(text, quote=False)}</h{level}>"


def _add(block, kind, heading, slides):
    task = TASK.fullmatch(block)
    if kind != NOTES and task:
        slides.append(Slide(f"<h3>{task.group(1)}</h3>{markdown(task.group(2))}"))
    elif kind != NOTES and block.startswith("|"):
        slides.append(Slide(markdown(block)))
    elif len(slides) == 1 and (
        QUESTION.fullmatch(block) or heading in SHOWN_IN_FULL or slides[0].body.startswith("<h1>")
    ):
        slides[0].body += markdown(block)
    else:
        slides[-1].notes.append(markdown(block))


def _discussion(notebook):
    found = _DISCUSS.search(part(notebook, CLASSROOM))
    questions = found.group(1) if found else ""
    return [Slide(f"<h2>Discuss</h2>{markdown(questions)}")]


def _timed(notebook, columns):
    minutes = section_minutes(notebook)
    slides = columns[0][1]
    slides[0].notes.append(f"<p>In all {sum(minutes.values())} minutes. Esc shows all slides.</p>")
    slides[0].notes += [_route(length, steps) for length, steps in routes(notebook).items()]
    slides[0].notes += map(markdown, _NO_COMPUTERS.findall(part(notebook, CLASSROOM)))
    done = []
    for at, (heading, slides) in enumerate(columns):
        own = _minutes_of(heading, minutes, is_first=at == 0)
        if own:
            steps = "".join(f"<li>{step}</li>" for step in _steps(notebook, heading))
            # What the speaker needs first stands first.
            slides[0].notes.insert(0, f"<p><strong>{own} minutes.</strong></p><ul>{steps}</ul>")
        done.append((heading, own * 60, slides))
    return done


def _minutes_of(heading, minutes, is_first):
    if is_first:
        return next(iter(minutes.values()), 0)
    for what, own in minutes.items():
        if heading.split(".")[0].isdigit() and what == heading:
            return own
        if heading == "In one paragraph" and what.startswith(heading):
            return own
    return 0


def _steps(notebook, heading):
    number = heading.partition(".")[0]
    for length, steps in routes(notebook).items():
        for what, own in steps:
            found = _SECTION.search(what)
            if found and number in found.groups():
                yield f"{length}-minute route: {html.escape(what)} ({own} minutes)"


def _route(length, steps):
    rows = "".join(f"<li>{html.escape(what)}: {minutes}</li>" for what, minutes in steps)
    return f"<p><strong>Route of {length} minutes</strong></p><ul>{rows}</ul>"


@cache
def _template():
    from jinja2 import Environment, FileSystemLoader

    found = Environment(loader=FileSystemLoader(_ASSETS / "slides"), trim_blocks=True)
    return found.get_template("deck.html.j2")


def write(to=None, home=None):
    """Write a deck for every lesson, an index and the files they share; returns the paths of the HTML files.

    ``home`` is the address of the page that leads to the index, see :func:`sinosoviet.export.index`.
    Raises :class:`sinosoviet.npm.NpmError` when reveal.js cannot be had.
    """
    to = Path(to) if to else folder()
    npm.copy(_REVEAL, _FILES, to / "reveal")
    (to / "fonts").mkdir(exist_ok=True)
    for name in _FONTS:
        shutil.copyfile(_ASSETS / "fonts" / name, to / "fonts" / name)
    for source in (_ASSETS / "slides" / "deck.css", _ASSETS / "slides" / "deck.js"):
        shutil.copyfile(source, to / source.name)
    (to / "explorer.css").write_text(replay.STYLE, encoding="utf-8", newline="\n")
    written, items = [], []
    for name in names():
        title = export.title(pages.load(name), name)
        written.append(to / f"{name}.html")
        text = _template().render(title=html.escape(title), name=name, columns=deck(name))
        written[-1].write_text(text, encoding="utf-8", newline="\n")
        items.append(f'<a href="{name}.html">{html.escape(title)}</a>')
    return [*written, export.index(to, "Slides", items, home)]
