"""The teacher's keys to the pages: one for each task, prediction and question, and nothing the page lacks."""

import re
from functools import cache
from itertools import pairwise
from operator import itemgetter

import pytest

from sinosoviet import charts, pages, predictions, quiz, sources, tables
from sinosoviet.assignments import masters
from sinosoviet.pages.write import drawn
from sinosoviet.teaching import texts
from tests.conftest import stray_marks

PAGES = pages.names("lesson")
FIRST_LINE = "For the teacher alone. Nothing in this file goes into a student's copy."
PARTS = {
    "Task": ["Thin", "Sound", "Strong", "Not as fact", "Ask next"],
    "Prediction": ["What the page shows", "What surprises", "Ask next"],
    "Discussion": ["One position", "Another", "Ask next"],
}
#: Said only where the page has it: who differs on a task, and a third position in a discussion.
OPTIONAL = {"Who differs", "A third"}
MOST_QUOTED_WORDS = 15
FEWEST_OPENING_WORDS = 4

_TASK = re.compile(r"^\*\*([^*]+)\.\*\* \*Task (\d+)\.\* (.+)$", re.MULTILINE)
_PREDICTION = re.compile(r"^\*\*Predict\.\*\* (.+)$", re.MULTILINE)
_DISCUSSION = re.compile(r"^Discuss:\n\n((?:- .+\n?)+)", re.MULTILINE)
_SECTION = re.compile(
    r"^## (\w+) (\d+)(?: · ([^\n]+))?\n\n> “([^”]+)”\n(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL
)
_PART = re.compile(r"^(?:- )?\*\*([^*]+)\.\*\* \S", re.MULTILINE)
_MARK = re.compile(r"\[@[^\]]+\]")
_NUMBER = re.compile(r"\d(?:[\d,.]*\d)+")
_PAGES = re.compile(r"\b[Pp]ages? \d\d(?:(?:, | and | to )\d\d)*")
_SUM = re.compile(r"([\d,.]*\d) ([÷+−]) ([\d,.]*\d) = ([\d,.]*\d)")


def place(name):
    return masters.folder() / "teacher" / "pages" / f"{name}.md"


@cache
def key(name):
    return texts.uncited(place(name).read_text(encoding="utf-8"))


def sections(name):
    """``(kind, number, skill, opening words, text)`` of each part of a key."""
    return _SECTION.findall(key(name))


def named(name):
    """The other pages that a key sends its reader to."""
    digits = {each for found in _PAGES.findall(key(name)) for each in re.findall(r"\d\d", found)}
    return [page for page in PAGES if page[:2] in digits and page != name]


@cache
def written(name):
    """The Markdown of a page without its list of sources."""
    cells = (cell.source for cell in pages.load(name).cells if cell.cell_type == "markdown")
    return "\n\n".join(
        sources.unrender_citations(text) for text in cells if not text.startswith(f"## {sources.HEADING}")
    )


@cache
def said(name):
    """All that a page says: its Markdown, its outputs in words, and what its check and poll answer."""
    outputs = [
        "".join(output.get("data", {}).get("text/plain", "")) + "".join(output.get("text", ""))
        for cell in pages.load(name).cells
        for output in cell.get("outputs", [])
    ]
    asked = re.findall(r'quiz\.\w+\("([\w-]+)"\)', code(name))
    answers = [
        choice["explanation"]
        for quizzed in asked
        for question in quiz.load(quizzed)["questions"]
        for choice in question["choices"]
    ]
    return "\n".join([written(name), *outputs, *answers])


def citations(text):
    """``@key`` or ``@key, place`` of everything that a text cites."""
    return {part.strip() for mark in _MARK.findall(text) for part in mark[1:-1].split(";")}


def code(name):
    return "\n".join(cell.source for cell in pages.load(name).cells if cell.cell_type == "code")


@cache
def numbers(name):
    """Every number on a page: said, in the rows of its charts, or the answer to a prediction."""
    found = set(_NUMBER.findall(said(name)))
    for call, arguments in re.findall(r"^charts\.(\w+)\((.*)\)$", code(name), re.MULTILINE):
        given = [part.split("=")[-1].strip(' "') for part in arguments.split(",") if part]
        rows = getattr(charts, call)(*(int(part) if part.isdigit() else part for part in given)).table
        cells = [cell for column in rows for cell in rows[column].tolist()]
        found.update(f"{cell:,}" for cell in cells if isinstance(cell, int))
        found.update(f"{cell:,.{digits}f}" for cell in cells if isinstance(cell, float) for digits in (0, 1))
    for asked in map(predictions.load, predictions.names()):
        if asked.page == name:
            found.update(asked.number(point.value) for point in asked.asked if not point.is_gap)
    return found


def expected(name):
    """``(kind, number, skill, text)`` of each thing on a page that wants a key."""
    tasks = [("Task", number, skill, text) for skill, number, text in _TASK.findall(written(name))]
    guesses = enumerate(_PREDICTION.findall(written(name)), 1)
    (listed,) = _DISCUSSION.findall(written(name))
    talks = enumerate((line.removeprefix("- ") for line in listed.splitlines()), 1)
    return [
        *tasks,
        *(("Prediction", str(number), "", text) for number, text in guesses),
        *(("Discussion", str(number), "", text) for number, text in talks),
    ]


def test_every_lesson_has_a_key_and_every_key_a_lesson():
    assert sorted(path.name for path in place("x").parent.glob("*")) == [f"{name}.md" for name in PAGES]


@pytest.mark.parametrize("name", PAGES)
def test_no_task_of_a_page_is_overlooked(name):
    tasks = [int(number) for _, number, _ in _TASK.findall(written(name))]
    assert tasks == list(range(1, len(re.findall(r"\*Task \d", written(name))) + 1))


@pytest.mark.parametrize("name", PAGES)
def test_a_key_opens_with_the_title_and_says_whose_it_is(name):
    title = pages.load(name).metadata["sinosoviet"]["title"]
    assert key(name).startswith(f"# Key: {title}\n\n{FIRST_LINE}\n")
    assert key(name).count("\n## ") == len(sections(name))


@pytest.mark.parametrize("name", PAGES)
def test_every_task_prediction_and_question_has_its_key(name):
    wanted, given = expected(name), sections(name)
    assert [part[:3] for part in given] == [part[:3] for part in wanted]
    for (*_, text), (*heading, opening, _) in zip(wanted, given, strict=True):
        opening = opening.replace("‘", "“").replace("’", "”")
        assert _MARK.sub("", text).startswith(opening), heading
        assert len(opening.split()) >= FEWEST_OPENING_WORDS, heading


@pytest.mark.parametrize("name", PAGES)
def test_every_key_has_its_parts_in_order(name):
    for kind, number, _, _, text in sections(name):
        parts = [part for part in _PART.findall(text) if part not in OPTIONAL]
        assert parts == PARTS[kind], (kind, number)
        assert _MARK.search(text), (kind, number)


@pytest.mark.parametrize("name", PAGES)
def test_a_key_cites_what_the_pages_cite_and_with_their_page_numbers(name):
    cards = re.findall(r'sources\.card\("([\w-]+)"\)', code(name))
    keys = {*drawn(pages.load(name))[0], *tables.load("documents").set_index("id").loc[cards, "source_key"]}
    there = {f"@{cited}" for cited in keys}.union(*map(citations, map(said, PAGES)))
    unknown = citations(key(name)) - there
    assert not unknown, unknown
    assert all(sources.entry(cited) for cited in sources.cited_keys(key(name)))


@pytest.mark.parametrize("name", PAGES)
def test_what_a_key_quotes_stands_on_its_page(name):
    assert not stray_marks(key(name))
    quoted = re.findall(r"(?<!> )“([^”]+)”", key(name))
    open_to_it = "\n".join(map(said, [name, *named(name)])).casefold()
    assert not [words for words in quoted if words.rstrip(".,?!").casefold() not in open_to_it]
    assert not [words for words in quoted if len(words.split()) > MOST_QUOTED_WORDS]


@pytest.mark.parametrize("name", PAGES)
def test_every_number_in_a_key_stands_on_its_page_or_is_reckoned_from_it(name):
    text = _PAGES.sub("", _MARK.sub("", key(name)))
    reckoned = {result: (first, sign, second) for first, sign, second, result in _SUM.findall(text)}
    for result, (first, sign, second) in reckoned.items():
        one, two, three = (float(part.replace(",", "")) for part in (first, second, result))
        digits = len(result.partition(".")[2])
        assert round({"÷": one / two, "+": one + two, "−": one - two}[sign], digits) == three, result
    nowhere = set(_NUMBER.findall(text)).difference(reckoned, *map(numbers, [name, *named(name)]))
    assert not nowhere, nowhere


@pytest.mark.parametrize("asked", [*map(predictions.load, predictions.names())], ids=lambda asked: asked.name)
def test_the_key_to_a_drawn_prediction_has_its_values(asked):
    shown = "".join(text for kind, *_, text in sections(asked.page) if kind == "Prediction")
    if asked.kind == "year":
        _, year = min((after.value - before.value, after.label) for before, after in pairwise(asked.points))
        assert year in shown
    else:
        ends = {
            asked.number(end) for point in asked.asked if not point.is_gap for end in (point.low, point.high)
        }
        assert not ends - set(_NUMBER.findall(shown))


def test_the_key_to_the_claim_check_has_the_editors_verdicts_in_order():
    chosen = [row for row in tables.records("claims") if row["set_place"]]
    verdicts = [row["verdict"] for row in sorted(chosen, key=itemgetter("set_place"))]
    listed = ", ".join(f"{place} {verdict}" for place, verdict in enumerate(verdicts, 1))
    assert listed in key("10-argument-claims")
