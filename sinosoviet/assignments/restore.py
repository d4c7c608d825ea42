"""Put a student's answers back into the master: found by their id, whatever happened to the cells.

Only texts are taken from a submission. Cells, their order, their metadata and the tests come from
the master, so that nothing a student did to them can matter.
"""

import copy
import json
import re
from dataclasses import dataclass, field

import nbformat

from sinosoviet.assignments.intake import text_of

LONGEST_ANSWER = 100_000
MOST_CELLS = 1_000
_LABEL = r"Answer\s+(?P<number>\w+)\s*[·.:–—-]+\s*`?(?P<id>{ids})`?(?![\w-])"
_RUBRIC = re.compile(r"(?mi)^\| *level *\| *points *\|")
_ROW = re.compile(r"(?m)^\| *(?!level *\|)(\w[\w ]*?) *\| *([\d–.-]*\d) *\| *(.+?) *\|$")
_HEADER = re.compile(r"\bVariant\s+(\d+)\b")


class NotANotebookError(ValueError):
    """Why a file cannot be read as a notebook, as the end of a sentence."""


@dataclass(frozen=True)
class Question:
    """One thing that gets points: marked by a test cell, or by hand.

    ``levels`` are the rows of the rubric above it: ``(level, points, what it looks like)``.
    """

    id: str
    label: str
    points: float
    by_hand: bool
    answers: tuple
    levels: tuple = ()

    def as_dict(self):
        """The question as JSON values."""
        levels = [list(level) for level in self.levels] if self.by_hand else []
        return {
            "id": self.id,
            "label": self.label,
            "points": self.points,
            "by_hand": self.by_hand,
            "levels": levels,
        }


@dataclass
class Restored:
    """A submission put back into its master.

    ``troubles`` maps an answer's id to what the teacher must know about it; ``changed`` holds the
    ids of answers that differ from what was given out; ``notes`` need no action.
    """

    notebook: nbformat.NotebookNode
    changed: set = field(default_factory=set)
    troubles: dict = field(default_factory=dict)
    notes: list = field(default_factory=list)


def grading(cell):
    """What nbgrader stores in a cell; empty if there is none, or if it is not what it should be."""
    found = cell.get("metadata", {}).get("nbgrader", {})
    return found if isinstance(found, dict) and isinstance(found.get("grade_id"), str) else {}


def questions(skeleton):
    """The :class:`Question` list of a master, in its order."""
    found, waiting, levels = [], [], ()
    for cell in skeleton.cells:
        mark = grading(cell)
        levels = tuple(_ROW.findall(cell.source)) if _RUBRIC.search(cell.source) else levels
        if mark.get("solution"):
            waiting.append(mark["grade_id"])
        if mark.get("grade"):
            answers = (mark["grade_id"],) if mark.get("solution") else tuple(waiting)
            label = next(
                (label for answer in answers for label in [_label(skeleton, answer)] if label),
                mark["grade_id"],
            )
            found.append(
                Question(
                    mark["grade_id"],
                    label,
                    float(mark["points"]),
                    bool(mark.get("solution")),
                    answers,
                    levels,
                )
            )
            waiting = []
    return found


def _label(skeleton, answer):
    pattern = re.compile(_LABEL.format(ids=re.escape(answer)))
    for cell in skeleton.cells:
        shown = pattern.search(cell.source)
        if shown:
            return f"Answer {shown['number']} · {answer}"
    return None


def read(data):
    """A notebook of any version from a file's bytes. Raises :class:`NotANotebookError`."""
    if not data.strip():
        raise NotANotebookError("the file is empty")
    try:
        whole = json.loads(text_of(data))
    except (ValueError, RecursionError):
        raise NotANotebookError("the file is damaged: it is not a notebook that Jupyter could open") from None
    if not isinstance(whole, dict) or not ("cells" in whole or "worksheets" in whole):
        raise NotANotebookError("the file is not a notebook, although it is called one")
    try:
        _mend(whole)
        notebook = nbformat.from_dict(whole)
        if int(whole.get("nbformat", 4)) < 4:
            notebook = nbformat.convert(notebook, 4)
    # An old or hand-made notebook can be wrong in more ways than nbformat has errors.
    except Exception:
        raise NotANotebookError("the notebook's format is unknown or damaged") from None
    cells = notebook.get("cells")
    if not isinstance(cells, list) or len(cells) > MOST_CELLS:
        raise NotANotebookError(f"the notebook does not have between 0 and {MOST_CELLS} cells")
    return notebook


def _mend(whole):
    """Bring every cell into a form that can be read: source as one text, metadata as a dictionary."""
    if not isinstance(whole.get("metadata"), dict):
        whole["metadata"] = {}
    sheets = whole.get("worksheets", [whole])
    for sheet in sheets:
        sheet["cells"] = [cell for cell in sheet.get("cells", []) if isinstance(cell, dict)]
        for cell in sheet["cells"]:
            for name in ("source", "input"):
                if name in cell:
                    text = cell[name]
                    cell[name] = "".join(map(str, text)) if isinstance(text, list) else str(text)
            if not isinstance(cell.get("metadata"), dict):
                cell["metadata"] = {}
            cell.setdefault("cell_type", "raw")
            if cell["cell_type"] == "code":
                cell.setdefault("outputs", [])
            if "worksheets" not in whole:
                cell.setdefault("source", "")


def ids(skeleton):
    """Ids of all cells of a master that nbgrader knows."""
    return {grading(cell)["grade_id"] for cell in skeleton.cells if grading(cell)}


def claims(notebook, known):
    """How many cells of a notebook carry one of the ``known`` ids, in metadata or in their text."""
    shown = _shown(known)
    return sum(
        1 for cell in notebook.cells if grading(cell).get("grade_id") in known or shown.search(cell.source)
    )


def variant(notebook):
    """The seed that a notebook says it was made with, or None."""
    stored = notebook.metadata.get("sinosoviet", {})
    seed = stored.get("variant") if isinstance(stored, dict) else None
    if isinstance(seed, int) and not isinstance(seed, bool):
        return seed
    for cell in notebook.cells[:3]:
        found = _HEADER.search(cell.source)
        if found:
            return int(found[1])
    return None


def _shown(known):
    return re.compile(_LABEL.format(ids="|".join(sorted(map(re.escape, known), key=len, reverse=True))))


def restore(skeleton, submission):
    """Put the answers of a submission into a copy of the skeleton; returns a :class:`Restored`."""
    restored = Restored(copy.deepcopy(skeleton))
    answers = {
        grading(cell)["grade_id"]: cell for cell in restored.notebook.cells if grading(cell).get("solution")
    }
    stubs = {name: cell.source.strip() for name, cell in answers.items()}
    found, extras = _sort(skeleton, submission, set(answers), stubs, restored)
    for name, cell in answers.items():
        _fill(name, cell, stubs[name], found.get(name, []), restored)
    _place(restored, extras, answers)
    return restored


def _sort(skeleton, submission, names, stubs, restored):
    """Candidates for each answer, and the student's other cells with the master's cell they follow."""
    shown = _shown(names) if names else re.compile(r"(?!)")
    plain = {cell.source.strip() for cell in skeleton.cells}
    own = {cell.get("id"): cell for cell in skeleton.cells if cell.get("id")}
    found, extras, anchor = {}, [], None
    seen = set()
    for cell in submission.cells:
        text = str(cell.get("source", ""))[:LONGEST_ANSWER]
        claimed = grading(cell).get("grade_id")
        in_text = {match["id"] for match in shown.finditer(text)}
        if len(in_text) == 1 and (claimed not in in_text) and text.strip() not in plain:
            (moved,) = in_text
            if claimed in names and text.strip() != stubs[claimed]:
                restored.notes.append(f"the answer marked {moved} stood in the cell of {claimed}")
            claimed = moved
        if claimed in names:
            found.setdefault(claimed, []).append((cell.get("cell_type"), text))
            anchor = claimed
        elif claimed in ids(skeleton):
            if claimed in seen:
                restored.notes.append(f"the cell {claimed} was there twice; the copy was left out")
            elif text.strip() not in plain and not _is_start_of(text, claimed, skeleton):
                restored.notes.append(
                    f"the cell {claimed} had been changed; it was put back as it was given out"
                )
            seen.add(claimed)
            anchor = claimed
        elif text.strip() and text.strip() not in plain:
            original = own.get(cell.get("id"))
            if original is None or original.cell_type == "code":
                extras.append((anchor, cell.get("cell_type"), text, original))
    for name in sorted(ids(skeleton) - names - seen):
        restored.notes.append(f"the cell {name} was missing; it was put back")
    return found, extras


def _is_start_of(text, name, skeleton):
    """Whether a locked cell is as it was given out: the master's without its hidden tests."""
    (cell,) = [cell for cell in skeleton.cells if grading(cell).get("grade_id") == name]
    open_, hidden = [], False
    for line in cell.source.split("\n"):
        if "HIDDEN TESTS" in line:
            hidden = "BEGIN" in line
        elif not hidden:
            open_.append(line)
    return text.strip() == "\n".join(open_).strip()


def _fill(name, cell, stub, candidates, restored):
    written = [
        (kind, text) for kind, text in dict.fromkeys(candidates) if text.strip() and text.strip() != stub
    ]
    if not written:
        if not candidates:
            restored.notes.append(f"the answer cell {name} was missing")
        return
    restored.changed.add(name)
    if len(written) > 1:
        restored.troubles[name] = f"the answer {name} is there {len(written)} times, with different texts"
    if any(kind != cell.cell_type for kind, _ in written):
        restored.notes.append(f"the answer {name} was not in a {cell.cell_type} cell; it was read as one")
    texts = [text for _, text in written]
    cell.source = texts[-1] if cell.cell_type == "code" else "\n\n---\n\n".join(texts)


def _place(restored, extras, answers):
    """Put the student's own cells after the cell that they followed; say where one may be an answer."""
    cells, order = restored.notebook.cells, list(answers)
    after = {}
    for anchor, kind, text, original in extras:
        if original is not None:
            next(cell for cell in cells if cell.get("id") == original["id"]).source = text
            continue
        make = nbformat.v4.new_code_cell if kind == "code" else nbformat.v4.new_markdown_cell
        after.setdefault(anchor, []).append(make(text, id=f"own-{sum(map(len, after.values()))}"))
    placed, latest = [*after.get(None, [])], None
    loose = {None: bool(after.get(None))}
    for cell in cells:
        name = grading(cell).get("grade_id")
        latest = name if name in answers else latest
        placed += [cell, *(after.get(name, []) if name else [])]
        loose[latest] = loose.get(latest, False) or bool(name and after.get(name))
    restored.notebook.cells = placed
    for number, name in enumerate(order):
        before = order[number - 1] if number else None
        if name not in restored.changed and (
            loose.get(name)
            or (loose.get(before) and before not in restored.changed)
            or (number == 0 and loose.get(None))
        ):
            restored.troubles[name] = (
                f"the answer cell {name} is as it was given out, but there is something in a "
                "cell beside it that the student added"
            )
