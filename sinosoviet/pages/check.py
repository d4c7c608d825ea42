"""The form of a page: its skeleton, budgets, minutes and citations."""

import re
import statistics
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

from sinosoviet import quiz, sources
from sinosoviet.pages.files import kind_of, load
from sinosoviet.pages.write import sources_cell

MEDIAN_LINES = 3
MOST_LINES = 12
ROUTES = (20, 40, 90)
SKILLS = ("Sourcing", "Context", "Corroboration", "Close reading")
THREE_PASSES = ("What is shown", "What changes", "What it cannot show")
OPENING = ("At a glance", "Before you start")
CLOSING = (
    "In one paragraph",
    "Check yourself",
    "For the classroom",
    "What's next",
    sources.HEADING,
)


@dataclass(frozen=True)
class Form:
    """What a page of one kind must have: metadata, first and last sections, fewest and most words."""

    metadata: tuple
    opening: tuple
    closing: tuple
    words: tuple


_ALWAYS = ("title", "part", "checked_on", "authors")
#: The form of each kind of page. A page is a lesson unless its metadata (``sinosoviet.kind``) say otherwise.
FORMS = {
    "lesson": Form((*_ALWAYS, "minutes", "level", "question"), OPENING, CLOSING, (1200, 2600)),
    "reference": Form(_ALWAYS, (), (sources.HEADING,), (50, 600)),
}
_LABEL = re.compile(r"\*\*[^*]+[.?:]\*\*")
_HEADING = re.compile(r"^(#{1,6}) (.+)$", re.MULTILINE)
_MINUTES = re.compile(r"\|\s*(\d+)\s*\|?\s*$", re.MULTILINE)
_ROUTE = re.compile(r"\*\*(\d+) minutes\*\*(.*?)(?=\*\*\d+ minutes\*\*|\Z)", re.DOTALL)
_FENCE = re.compile(r"```.*?```", re.DOTALL)
_LEAST_WORDS_OF_A_CLAIM = 12


def problems(name):
    """Everything on a page that departs from the course's form, one sentence each."""
    return list(_problems(load(name)))


def _problems(notebook):
    kind = kind_of(notebook)
    if kind not in FORMS:
        yield f"The page is of the kind {kind!r}; it can be one of: {', '.join(FORMS)}."
        return
    form = FORMS[kind]
    texts = [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]
    codes = [cell for cell in notebook.cells if cell.cell_type == "code"]
    whole = "\n\n".join(texts)
    numbered = re.findall(r"^## (\d+)\. ", whole, re.MULTILINE)
    yield from _metadata_problems(notebook.metadata.get("sinosoviet", {}), form)
    yield from _heading_problems(whole, numbered, form)
    yield from _word_problems(texts, form)
    yield from _code_problems(codes)
    yield from _citation_problems(notebook, texts)
    yield from _output_problems(codes)
    if kind == "reference":
        yield from _reference_problems(whole, numbered, codes)
        return
    yield from _minute_problems(notebook, whole)
    yield from _reading_problems(whole, numbered)
    if numbered:
        yield from _narrative_problems(whole, numbered, codes)


def _metadata_problems(details, form):
    for field in form.metadata:
        if not details.get(field):
            yield f"The notebook's metadata have no sinosoviet.{field}."


def _heading_problems(whole, numbered, form):
    headings = _HEADING.findall(_FENCE.sub("", whole))
    titles = [text for level, text in headings if level == "#"]
    if len(titles) != 1:
        yield f"There are {len(titles)} first-level headings; a page has one."
    for (above, _), (below, text) in pairwise(headings):
        if len(below) > len(above) + 1:
            yield f"The heading {text!r} skips a level."
    if numbered != [str(n) for n in range(1, len(numbered) + 1)]:
        yield f"The sections are numbered {', '.join(numbered)}."
    if numbered and not 3 <= len(numbered) <= 5:
        yield f"The body has {len(numbered)} sections; a lesson has 3 to 5."
    second = [text for level, text in headings if level == "##"]
    body = [text for text in second if text not in form.opening + form.closing]
    expected = [*form.opening, *body, *form.closing]
    if second != expected:
        yield f"The sections stand in the order {second}; they should be {expected}."


def _reference_problems(whole, numbered, codes):
    """A reference is looked up: it has headings to link to, each but once, and teaches no lesson."""
    shown = "\n".join(
        "".join(output.get("data", {}).get("text/markdown", "")) for cell in codes for output in cell.outputs
    )
    entries = [text for _, text in _HEADING.findall(shown)]
    if not entries:
        yield "The outputs have no headings; a reference has one for each entry."
    for text, count in Counter([*entries, *(text for _, text in _HEADING.findall(whole))]).items():
        if count > 1:
            yield f"{count} headings read {text!r}; a link finds the first only."
    if numbered or "**Predict.**" in whole:
        yield "A reference has neither numbered sections nor predictions; those belong in a lesson."


def _words(text):
    text = _FENCE.sub("", sources.unrender_citations(text))
    text = re.sub(r"\[@[^\]]+\]|\]\([^)]*\)|[|#*`>_-]", " ", text)
    return len(re.findall(r"\w[\w'’.,]*", text))


def _word_problems(texts, form):
    count = sum(_words(text) for text in texts if not text.startswith(f"## {sources.HEADING}"))
    low, high = form.words
    if not low <= count <= high:
        yield f"The page has {count} words; a page has {low} to {high}."


def _code_problems(codes):
    lines = [len([line for line in cell.source.splitlines() if line.strip()]) for cell in codes]
    if not lines:
        yield "The page has no code cell."
        return
    if statistics.median(lines) > MEDIAN_LINES:
        yield f"The median code cell has {statistics.median(lines):g} lines; at most {MEDIAN_LINES}."
    if max(lines) > MOST_LINES:
        yield f"A code cell has {max(lines)} lines; at most {MOST_LINES}."
    for cell in codes:
        if cell.source.rstrip().endswith(";"):
            yield f"A code cell ends in a semicolon: {cell.source.splitlines()[-1]!r}."


def _minute_problems(notebook, whole):
    promised = notebook.metadata.get("sinosoviet", {}).get("minutes")
    glance = _section(whole, "At a glance")
    total = sum(int(minutes) for minutes in _MINUTES.findall(glance))
    if total != promised:
        yield f"The minutes at a glance add up to {total}; the page promises {promised}."
    if f"{promised} minutes" not in whole.split("\n## ", 1)[0]:
        yield f"The line under the title does not say {promised} minutes."
    routes = dict(_ROUTE.findall(_section(whole, "For the classroom")))
    for route in ROUTES:
        if str(route) not in routes:
            yield f"There is no route of {route} minutes."
            continue
        total = sum(int(minutes) for minutes in _MINUTES.findall(routes[str(route)]))
        if total != route:
            yield f"The route of {route} minutes adds up to {total}."


def _reading_problems(whole, numbered):
    for label in THREE_PASSES:
        if f"**{label}.**" not in whole:
            yield f"No chart is read with {label!r}."
    if numbered:
        for skill in SKILLS:
            if f"**{skill}.**" not in whole:
                yield f"No prompt is tagged {skill!r}."
    if "**Predict.**" not in whole:
        yield "The page asks for no prediction."


def _narrative_problems(whole, numbered, codes):
    calls = "\n".join(cell.source for cell in codes)
    if "sources.card(" not in calls:
        yield "The page shows no source card."
    if "quiz.check(" not in calls:
        yield "The page has no check for understanding."
    for number in numbered:
        if not re.search(r"\*\*[^*]+\?\*\*", _section(whole, rf"{number}\. [^\n]+")):
            yield f"Section {number} has no supporting question."


def _citation_problems(notebook, texts):
    for text in texts:
        if sources.render_citations(text) != text:
            yield f"Citations are not rendered near {text.splitlines()[0][:60]!r}; run `make pages`."
        if re.match(r"## (\d+\.|In one paragraph)", text) or not text.startswith("#"):
            yield from _unsourced(text)
    if texts and texts[-1] != sources_cell(notebook):
        yield "The list of sources is out of date; run `make pages`."


def _unsourced(text):
    for paragraph in re.split(r"\n\s*\n", _FENCE.sub("", text)):
        paragraph = paragraph.strip()
        is_claim = (
            not paragraph.startswith(("#", "|", "-", "1.", ">"))
            and not _LABEL.match(paragraph)
            and not paragraph.endswith(("?", ":"))
            and _words(paragraph) >= _LEAST_WORDS_OF_A_CLAIM
        )
        if is_claim and not sources.cited_keys(paragraph):
            yield f"A paragraph cites no source: {paragraph[:70]!r}."


def _output_problems(codes):
    for cell in codes:
        if not cell.outputs and not cell.source.startswith(("from ", "import ")):
            yield f"A cell has no stored output: {cell.source.splitlines()[0]!r}; run `make pages`."
        for output in cell.outputs:
            if output.output_type in ("error", "stream"):
                yield f"A cell stores an error, warning or print: {cell.source.splitlines()[0]!r}."


def _section(whole, heading):
    """Text of the section whose heading follows a pattern; empty where there is none."""
    found = re.search(rf"^## {heading}$(.*?)(?=^## |\Z)", whole, re.MULTILINE | re.DOTALL)
    return found.group(1) if found else ""


def check_quiz(name):
    """Everything wrong with one check or poll: no right answer, no explanation, a dead citation."""
    content = quiz.load(name)
    for question in content["questions"]:
        label = f"{name}, {question['id']}"
        right = [choice for choice in question["choices"] if choice.get("right")]
        if content["kind"] == "check" and len(right) != 1:
            yield f"{label}: {len(right)} right answers."
        for choice in question["choices"]:
            if len(choice["explanation"].split()) < 6:
                yield f"{label}: the choice {choice['text']!r} explains nothing."
            for key in sources.cited_keys(choice["explanation"]):
                sources.entry(key)
