"""Student copies: a master without its answers, hidden tests and teacher's notes."""

import json
import logging
import re
import shutil
import warnings

import nbformat

from sinosoviet.assignments import course as courses
from sinosoviet.assignments.course import AssignmentError
from sinosoviet.files import write_whole

BEGIN, END = ("BEGIN SOLUTION", "BEGIN HIDDEN TESTS"), ("END SOLUTION", "END HIDDEN TESTS")
#: What a notebook's own metadata may hold when it goes out.
KEPT_METADATA = ("kernelspec", "language_info", "sinosoviet")
#: Shorter pieces of a key (``1``, ``x = 2``) stand in any text by chance.
SHORTEST_KEY, SHORTEST_NOTE = 8, 30
_ONLY_TEXT = re.compile(r"[(\s]*[fr]{0,2}(['\"]).*\1[),\s]*")


def make(course, name, seed=None):
    """Make the student copy of an assignment, in one of its variants; returns its folder.

    The copy is not made, and an older one not replaced, if anything of the key would be in it.
    """
    from nbgrader.converters import GenerateAssignment
    from nbgrader.converters.base import NbGraderException
    from nbgrader.coursedir import CourseDirectory

    assignment = course.assignment(name, seed)
    if assignment != name:
        from sinosoviet.assignments import variants

        path = course.master(assignment)
        path.parent.mkdir(parents=True, exist_ok=True)
        notebook = variants.apply(course.load_master(name), seed)
        write_whole(path, nbformat.writes(notebook).encode())
    folder, kept = course.folder("release", assignment), course.folder("release", f".{assignment}")
    if folder.exists():
        folder.replace(kept) if not kept.exists() else shutil.rmtree(folder)
    config = course.config(assignment)
    log, said = _listening()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            converter = GenerateAssignment(coursedir=CourseDirectory(config=config), config=config, log=log)
            converter.force = True
            converter.start()
        _strip(folder / f"{name}.ipynb")
        found = leaks(course, assignment)
        if found:
            raise AssignmentError(
                f"{assignment} is not handed out, because the key would be in it: {'; '.join(found)}."
            )
    except NbGraderException:
        shutil.rmtree(folder, ignore_errors=True)
        raise AssignmentError(_why_not(course, assignment, said)) from None
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    finally:
        if kept.exists():
            shutil.rmtree(kept) if folder.exists() else kept.replace(folder)
    return folder


def _listening():
    """A logger for nbgrader, and the list that its complaints end up in."""
    said = []
    log = logging.Logger("nbgrader", logging.ERROR)
    handler = logging.Handler()
    handler.emit = lambda record: said.append(record.getMessage().strip())
    log.addHandler(handler)
    return log, said


def _why_not(course, assignment, said):
    """Why nbgrader made no copy, told for a teacher."""
    with course.gradebook() as book:
        try:
            handed_in = len(book.assignment_submissions(assignment))
        except ValueError:
            handed_in = 0
    if handed_in and any("Cannot" in text for text in said):
        return (
            f"{assignment} has {handed_in} marked submissions, and its cells have been "
            "added or removed since; give the changed master a new name, or take back the change."
        )
    reason = next((text.splitlines()[-1] for text in said if "Traceback" in text), "no reason was given")
    return f"The master of {assignment} does not have the form that nbgrader needs ({reason})."


def _strip(path):
    notebook = nbformat.read(path, as_version=4)
    for key in set(notebook.metadata) - set(KEPT_METADATA):
        del notebook.metadata[key]
    for cell in notebook.cells:
        for key in set(cell.metadata) - {"nbgrader", "deletable", "editable", "tags"}:
            del cell.metadata[key]
    write_whole(path, (nbformat.writes(notebook) + "\n").encode())


def skeleton(course, assignment):
    """The master without its answers but with its hidden tests: what a submission is put back into."""
    from nbgrader.preprocessors import (
        CheckCellMetadata,
        ClearOutput,
        ClearSolutions,
        ComputeChecksums,
        LockCells,
    )

    config = course.config(assignment)
    notebook, resources = course.load_master(assignment), {}
    for step in (LockCells, ClearSolutions, ClearOutput, CheckCellMetadata, ComputeChecksums):
        notebook, resources = step(config=config).preprocess(notebook, resources)
    return notebook


def key(course, assignment):
    """Pieces of text that no student may see: ``(kind, text)`` from answers, hidden tests and notes."""
    secret, open_ = set(), set()
    for cell in course.load_master(assignment).cells:
        marked = cell.metadata.get("nbgrader", {}).get("solution")
        has_region = any(mark in cell.source for mark in BEGIN)
        inside = marked and not has_region
        for line in map(str.strip, cell.source.split("\n")):
            if any(mark in line for mark in (*BEGIN, *END)):
                inside = any(mark in line for mark in BEGIN)
            elif inside:
                secret.add(line)
            else:
                open_.add(line)
    everything_open = "\n".join(open_)
    found = {
        ("answer or hidden test", line)
        for line in secret
        if len(line) >= SHORTEST_KEY and line not in everything_open
    }
    name, _ = courses.split(assignment)
    for path in sorted(course.folder("teacher").glob(f"{name}*")):
        for line in path.read_text(encoding="utf-8").splitlines():
            text = line.strip(" -*|#>")
            if len(text) >= SHORTEST_NOTE and text not in everything_open:
                found.add(("teacher's note", text))
    return found


def hidden_lines(skeleton):
    """The lines of a master's hidden tests that are nowhere else in it, without spaces and quotation marks.

    A line that is nothing but a text is left out: it may be what a check tells the student.
    """
    hidden, open_ = set(), []
    for cell in skeleton.cells:
        inside = False
        for line in map(str.strip, cell.source.split("\n")):
            if "BEGIN HIDDEN TESTS" in line or "END HIDDEN TESTS" in line:
                inside = "BEGIN" in line
            elif not inside:
                open_.append(_squeezed(line))
            elif len(line) >= SHORTEST_KEY and not _ONLY_TEXT.fullmatch(line):
                hidden.add(_squeezed(line))
    everything_open = "\n".join(open_)
    return frozenset(line for line in hidden if line not in everything_open)


def shows(output, hidden):
    """Whether an output of a cell shows one of the :func:`hidden_lines`, printed, quoted or in an error."""
    text = _squeezed("\n".join(strings({name: output[name] for name in output if name != "traceback"})))
    return any(line in text for line in hidden)


def _squeezed(text):
    return re.sub(r"[\s\\'\"]+", "", text)


def strings(value):
    """Every text in a JSON value, keys included; a list of texts counts as one too."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, part in value.items():
            yield name
            yield from strings(part)
    elif isinstance(value, list):
        if value and all(isinstance(part, str) for part in value):
            yield "".join(value)
        for part in value:
            yield from strings(part)


def leaks(course, assignment):
    """What of the key is in the files of a student copy, as short texts for the teacher."""
    found = []
    secrets = key(course, assignment)
    marks = {("marker", mark) for mark in (*BEGIN, *END)}
    for path in sorted(course.folder("release", assignment).rglob("*")):
        if not path.is_file():
            continue
        raw = path.read_bytes().decode("utf-8", "replace")
        try:
            text = "\n".join(strings(json.loads(raw)))
        except ValueError:
            text = raw
        for kind, piece in sorted(secrets | marks):
            if piece in text:
                found.append(f"{path.name} holds a piece of {kind} ({piece[:60]!r})")
    return found
