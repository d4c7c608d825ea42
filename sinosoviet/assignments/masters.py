"""The masters: the teacher's solved copies, from which everything that students get is made.

A master is ``notebooks/assignments/source/<name>/<name>.ipynb``. Beside it, for the teacher alone, lie
``notebooks/assignments/teacher/<name>.md`` with worked examples and ``<name>-comments.csv``.
"""

import re
from dataclasses import dataclass
from itertools import pairwise

import nbformat

from sinosoviet import sources
from sinosoviet.assignments import checklist, variants
from sinosoviet.assignments import comments as bank
from sinosoviet.assignments import course as courses
from sinosoviet.assignments.course import AssignmentError, Course
from sinosoviet.errors import CourseError, known
from sinosoviet.files import write_whole
from sinosoviet.wording import runs

LEVELS = ("excellent", "secure", "developing", "beginning")
_FIRST, _LAST = "What this is for", "Before you hand in"
_DETAILS = ("assignment", "variant", "title", "minutes", "points", "answers")
_SOLUTION = re.compile(r"### BEGIN SOLUTION\n.*?### END SOLUTION", re.DOTALL)
_HIDDEN = re.compile(r"### BEGIN HIDDEN TESTS\n.*?### END HIDDEN TESTS\n?", re.DOTALL)
_ROW = re.compile(r"^\| (?P<level>[a-z]+) \| (?P<points>[\d–]+) \| (?P<text>.+) \|$", re.MULTILINE)
_TIME = re.compile(
    r"^\| (?P<part>[^|]+) \| (?P<minutes>\d+) \| (?P<points>\d*) ?\| (?P<by>[^|]*)\|$", re.MULTILINE
)
_SUM = re.compile(r"^\| \*\*in all\*\* \| \*\*(\d+)\*\* \| \*\*(\d+)\*\* \|", re.MULTILINE)
_MOST_LINES = 14
#: So many words in a row, shared by a model answer and the student's copy, give the answer away.
_TELLING = 8


class MasterError(CourseError):
    """A master or a teacher's file that is missing or cannot be read."""


@dataclass(frozen=True)
class Answer:
    """One answer of a master: its id, how it is marked, its points, and its rubric if a teacher marks it.

    ``rubric`` is a list of ``(level, lowest points, highest points, description)``, the best first.
    """

    id: str
    number: int
    by_hand: bool
    points: int
    rubric: tuple = ()


def folder():
    """Folder of the assignments, in a clone."""
    return courses.home()


def names():
    """Names of all assignments that have a master, in alphabetical order."""
    return Course(folder()).names()


def path(name):
    """Where the master of an assignment lies."""
    return Course(folder()).master(name)


def load(name):
    """The master as a notebook.

    Raises :class:`~sinosoviet.errors.UnknownNameError` for an unknown assignment and
    :class:`MasterError` for a file that is no notebook.
    """
    try:
        return nbformat.read(path(name), as_version=4)
    except (ValueError, nbformat.ValidationError) as error:
        raise MasterError(f"{path(name)} is no notebook that can be read ({error}).") from None


def write(name, run=True):
    """Bring a master up to date: citations, texts of variant 1, outputs; without ``run``, no outputs.

    Returns True when the file changed.
    """
    from sinosoviet.pages import execute

    place, before = path(name), path(name).read_bytes()
    # The checklist in the last cell reads the file, so the texts must lie there before it is run.
    _save(place, variants.apply(load(name), 1))
    if run:
        _save(place, execute(load(name), place.parent))
    return place.read_bytes() != before


def _save(place, notebook):
    text = nbformat.writes(notebook, version=4)
    write_whole(place, (text if text.endswith("\n") else text + "\n").encode())


def answers(notebook):
    """The :class:`Answer` list of a master, in the order of its cells."""
    found, prompt = [], ""
    for above, cell in pairwise([None, *notebook.cells]):
        marks = _marks(cell)
        if above is not None and not _marks(above).get("solution") and above.cell_type == "markdown":
            prompt = above.source if _ROW.search(above.source) else prompt
        opening = checklist.mark(cell.source) if marks.get("solution") else None
        if opening and marks.get("grade"):
            found.append(Answer(opening.id, opening.number, True, marks["points"], tuple(_rubric(prompt))))
        elif opening:
            tests = [
                _marks(test)["points"]
                for test in notebook.cells
                if _marks(test)["grade_id"] == f"{opening.id}-test"
            ]
            found.append(Answer(opening.id, opening.number, False, sum(tests)))
    return found


def _rubric(text):
    for row in _ROW.finditer(text):
        low, _, high = row["points"].partition("–")
        yield row["level"], int(low), int(high or low), row["text"]


def _marks(cell):
    return cell.metadata.get("nbgrader", {})


def for_students(source):
    """The text of a cell without solutions and hidden tests."""
    return _HIDDEN.sub("", _SOLUTION.sub("", source))


def teacher(name):
    """The teacher's notes on an assignment, as Markdown."""
    return _read(folder() / "teacher" / f"{known('assignment', name, names())}.md")


def comments(name):
    """The comment bank of an assignment: dictionaries with id, criterion, level and text."""
    place = folder() / "teacher" / f"{known('assignment', name, names())}-comments.csv"
    try:
        return bank.read(place)
    except (OSError, AssignmentError) as error:
        raise MasterError(f"The comments {place} cannot be used: {error}") from None


def _read(place):
    try:
        return place.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise MasterError(f"{place} cannot be read ({error}).") from None


def problems(name):
    """Everything about an assignment that departs from the form, one sentence each."""
    return [*_master_problems(load(name), name), *_teacher_problems(name), *_leaks(name)]


def _master_problems(notebook, name):
    details = notebook.metadata.get("sinosoviet", {})
    missing = [field for field in _DETAILS if not details.get(field)]
    if missing:
        yield f"The notebook's metadata have no sinosoviet.{missing[0]}."
        return
    if details["assignment"] != name or details["variant"] != 1:
        yield "A master is variant 1 of the assignment that its folder names."
    yield from _cell_problems(notebook)
    yield from _answer_problems(notebook)
    yield from _point_problems(notebook)
    yield from _text_problems(notebook)
    if variants.apply(notebook, 1).cells != notebook.cells:
        yield "The texts of variant 1 or the citations are out of date; write the master anew."


def _cell_problems(notebook):
    ids = [cell.get("id") for cell in notebook.cells]
    if len(set(ids)) < len(ids):
        yield "Two cells have the same id."
    grade_ids = [_marks(cell).get("grade_id") for cell in notebook.cells]
    if None in grade_ids or len(set(grade_ids)) < len(grade_ids):
        yield "Every cell has an nbgrader id of its own."
    for cell in notebook.cells:
        marks = _marks(cell)
        if marks.get("schema_version") != 3 or marks.get("cell_type") != cell.cell_type:
            yield f"The cell {cell.get('id')} has no nbgrader metadata of form 3 for a {cell.cell_type} cell."
        elif marks.get("locked") == marks.get("solution"):
            yield f"The cell {cell.id} should be locked, or be an answer, and not both."
        if cell.cell_type == "code":
            lines = for_students(cell.source).splitlines()
            if len(lines) > _MOST_LINES:
                yield f"The cell {cell.id} has {len(lines)} lines; a student's has at most {_MOST_LINES}."
            for output in cell.outputs:
                if output.output_type == "error":
                    yield f"The cell {cell.id} stores an error."


def _answer_problems(notebook):
    found = answers(notebook)
    if [answer.id for answer in found] != list(notebook.metadata.sinosoviet.answers):
        yield "The answers in the cells are not those of the notebook's metadata, in their order."
    if [answer.number for answer in found] != list(range(1, len(found) + 1)):
        yield "The answers are not numbered one after the other."
    for cell in notebook.cells:
        if not _marks(cell).get("solution"):
            continue
        opening = checklist.mark(cell.source.splitlines()[0])
        if opening is None or opening.id != _marks(cell).get("grade_id"):
            yield f"The answer {cell.id} does not begin with its number and its id."
        if len(_SOLUTION.findall(cell.source)) != 1:
            yield f"The answer {cell.id} does not have one solution."
        if cell.cell_type == "markdown" and opening and opening.fewest is None:
            yield f"The answer {cell.id} does not say how many words are asked for."
        if cell.cell_type == "markdown" and f"{_marks(cell).get('points')} points" not in cell.source:
            yield f"The answer {cell.id} does not say its points."
    for answer in found:
        if answer.by_hand:
            yield from _rubric_problems(answer)
        elif not answer.points:
            yield f"No test marks the answer {answer.id}."
    for cell in notebook.cells:
        if _marks(cell).get("grade") and not _marks(cell).get("solution"):
            if not _HIDDEN.search(cell.source):
                yield f"The test {cell.id} hides nothing, so it gives the answer away or marks nothing."
            if "assert" in for_students(cell.source):
                yield f"The test {cell.id} stops with an error in a copy that is not answered yet."


def _rubric_problems(answer):
    levels = [level for level, *_ in answer.rubric]
    if levels != [level for level in LEVELS if level in levels] or "excellent" not in levels:
        yield f"The rubric of {answer.id} has the levels {', '.join(levels) or 'none'}."
        return
    covered = [point for _, low, high, _ in reversed(answer.rubric) for point in range(low, high + 1)]
    if covered != list(range(1, answer.points + 1)):
        yield f"The levels of {answer.id} do not cover 1 to {answer.points} points once each."


def _point_problems(notebook):
    details, found = notebook.metadata.sinosoviet, answers(notebook)
    whole = "\n\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    total = sum(answer.points for answer in found)
    if total != details["points"]:
        yield f"The answers have {total} points; the master says {details['points']}."
    if f"{details['minutes']} minutes · {details['points']} points" not in notebook.cells[0].source:
        yield "The line under the title does not say the minutes and the points."
    rows, sums = list(_TIME.finditer(whole)), _SUM.search(whole)
    if not sums or [int(part) for part in sums.groups()] != [details["minutes"], details["points"]]:
        yield "The table of time and points does not end in the sums of the master."
    if sum(int(row["minutes"]) for row in rows) != details["minutes"]:
        yield "The minutes of the parts do not add up."
    for by_hand, who in ((False, "computer"), (True, "teacher")):
        said = sum(int(row["points"] or 0) for row in rows if who in row["by"])
        meant = sum(answer.points for answer in found if answer.by_hand == by_hand)
        if said != meant:
            yield f"The table gives the {who} {said} points to mark; the answers have {meant}."


def _text_problems(notebook):
    headings = [
        line.removeprefix("## ")
        for cell in notebook.cells
        if cell.cell_type == "markdown"
        for line in cell.source.splitlines()
        if line.startswith("## ")
    ]
    if headings[:2] != [_FIRST, "Time and points"] or headings[-2:] != [sources.HEADING, _LAST]:
        yield f"The sections are to begin with {_FIRST!r} and the times, and to end with {_LAST!r}."
    last = notebook.cells[-1]
    if last.source != f'checklist.check("{notebook.metadata.sinosoviet.assignment}")':
        yield "The last cell is not the checklist."


def _teacher_problems(name):
    text, found = teacher(name), answers(load(name))
    for answer in found:
        if not answer.by_hand:
            if f"`{answer.id}`" not in text:
                yield f"The teacher's notes have no key to {answer.id}."
            continue
        heading = rf"^## Answer {answer.number} · `{answer.id}`"
        section = re.search(rf"{heading}.*?(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
        if section is None:
            yield f"The teacher's notes have no part on answer {answer.number}, {answer.id}."
            continue
        for level, low, high, _ in answer.rubric:
            points = str(low) if low == high else f"{low}–{high}"
            if f"**{level} · {points}.**" not in section.group():
                yield f"The teacher's notes have no example of {answer.id} at the level {level}, {points}."
    for key in sorted(set(sources.cited_keys(text)) - set(sources.keys())):
        yield f"The source {key} in the teacher's notes is not registered."
    yield from _comment_problems(comments(name), found)


def _comment_problems(rows, found):
    if len({row["id"] for row in rows}) < len(rows):
        yield "Two comments have the same id."
    if not 15 <= len(rows) <= 25:
        yield f"The comment bank has {len(rows)} comments; 15 to 25 can be kept in mind."
    criteria = {answer.id: {level for level, *_ in answer.rubric} for answer in found if answer.by_hand}
    for row in rows:
        if row["criterion"] not in criteria:
            yield f"The comment {row['id']} is on {row['criterion']}, which no teacher marks."
        elif row["level"] not in criteria[row["criterion"]]:
            yield f"The comment {row['id']} has the level {row['level']}, which its rubric has not."
    for answer in set(criteria) - {row["criterion"] for row in rows}:
        yield f"No comment is on {answer}."


def _leaks(name):
    """Runs of words that stand in a model answer or an example and in what students get."""
    notebook = load(name)
    given = _runs(" ".join(for_students(cell.source) for cell in notebook.cells))
    for cell in notebook.cells:
        if cell.cell_type == "markdown" and (kept := _SOLUTION.search(cell.source)):
            for run in sorted(_runs(kept.group()) & given)[:1]:
                yield f"The model answer {cell.id} shows in the student's copy: {run!r}."
    for example in re.findall(r"^> .+$", teacher(name), re.MULTILINE):
        for run in sorted(_runs(example) & given)[:1]:
            yield f"An example of the teacher shows in the student's copy: {run!r}."


def _runs(text):
    return runs(sources.unrender_citations(text), _TELLING)
