"""The path of an assignment: made, handed in broken in every way, marked, given back."""

import csv
import html
import io
import re
import sqlite3
import zipfile
from pathlib import Path

import nbformat
import pytest

pytest.importorskip("nbgrader")

from sinosoviet.assignments import commands, feedback, records
from sinosoviet.assignments.course import Course
from sinosoviet.assignments.sandbox import Limits, Sandbox
from tests import assignment_course as small
from tests import broken_submissions as broken

LIMITS = Limits(cell_seconds=4, seconds=30, memory_mb=512)
NAMES = {
    "good": "李 小龙",
    "wrong": "Пётр Иванов",
    "syntax-error": "محمد علي",
    "indentation": "Zoë Núñez",
    "not-a-number": "O'Brien-Smith Ann",
    "other-name": "Nguyễn Thị Hồ",
}


def name_of(case):
    return NAMES.get(case.name, f"Student {case.name.replace('-', ' ')}")


def platform_zip(path, cases):
    """The zip of a learning platform: every third student as Canvas names them, the rest as Moodle does."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, case in enumerate(cases):
            for file, data in case.files.items():
                canvas = number % 3 == 2 and not case.locked and "/" not in file and "\\" not in file
                plain = re.sub(r"\W", "", name_of(case)).lower()
                where = (
                    f"{plain}_{'LATE_' if number % 2 else ''}{1000 + number}_{5000 + number}_{file}"
                    if canvas
                    else f"{name_of(case)}_{7000 + number}_assignsubmission_file_/{file}"
                )
                entry = zipfile.ZipInfo(where)
                entry.compress_type = zipfile.ZIP_DEFLATED
                entry.external_attr = (0o120777 if file in case.links else 0o100644) << 16
                archive.writestr(entry, data)
    data = bytearray(path.read_bytes())
    for case in (case for case in cases if case.locked):
        for mark, flags, name_at in ((b"PK\x01\x02", 8, 46), (b"PK\x03\x04", 6, 30)):
            start = -1
            while (start := data.find(mark, start + 1)) >= 0:
                if data[start + name_at :].startswith(name_of(case).encode()):
                    data[start + flags] |= 1
    path.write_bytes(bytes(data))


def tree(top, besides):
    """Every file and folder under ``top``, but for what is in ``besides``."""
    return {path for path in top.rglob("*") if not path.is_relative_to(besides)}


class Run:
    """One class that handed in, marked once."""

    def __init__(self, root):
        self.course = small.make(root / "course")
        elsewhere = small.master()
        for cell in elsewhere.cells:
            cell.source = cell.source.replace("grain", "steel")
            if "nbgrader" in cell.metadata:
                cell.metadata.nbgrader.grade_id = (
                    cell.metadata.nbgrader.grade_id.replace("grain", "steel")
                    .replace("check", "test")
                    .replace("setup", "begin")
                )
        small.make(root / "course", elsewhere, "steel-figures")
        commands.make(self.course)
        self.copy = self.released(small.NAME)
        with Sandbox([self.course.root], LIMITS) as box:
            self.walls = box.walls
        found = broken.cases(self.copy, self.course, self.released("steel-figures"))
        self.cases = [case for case in found if self.walls or not case.harms]
        self.zip = root / "handed in.zip"
        platform_zip(self.zip, self.cases)
        self.roster = root / "class.csv"
        lines = [f"s{number},{name_of(case)}," for number, case in enumerate(self.cases)]
        self.roster.write_text(
            "\n".join(["id,name,email", *lines, "s900,Never There,", "s901,Nor Me,"]),
            encoding="utf-8-sig",
        )
        # A path in the zip leads up to here, out of the folder of one submission.
        self.around = self.course.root.parents[1]
        self.before = tree(self.around, self.course.root)
        self.lines = self.mark()

    def released(self, name):
        return nbformat.read(self.course.folder("release", name, f"{name}.ipynb"), as_version=4)

    def mark(self, zip_file=None, **options):
        return commands.mark(
            self.course,
            zip_file or self.zip,
            roster=self.roster,
            limits=LIMITS,
            assignment=small.NAME,
            quiet=True,
            **options,
        )

    def line(self, case):
        (found,) = [line for line in self.lines if line[0].name == name_of(case)]
        return found

    def case(self, name):
        """A case, unless it would do harm on this computer."""
        found = [case for case in self.cases if case.name == name]
        if not found and not self.walls:
            pytest.skip("there are no walls on this computer, and this would do harm")
        return found[0]


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    return Run(tmp_path_factory.mktemp("class"))


# The names are needed before anything is made; the master stands in for the student copy.
CASES = [case.name for case in broken.cases(small.master(), Course(Path("course")), small.master())]


def test_there_are_at_least_sixty_of_them():
    assert len(CASES) == len(set(CASES)) >= 60


def ends_so(result, wanted):
    """Whether a question has these points and no reason, or no points and a reason with this in it."""
    assert wanted != ""
    if isinstance(wanted, str):
        return result["automatic"] is None and wanted in result["reason"]
    return (result["automatic"], result["reason"]) == (wanted, None)


@pytest.mark.parametrize("name", CASES)
def test_a_broken_submission_ends_as_it_should(run, name):
    case = run.case(name)
    _, status, reason, record = run.line(case)
    assert record is not None, "it was taken for missing"
    for question, wanted in case.outcome.items():
        result = record["questions"][question]
        allowed = wanted if isinstance(wanted, tuple) else (wanted,)
        assert any(ends_so(result, one) for one in allowed), (result["automatic"], result["reason"])
    assert case.note in "; ".join(record["notes"])
    needs = any(result["automatic"] is None for result in record["questions"].values())
    assert status == (records.NEEDS_TEACHER if needs else records.MARKED)
    assert bool(reason) == needs


def test_every_student_ends_in_exactly_one_way(run):
    students = [line[0].id for line in run.lines]
    assert len(students) == len(set(students)) == len(run.cases) + 2
    assert {line[1] for line in run.lines} == {records.MARKED, records.NEEDS_TEACHER, records.MISSING}
    assert sorted(line[0].name for line in run.lines if line[1] == records.MISSING) == [
        "Never There",
        "Nor Me",
    ]


def test_no_zero_is_silent(run):
    for student, _, _, record in run.lines:
        for result in (record or {"questions": {}})["questions"].values():
            if result["automatic"] == 0:
                assert result["message"], (student.name, result["label"])
            if result["automatic"] is None:
                assert result["reason"], (student.name, result["label"])


def test_code_saw_no_key_and_no_neighbor(run):
    for path in run.course.folder("autograded").rglob("*.ipynb"):
        outputs = [
            output
            for cell in nbformat.read(path, as_version=4).cells
            for output in cell.get("outputs", [])
            if output.output_type in ("stream", "display_data", "execute_result")
        ]
        shown = str(outputs)
        assert small.SOLUTION not in shown and small.ESSAY not in shown and small.HIDDEN not in shown, path
        assert "s1'" not in shown and "Look again" not in shown, path


def test_the_sandbox_saw_only_its_own_programs(run):
    record = run.line(run.case("sees-programs"))[3]
    path = run.course.folder("autograded", record["folder"], small.NAME, f"{small.NAME}.ipynb")
    shown = (
        next(cell for cell in nbformat.read(path, as_version=4).cells if "sorted(int" in cell.source)
        .outputs[0]
        .text
    )
    # Some containers allow no /proc inside the walls; then it sees none at all.
    assert shown.strip() in ("[]", "[1]", "[1, 2]", "[1, 2, 3]")


def test_the_gradebook_says_the_same(run):
    with sqlite3.connect(run.course.folder("gradebook.db")) as book:
        assert book.execute("select max(auto_score) from grade").fetchone()[0] == 3
    with run.course.gradebook() as book:
        for _, _, _, record in run.lines:
            for question, result in (record or {"questions": {}})["questions"].items():
                grade = book.find_grade(question, small.NAME, small.NAME, record["folder"])
                assert grade.auto_score == result["automatic"]
                assert grade.needs_manual_grade == (result["automatic"] is None)


def test_nothing_was_written_outside(run):
    assert tree(run.around, run.course.root) == run.before
    assert not [path for path in run.course.root.parent.rglob("*") if path.is_symlink()]
    import sinosoviet

    assert "# hacked" not in Path(sinosoviet.__file__).read_text(encoding="utf-8")


def test_feedback_pages_run_nothing(run):
    for student, _, _, record in run.lines:
        if record is None:
            continue
        page = run.course.folder("feedback", record["folder"], small.NAME, f"{small.NAME}.html").read_text(
            encoding="utf-8"
        )
        inside = page.split("</style>", 1)[1]
        assert feedback.POLICY in page
        tags = set(re.findall(r"<\s*/?\s*([a-zA-Z][\w-]*)", inside))
        assert tags <= {*feedback.TAGS, "head", "body", "main", "html", "div", "img"}, student.name
        assert not re.search(r"<[^>]+\son\w+\s*=", inside), student.name
        assert not re.search(r"""(href|src)=["'](?!https?:|mailto:|data:image/png;base64,)""", inside), (
            student.name
        )
        assert not re.search(r"""<img[^>]+src="(?!data:image/png)""", inside), student.name
        assert small.ESSAY not in page and small.SOLUTION not in page
        assert small.HIDDEN not in html.unescape(page) and "tonnes == 41" not in page, student.name


def test_the_marking_sheet_names_what_could_not_be_read_once_and_counts_words(run):
    folder = run.course.folder("marks", small.NAME)
    page = (folder / "marking-sheet.html").read_text(encoding="utf-8")
    unread, answers = page.split("<h2>Could not be read</h2>")[1].split("<h2>", 1)
    assert "Student empty file" in unread and "Student empty file" not in answers
    assert NAMES["wrong"] in answers and NAMES["wrong"] not in unread
    rows = list(csv.DictReader(io.StringIO((folder / "marking-sheet.csv").read_text(encoding="utf-8-sig"))))
    counts = {row["words"] for row in rows if row["name"] == NAMES["good"] and row["question"] == "grain-why"}
    assert counts == {str(len(broken.ANSWERED.split()))}
    assert {row["words"] for row in rows if row["question"] != "grain-why"} == {""}


def test_a_long_output_says_that_it_is_not_whole(run):
    record = run.line(run.case("gigabytes-of-output"))[3]
    page = run.course.folder("feedback", record["folder"], small.NAME, f"{small.NAME}.html")
    assert "… (the rest is left out)" in page.read_text(encoding="utf-8")
    assert page.stat().st_size < 50_000


def test_the_files_for_the_gradebook(run):
    folder = run.course.folder("marks", small.NAME)
    rows = list(csv.DictReader(io.StringIO((folder / "gradebook.csv").read_text(encoding="utf-8-sig"))))
    assert len(rows) == len(run.lines)
    by_name = {row["name"]: row for row in rows}
    assert by_name["Never There"]["status"] == "missing" and by_name["Never There"]["total"] == ""
    assert by_name[NAMES["good"]]["total"] == "" and by_name[NAMES["good"]]["check-year"] == "3"
    assert by_name["Student essay deleted"]["total"] == "5"
    canvas = list(csv.reader(io.StringIO((folder / "gradebook-canvas.csv").read_text(encoding="utf-8"))))
    assert canvas[0][:5] == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section"]
    assert canvas[1][5] == "10"
    moodle = (folder / "gradebook-moodle.csv").read_text(encoding="utf-8")
    assert "Student essay deleted,,5\n" in moodle and "feedback" not in moodle.lower()


def test_a_second_run_marks_nothing_again(run):
    before = {path: path.stat().st_mtime_ns for path in run.course.folder("autograded").rglob("*.ipynb")}
    run.lines = run.mark()
    assert before == {
        path: path.stat().st_mtime_ns for path in run.course.folder("autograded").rglob("*.ipynb")
    }
