"""The student's own check before handing in: what is missing, in plain words, never what is right."""

import ast
import re
from dataclasses import dataclass
from pathlib import Path

from sinosoviet.sources import Text, unrender_citations

#: What stands in a written answer before the student writes, and in a code answer beside ``None``.
TEXT_STUB = "*Write your answer here.*"
CODE_STUB = "# Put your answer in the place of None above, then run the cell."

_MARK = re.compile(r"Answer (?P<number>\d+) · `(?P<id>[a-z0-9-]+)`(?P<rest>[^\n]*)")
_WORDS = re.compile(r"(\d+)–(\d+) words")
_CITED = re.compile(r"\[@[^\]]+\]|\([^()]*\b1[89]\d\d[^()]*\)|\([^()]*\b20\d\d[^()]*\)|https?://")
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(?:[, ]\d{3})+(?:\.\d+)?")
_LETTERS = re.compile(r"\w[\w'’.,-]*")


@dataclass(frozen=True)
class Mark:
    """The line that opens an answer: its number and id, and what the answer should have."""

    number: int
    id: str
    fewest: int | None
    most: int | None
    cites: bool


def mark(source):
    """The :class:`Mark` in the text of an answer's cell, or None where there is none."""
    found = _MARK.search(source)
    if not found:
        return None
    words = _WORDS.search(found["rest"])
    fewest, most = map(int, words.groups()) if words else (None, None)
    return Mark(int(found["number"]), found["id"], fewest, most, "citation" in found["rest"])


def written(source):
    """What a student wrote in an answer's cell: its text without the opening line and the stub."""
    lines = _MARK.sub("", source, count=1).splitlines()
    kept = [line for line in lines if not re.match(r"#+ (BEGIN|END) SOLUTION", line.strip())]
    return "\n".join(kept).replace(TEXT_STUB, "").strip(" *\n")


def words(text):
    """Number of words in a text."""
    return len(_LETTERS.findall(text))


def check(name, place=None):
    """What is still missing in the notebook of the assignment ``name``, as a text for the student.

    Reads the newest notebook of that assignment saved in ``place`` (the working folder). Says what is
    empty, lost, twice there, too short or too long; never whether an answer is right.
    """
    place = Path(place) if place else Path.cwd()
    found = sorted(_notebooks(name, place), key=lambda item: item[0].stat().st_mtime_ns)
    if not found:
        return Text(
            *[
                "Your notebook was not found in the folder it was opened from. "
                "Save it (Ctrl+S, on a Mac Cmd+S), then run this cell again."
            ]
            * 2
        )
    path, notebook = found[-1]
    missing = list(problems(notebook))
    several = f" There are {len(found)} copies here; this is the newest." if len(found) > 1 else ""
    wanted = len(notebook.metadata.sinosoviet.answers)
    if missing:
        head = f"**Still to do in {path.name}:** {_things(len(missing))}.{several}"
    else:
        head = f"**Nothing is missing in {path.name}:** all {wanted} answers are there.{several}"
    tail = (
        "This reads the file as you last saved it: save first, then run the cell again. "
        "It looks at what is there, not at whether it is right."
    )
    markdown = "\n".join([head, "", *[f"- {line}" for line in missing], "", tail])
    plain = "\n".join([head.replace("**", ""), *[f"  {line}" for line in missing], tail])
    return Text(markdown, plain.replace("`", ""))


def _things(count):
    return "1 thing" if count == 1 else f"{count} things"


def _notebooks(name, place):
    import nbformat

    for path in place.glob("*.ipynb"):
        try:
            notebook = nbformat.read(path, as_version=4)
        except Exception:  # whatever is wrong with another file in the folder, it is not this one
            continue
        details = notebook.metadata.get("sinosoviet", {})
        if isinstance(details, dict) and details.get("assignment") == name and "answers" in details:
            yield path, notebook


def problems(notebook):
    """What is missing in a notebook of an assignment, one sentence each, in the order of its answers."""
    cells = {}
    for cell in notebook.cells:
        # The mark stands in the text, so an answer is found even when its cell was copied or moved.
        opening = mark(cell.source)
        if opening:
            cells.setdefault(opening.id, []).append((opening, cell))
    for number, answer in enumerate(notebook.metadata.sinosoviet.answers, 1):
        label = f"Answer {number} (`{answer}`)"
        if answer not in cells:
            yield (
                f"{label}: its cell is gone, or its first line was changed. "
                f"Put back a cell that begins with: Answer {number} · `{answer}`"
            )
        elif len(cells[answer]) > 1:
            yield f"{label} stands in {len(cells[answer])} cells. Keep one and delete the others."
        else:
            (opening, cell) = cells[answer][0]
            yield from (
                f"{label}: {problem}"
                for problem in (
                    _code(cell.source) if cell.cell_type == "code" else _prose(opening, cell.source)
                )
            )


def _code(source):
    try:
        tree = ast.parse(source)
    except SyntaxError as error:
        yield f"Python cannot read line {error.lineno}. Look for a quotation mark or bracket left open."
        return
    except ValueError:
        yield "Python cannot read it. Type the answer anew instead of pasting it."
        return
    values = {}
    for line in tree.body:
        if isinstance(line, ast.Assign):
            for target in line.targets:
                pairs = [(target, line.value)]
                if isinstance(target, ast.Tuple) and isinstance(line.value, ast.Tuple):
                    pairs = zip(target.elts, line.value.elts, strict=False)
                values |= {ast.unparse(name): value for name, value in pairs}
    for name, value in values.items():
        if isinstance(value, ast.Constant) and value.value in (None, ""):
            yield f"`{name}` is not answered yet."


def _prose(opening, source):
    text = unrender_citations(written(source))
    count = words(text)
    if not count:
        yield "nothing is written yet."
        return
    if opening.fewest and not opening.fewest <= count <= opening.most:
        yield f"it has {count} words; {opening.fewest} to {opening.most} are asked for."
    if opening.cites and not _CITED.search(text):
        yield "it names no source yet. Write, for example, (Shen 2003) or [@shen2003]."


def given(**answers):
    """Print what the student has put into each name: whether it is there and of which kind, no more."""
    for name, value in answers.items():
        if value is None:
            print(f"{name}: not answered yet")
        elif isinstance(value, tuple):
            print(f"{name}: {value} is several things. Write a number without a comma, such as 3000.")
        else:
            kind = "a number" if isinstance(value, int | float) else "text"
            if not isinstance(value, int | float | str):
                kind = "a list" if isinstance(value, list | set) else "a chart"
            print(f"{name}: {str(value)[:80]} ({kind})")


def number(value):
    """A student's answer as a float, whether typed as a number or as text; None for anything else.

    A comma or a space stands between thousands, in groups of three digits: ``"2,5"`` is no number.
    """
    text = str(value).strip()
    try:
        return float(re.sub(r"[, ]", "", text) if _THOUSANDS.fullmatch(text) else text)
    except ValueError:
        return None


def letters(value):
    """The letters A to G in a student's answer, in their order: ``"b, a and C"`` gives ``"BAC"``.

    They stand alone, or make up the whole answer; a letter inside a word is not one of them.
    """
    text = re.sub(r"\bAND\b", " ", str(value or "").upper())
    run = re.sub(r"[\W_]+", "", text)
    return run if re.fullmatch("[A-G]+", run) else "".join(re.findall(r"\b[A-G]\b", text))
