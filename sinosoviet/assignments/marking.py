"""Mark an assignment: every submission ends as marked, as needing the teacher, or as missing.

The run can be stopped and started again at any time. What has not changed is not marked again, and
no mark given by hand is ever replaced.
"""

import hashlib
import json
import math
import re
import warnings
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import nbformat
from tqdm import tqdm

from sinosoviet.assignments import course as courses
from sinosoviet.assignments import intake, register, release, restore
from sinosoviet.assignments.course import AssignmentError
from sinosoviet.assignments.records import Records, kept_mark, write
from sinosoviet.assignments.roster import Roster, folder_name
from sinosoviet.assignments.sandbox import Limits, Ran, Sandbox
from sinosoviet.files import write_whole

#: Changes with the way of marking, so that earlier results are not taken for new ones.
WAY_OF_MARKING = 2
LONGEST_MESSAGE = 300
_SCHEME = re.compile(r"(?i)(script|data)[\s\\]*:")
KEPT_MIMES = ("text/plain", "image/png", "image/jpeg")


@dataclass
class Master:
    """What one assignment is marked against."""

    assignment: str
    skeleton: nbformat.NotebookNode
    questions: list
    fingerprint: str
    hidden: frozenset = frozenset()

    @classmethod
    def of(cls, course, assignment):
        """The master of an assignment of which student copies have been made."""
        skeleton = release.skeleton(course, assignment)
        text = nbformat.writes(skeleton)
        fingerprint = hashlib.sha256(f"{WAY_OF_MARKING}{text}".encode()).hexdigest()
        return cls(
            assignment, skeleton, restore.questions(skeleton), fingerprint, release.hidden_lines(skeleton)
        )


def choose_assignment(course, files, given=None):
    """Name of the assignment that most of the files are. Raises AssignmentError when it cannot be told."""
    names = sorted({courses.split(assignment)[0] for assignment in course.released()})
    if not names:
        raise AssignmentError("No student copies have been made yet; run `make assignments` first.")
    if given:
        if given not in names:
            raise AssignmentError(
                f"No student copies of {given!r} have been made. Choose one of: {', '.join(names)}."
            )
        return given
    votes = dict.fromkeys(names, 0)
    known = {name: restore.ids(release.skeleton(course, name)) for name in names}
    for file in files:
        try:
            notebook = restore.read(file.data)
        except restore.NotANotebookError:
            continue
        scores = {name: restore.claims(notebook, known[name]) for name in names}
        best = max(names, key=scores.get)
        if scores[best]:
            votes[best] += 1
    best = max(names, key=votes.get)
    if not votes[best]:
        raise AssignmentError(
            "No file in the zip is one of the assignments; say which it should be with "
            f"ASSIGNMENT=…, one of: {', '.join(names)}."
        )
    return best


class Marking:
    """One run over the submissions of an assignment.

    Parameters
    ----------
    course : Course
        Where everything is.
    name : str
        The assignment; all its variants that were handed out are accepted.
    seed : int, optional
        The only variant that is accepted.
    older : bool
        Mark a file although a later one of the same student has been marked.
    """

    def __init__(self, course, name, seed=None, limits=None, workers=2, quiet=False, way=None, older=False):
        self.course, self.name, self.limits, self.workers = course, name, limits or Limits(), workers
        self.quiet, self.way = quiet, way
        self.older, self.said = older, []
        accepted = [assignment for assignment in course.released() if courses.split(assignment)[0] == name]
        if seed is not None:
            accepted = [assignment for assignment in accepted if assignment == course.assignment(name, seed)]
        if not accepted:
            raise AssignmentError(
                f"No student copies of {courses.identify(name, seed)} have been made; "
                "run `make assignments` first."
            )
        self.masters = {assignment: Master.of(course, assignment) for assignment in accepted}
        self.records = Records(course, name)
        self._known = set().union(*(restore.ids(master.skeleton) for master in self.masters.values()))

    # Which submission, against which master.

    def is_wanted(self, data):
        """Whether a file is this assignment."""
        try:
            return restore.claims(restore.read(data), self._known) > 0
        except restore.NotANotebookError:
            return False

    def _master_for(self, notebook):
        """The master that a notebook was made from. Raises AssignmentError, as the end of a sentence."""
        if not restore.claims(notebook, self._known):
            raise AssignmentError(self._stranger(notebook))
        seed = restore.variant(notebook)
        by_seed = {self._seed(master): master for master in self.masters.values()}
        if seed in by_seed:
            return by_seed[seed]
        if seed is not None:
            given = ", ".join(str(known) for known in by_seed if known is not None)
            raise AssignmentError(f"it is variant {seed}, but the class was given {given}")
        if len(by_seed) == 1:
            return next(iter(by_seed.values()))
        raise AssignmentError("it does not say which variant it is")

    def _seed(self, master):
        return restore.variant(master.skeleton)

    def _stranger(self, notebook):
        for assignment in self.course.released():
            other = courses.split(assignment)[0]
            if other != self.name and restore.claims(
                notebook, restore.ids(release.skeleton(self.course, other))
            ):
                return f"it is another assignment, {other}"
        title = next(
            (
                line.strip("# ")
                for cell in notebook.cells
                for line in str(cell.source).splitlines()
                if line.startswith("#")
            ),
            "",
        )
        return "it is another notebook: none of the assignment's cells is in it" + (
            f" (its title is “{title[:80]}”)" if title else ""
        )

    # The run.

    def run(self, files, students=()):
        """Mark what is in ``files``; returns how many were marked anew.

        What the teacher should know about files that were left aside is in ``said``, as sentences.
        """
        roster = Roster(students)
        handed_in = intake.sort_out(files, roster, self.is_wanted, self.name)
        self.said = register.settle(self.course, self.name, roster.students, handed_in)
        register.recognize(self.records, handed_in, roster.students)
        waiting = [handed for handed in handed_in if not self._is_done(handed) and not self._is_older(handed)]
        ready = [(handed, *self._prepare(handed)) for handed in waiting]
        ready = [item for item in ready if not self._failed_so_before(*item)]
        to_run = [item for item in ready if item[2] is not None]
        with self._bar(len(ready)) as bar:
            for handed, master, restored, problem in ready:
                if restored is None:
                    self._finish(handed, master, None, {}, problem)
                    bar.update()
            if to_run:
                self._run_all(to_run, bar)
        return len(ready)

    def _bar(self, total):
        return tqdm(total=total, desc="Marking", unit="submission", disable=self.quiet)

    def _is_done(self, handed):
        """Whether this file has been marked, and nothing has changed but perhaps whose it is."""
        record = self.records.load(handed.student)
        if not record or not self._is_of(record, handed) or (record["problem"] and not handed.problem):
            return False
        now = record | _whose(handed, record)
        if now != record:
            self.records.save(handed.student, now)
        return True

    def _is_of(self, record, handed):
        """Whether a record is that of this very file and of the master as it is now."""
        master = self.masters.get(record["assignment"])
        same = master is not None and record["fingerprint"] == master.fingerprint
        return same and record["digest"] == handed.digest

    def _is_older(self, handed):
        """Whether the student has handed in a later file, which stays unless the teacher says otherwise."""
        record = self.records.load(handed.student)
        if self.older or not record or handed.digest not in record.get("earlier", ()):
            return False
        self.said.append(
            f"{handed.student.name}: the file in this zip was handed in before the one that is marked, "
            "and was left aside; to mark it all the same, add OLDER=1."
        )
        return True

    def _failed_so_before(self, handed, _, restored, problem):
        """Whether a file that could not be read is as unreadable as it was; what failed is tried again."""
        record = self.records.load(handed.student)
        return bool(
            restored is None and record and self._is_of(record, handed) and record["problem"] == problem
        )

    def _prepare(self, handed):
        """(master, what was restored or None, problem)."""
        first = next(iter(self.masters.values()))
        if handed.problem:
            return first, None, handed.problem
        try:
            notebook = restore.read(handed.data)
            master = self._master_for(notebook)
        except (restore.NotANotebookError, AssignmentError) as error:
            return first, None, str(error)
        if handed.file and Path(handed.file).stem != self.name:
            handed.notes.append(f"the file was called {handed.file}")
        try:
            return master, restore.restore(master.skeleton, notebook), None
        except Exception as error:  # one strange file must not stop the run
            return master, None, f"the marking program failed on it ({type(error).__name__}: {error})"

    def _run_all(self, ready, bar):
        with (
            Sandbox([self.course.root], self.limits, self.way) as box,
            ThreadPoolExecutor(self.workers) as pool,
        ):
            if not self.quiet:
                tqdm.write(box.report)
            jobs = {pool.submit(self._execute, box, item[2], item[1]): item for item in ready}
            try:
                for job in as_completed(jobs):
                    handed, master, restored, _ = jobs[job]
                    self._finish_safely(handed, master, restored, job)
                    bar.update()
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                raise

    def _execute(self, box, restored, master):
        cells = {
            index: cell.source
            for index, cell in enumerate(restored.notebook.cells)
            if cell.cell_type == "code"
        }
        open_copy = copy_without_key(restored.notebook)
        ran = box.run(cells, {f"{self.name}.ipynb": nbformat.writes(open_copy).encode()})
        for index, result in ran.items():
            cell = restored.notebook.cells[index]
            cell.outputs = [
                nbformat.from_dict(harmless(output)) for output in result.outputs if _is_output(output)
            ]
            if len(cell.outputs) < len(result.outputs):
                ran[index] = Ran(trouble="interfered with the marking program")
            if any(release.shows(output, master.hidden) for output in cell.outputs):
                cell.outputs = [without_hidden(output, master.hidden) for output in cell.outputs]
                restored.notes.append("an output that showed a part of the checks was left out")
            if ran[index].trouble:
                cell.outputs.append(
                    nbformat.v4.new_output(
                        "error",
                        ename="Stopped",
                        evalue=f"This cell {ran[index].trouble}.",
                        traceback=[f"This cell {ran[index].trouble}."],
                    )
                )
        return ran

    # Results.

    def _finish_safely(self, handed, master, restored, job):
        """Finish one submission; a fault of the course's own becomes a reason too, and the run goes on."""
        try:
            self._finish(handed, master, restored, job.result(), None)
        except Exception as error:
            problem = (
                f"the marking program failed on it ({type(error).__name__}: {str(error)[:LONGEST_MESSAGE]})"
            )
            self._finish(handed, master, None, {}, problem)

    def _finish(self, handed, master, restored, ran, problem):
        """Write one submission into nbgrader's gradebook and folders, and then its record."""
        results = self._judge(master, restored, ran, problem)
        notebook = restored.notebook if restored else placeholder(master.skeleton, problem)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # nbgrader's database layer warns of its own habits
            self._store(handed, master, notebook, results)
        previous = self.records.load(handed.student)
        earlier = [*previous.get("earlier", ()), previous["digest"]] if previous else []
        record = _whose(handed, previous) | {
            "assignment": master.assignment,
            "file": handed.file,
            "digest": handed.digest,
            "earlier": [digest for digest in dict.fromkeys(earlier) if digest != handed.digest],
            "fingerprint": master.fingerprint,
            "problem": problem,
            "notes": [*handed.notes, *(restored.notes if restored else [])],
            "questions": results,
        }
        for name, result in results.items():
            result["hand"] = kept_mark(previous, master.assignment, name, result)
        self.records.save(handed.student, record)

    def _judge(self, master, restored, ran, problem):
        """For each question: points by the machine or None, why the teacher is needed, a message."""
        results = {}
        nothing = restored is not None and not restored.changed
        for question in master.questions:
            result = question.as_dict() | {"automatic": None, "reason": None, "message": None, "answer": ""}
            results[question.id] = result
            if problem:
                result["reason"] = problem
                continue
            cells = {
                restore.grading(cell).get("grade_id"): (index, cell)
                for index, cell in enumerate(restored.notebook.cells)
                if restore.grading(cell)
            }
            answers = [cells[name] for name in question.answers]
            changed = [name for name in question.answers if name in restored.changed]
            result["answer"] = "\n\n".join(cells[name][1].source for name in changed)
            troubles = [restored.troubles[name] for name in question.answers if name in restored.troubles]
            troubles += [
                f"its cell {ran[index].trouble}"
                for index, _ in answers
                if index in ran and ran[index].trouble
            ]
            index, test = cells[question.id]
            if nothing and not troubles:
                result["reason"] = "nothing in the notebook is answered; perhaps the wrong file was handed in"
            elif question.by_hand:
                if changed or troubles:
                    result["reason"] = "; ".join(troubles) or "to be marked by hand"
                else:
                    result["automatic"], result["message"] = 0.0, "Not answered."
            else:
                self._judge_test(
                    result, test, ran.get(index), changed or not question.answers, answers, troubles
                )
        return results

    def _judge_test(self, result, test, ran, changed, answers, troubles):
        from nbgrader.utils import determine_grade

        if ran is None or ran.trouble:
            troubles.append(f"the check {ran.trouble if ran else 'was not run'}")
        try:
            points, _ = determine_grade(test)
        except (ValueError, KeyError, TypeError):
            points = None
        if points is None or not math.isfinite(points):
            troubles.append("the check gave no number of points")
            points = None
        broken = [output for _, cell in answers for output in cell.outputs if output.output_type == "error"]
        failed = [output for output in test.outputs if output.output_type == "error"]
        full = points is not None and points >= result["points"]
        if changed and broken and not full and not troubles:
            troubles.append(f"the answer's code stopped with {_told(broken[0])}")
        elif changed and failed and failed[0].ename != "AssertionError" and not troubles:
            troubles.append(f"the check could not read the answer ({_told(failed[0])})")
        if troubles:
            result["reason"] = "; ".join(troubles)
            return
        result["automatic"] = float(points)
        if not changed and not points:
            result["message"] = "Not answered."
        elif failed:
            result["message"] = failed[0].evalue[:LONGEST_MESSAGE]

    def _store(self, handed, master, notebook, results):
        """Put it where nbgrader looks: folders and gradebook, so that formgrader shows the same."""
        from nbgrader.preprocessors import LimitOutput, OverwriteCells, OverwriteKernelspec, SaveAutoGrades

        folder = handed.student.folder
        # For nbgrader a submission is marked when its file and the gradebook name the same time.
        when = datetime.now(UTC).replace(microsecond=0, tzinfo=None)
        self._keep_files(handed, folder, master, when)
        with self.course.gradebook() as book:
            register.enter(book, handed.student)
            book.update_or_create_submission(master.assignment, folder, timestamp=when)
        resources = {
            "nbgrader": {
                "student": folder,
                "assignment": master.assignment,
                "notebook": self.name,
                "db_url": f"sqlite:///{self.course.folder('gradebook.db')}",
            }
        }
        config = self.course.config(master.assignment)
        for step in (OverwriteKernelspec, OverwriteCells, LimitOutput, SaveAutoGrades):
            notebook, resources = step(config=config).preprocess(notebook, resources)
        given_out = {cell.source for cell in master.skeleton.cells}
        for cell in notebook.cells:
            if cell.cell_type != "code" and cell.source not in given_out:
                cell.source = neutral(cell.source)
        with self.course.gradebook() as book:
            for question, result in results.items():
                grade = book.find_grade(question, self.name, master.assignment, folder)
                grade.auto_score = result["automatic"]
                grade.needs_manual_grade = result["automatic"] is None and grade.manual_score is None
            book.db.commit()
        write(
            self.course.folder("autograded", folder, master.assignment, f"{self.name}.ipynb"),
            nbformat.writes(notebook) + "\n",
        )

    def _keep_files(self, handed, folder, master, when):
        place = self.course.folder("submitted", folder, master.assignment)
        place.mkdir(parents=True, exist_ok=True)
        readable = handed.problem is None and intake.looks_like_a_notebook(handed.data)
        name = f"{self.name}.ipynb" if readable else f"{folder_name(handed.file or 'unreadable')}.handed-in"
        write_whole(place / name, handed.data)
        write_whole(place / "timestamp.txt", f"{when} UTC".encode())
        # What was there before goes last, so that a run that is stopped leaves one or the other.
        for other in place.iterdir():
            if other.name not in (name, "timestamp.txt"):
                other.unlink()


def _whose(handed, previous):
    """What a record says about the student; a zip made by hand does not know the platform's folder."""
    at = {"lms_folder": handed.folder, "lms_number": handed.number}
    if previous and previous["lms_number"] and not handed.number:
        at = {name: previous[name] for name in at}
    return at | {
        "student": handed.student.id,
        "folder": handed.student.folder,
        "name": handed.student.name,
        "email": handed.student.email,
        "clues": list(handed.clues),
        "stray": handed.stray,
        "late": handed.late,
    }


def copy_without_key(notebook):
    """The notebook as the student had it: without the hidden parts of the checks."""
    from nbgrader.preprocessors import ClearHiddenTests

    return ClearHiddenTests().preprocess(nbformat.from_dict(json.loads(json.dumps(notebook))), {})[0]


def placeholder(skeleton, problem):
    """A notebook for formgrader in the place of one that could not be read."""
    notebook = nbformat.from_dict(json.loads(json.dumps(skeleton)))
    notebook.cells.insert(
        0, nbformat.v4.new_markdown_cell(f"**This submission could not be marked: {problem}.**", id="problem")
    )
    return notebook


def neutral(text):
    """A student's Markdown for formgrader, which would run scripts in it in the teacher's browser."""
    plain = text.replace("&", "&amp;").replace("<", "&lt;")
    return _SCHEME.sub("\\1 :", plain)


def harmless(output):
    """An output without what a browser would run: the text and the picture of it are kept."""
    if "data" not in output:
        return output
    return output | {"data": {mime: output["data"][mime] for mime in KEPT_MIMES if mime in output["data"]}}


def without_hidden(output, hidden):
    """The output, or one of the same kind that says that it is left out, because it shows a hidden check."""
    if not release.shows(output, hidden):
        return output
    left_out = "(left out: it showed a part of the checks)"
    if output.output_type == "stream":
        return nbformat.v4.new_output("stream", name=output.name, text=f"{left_out}\n")
    if output.output_type == "error":
        # It stays an error: a check that failed must not become one that did not.
        return nbformat.v4.new_output("error", ename="Error", evalue=left_out, traceback=[left_out])
    return nbformat.v4.new_output("display_data", data={"text/plain": left_out})


def _is_output(output):
    """Whether an output that came out of the sandbox has the form that a notebook allows."""
    from nbformat import ValidationError, validate

    try:
        validate(output, ref="output", version=4)
    except (ValidationError, TypeError, AttributeError):
        return False
    return True


def _told(error):
    value = re.sub(r"\(?<ipython-input[^>]*>,? ?(line \d+)\)?", r"(\1)", error.evalue)
    return f"{error.ename}: {value}"[:LONGEST_MESSAGE]
