"""Copies without a key, marks given by hand, rosters, and what a teacher reads when something is off."""

import os
import sqlite3
import subprocess
import sys
import time
import zipfile

import nbformat
import psutil
import pytest

pytest.importorskip("nbgrader")

from sinosoviet import __main__ as program
from sinosoviet.assignments import commands, handmarks, marking, records, release, roster, spreadsheet
from sinosoviet.assignments import course as courses
from sinosoviet.assignments.connection import SandboxError
from sinosoviet.assignments.course import AssignmentError
from sinosoviet.assignments.sandbox import Limits, Sandbox
from tests import assignment_course as small
from tests.assignment_class import LIMITS, by_name, copy_of, fill, formgrader, mark, released, sheet
from tests.conftest import ROOT

WHY = "The Chinese statistical bureau counted."


def hand_in(path, copy, **changes):
    """A zip with three students: one answers, one only in part, one answers wrongly."""
    classmates = {
        "Ana Ruiz": small.answered(copy, why=changes.get("why", WHY)),
        "Bo Li": small.answered(copy, why=None),
        "Cy Dee": small.answered(copy, tonnes="tonnes = 7"),
    }
    with zipfile.ZipFile(path, "w") as archive:
        for number, (name, notebook) in enumerate(classmates.items()):
            archive.writestr(
                f"{name}_{number}_assignsubmission_file_/{small.NAME}.ipynb", nbformat.writes(notebook)
            )
    return path


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A course whose student copies have been made."""
    course = small.make(tmp_path_factory.mktemp("made"))
    commands.make(course)
    return course


@pytest.fixture(scope="module")
def marked_once(made, tmp_path_factory):
    """A course whose class has been marked once; no test has it itself."""
    root = tmp_path_factory.mktemp("marks")
    course = copy_of(made, root)
    (root / "class.csv").write_text("id,name\na,Ana Ruiz\nb,Bo Li\nc,Cy Dee\nd,Di Eff\n", encoding="utf-8")
    hand_in(root / "in.zip", released(course))
    mark(course, root / "in.zip", roster=root / "class.csv")
    return course


@pytest.fixture
def marked(marked_once, tmp_path):
    """A copy of the marked course for one test alone."""
    (tmp_path / "own").mkdir()
    return copy_of(marked_once, tmp_path / "own")


def age(course):
    """Have every submission marked anew, as after a change of the master; returns the records' files."""
    paths = sorted(records.Records(course, small.NAME).folder.glob("*.json"))
    for path in paths:
        text = path.read_text(encoding="utf-8").replace('"fingerprint": "', '"fingerprint": "old')
        path.write_text(text, encoding="utf-8")
    return paths


# --- copies for students


def test_a_copy_holds_nothing_of_the_key(marked):
    assert release.leaks(marked, small.NAME) == []
    text = "".join(release.strings(nbformat.from_dict(released(marked))))
    for piece in (small.SOLUTION, small.HIDDEN, small.ESSAY, small.NOTE, "SOLUTION", "HIDDEN"):
        assert piece not in text


@pytest.mark.parametrize("place", ["source", "output", "metadata", "attachment"])
def test_a_key_that_slips_into_a_copy_is_found(marked, place):
    path = marked.folder("release", small.NAME, f"{small.NAME}.ipynb")
    kept = path.read_bytes()
    notebook = released(marked)
    cell = notebook.cells[1]
    if place == "source":
        cell.source += f"\n# {small.SOLUTION}"
    elif place == "output":
        cell.outputs = [nbformat.v4.new_output("stream", text=small.ESSAY)]
    elif place == "metadata":
        cell.metadata["note"] = {"inside": [small.NOTE]}
    else:
        notebook.cells[0]["attachments"] = {"a.txt": {"text/plain": small.ESSAY}}
    try:
        path.write_text(nbformat.writes(notebook), encoding="utf-8")
        assert release.leaks(marked, small.NAME)
    finally:
        path.write_bytes(kept)


def test_a_master_that_gives_itself_away_is_not_handed_out(tmp_path):
    notebook = small.master()
    course = small.make(tmp_path, notebook)
    copy = commands.make(course)[0] / f"{small.NAME}.ipynb"
    before = copy.read_bytes()
    notebook.metadata["sinosoviet"]["remark"] = small.ESSAY
    nbformat.write(notebook, course.master(small.NAME))
    with pytest.raises(AssignmentError, match="not handed out, because the key would be in it"):
        commands.make(course)
    assert copy.read_bytes() == before


def test_a_copy_runs_from_top_to_bottom_without_answers(marked):
    cells = {n: cell.source for n, cell in enumerate(released(marked).cells) if cell.cell_type == "code"}
    with Sandbox(limits=LIMITS) as box:
        ran = box.run(cells)
    assert all(result.trouble is None for result in ran.values())
    outputs = [output for result in ran.values() for output in result.outputs]
    assert not [output for output in outputs if output["output_type"] == "error"]
    assert any("Not answered yet." in output.get("text", "") for output in outputs)


def test_a_master_without_form_is_refused_in_words(tmp_path):
    notebook = small.master()
    notebook.cells[3].metadata.nbgrader.grade_id = "grain-tonnes"
    with pytest.raises(AssignmentError, match="does not have the form that nbgrader needs"):
        commands.make(small.make(tmp_path, notebook))


# --- marks given by hand


def test_marks_from_the_sheet_are_merged_and_never_lost(marked, tmp_path):
    fill(marked, "a", "grain-why", points="4", level="secure", comment="#who-2 Well weighed, Zoë.")
    fill(marked, "c", "grain-why", points="2,5", sign=",")
    found = by_name(commands.merge(marked))
    assert [found[name][0] for name in ("Ana Ruiz", "Bo Li", "Cy Dee", "Di Eff")] == [
        records.MARKED,
        records.MARKED,
        records.MARKED,
        records.MISSING,
    ]
    page = marked.folder("feedback", "a", small.NAME, f"{small.NAME}.html").read_text(encoding="utf-8")
    assert "<strong>9 of 10 points.</strong>" in page
    assert "You name who counted and say what they wanted. Well weighed, Zoë." in page
    with marked.gradebook() as book:
        grade = book.find_grade("grain-why", small.NAME, small.NAME, "a")
        assert (grade.manual_score, grade.needs_manual_grade) == (4, False)
    before = sheet(marked).read_bytes()
    assert (
        by_name(mark(marked, hand_in(tmp_path / "again.zip", released(marked))))["Ana Ruiz"][0]
        == records.MARKED
    )
    assert sheet(marked).read_bytes() == before
    age(marked)
    assert by_name(mark(marked, tmp_path / "again.zip"))["Ana Ruiz"][0] == records.MARKED


def test_an_answer_that_changed_after_it_was_marked_comes_back_to_the_teacher(marked, tmp_path):
    fill(marked, "a", "grain-why", points="4", level="secure", comment="Good.")
    commands.merge(marked)
    changed = hand_in(tmp_path / "changed.zip", released(marked), why="Another text altogether.")
    status, reason, record = by_name(mark(marked, changed))["Ana Ruiz"]
    assert (status, record["questions"]["grain-why"]["hand"]["points"]) == (records.NEEDS_TEACHER, 4)
    assert "changed since you marked it" in reason
    fill(marked, "a", "grain-why", points="3")
    assert by_name(commands.merge(marked))["Ana Ruiz"][0] == records.MARKED


def test_marks_from_formgrader_are_taken_and_a_difference_is_told(marked, capsys):
    formgrader(marked, "c", "grain-why", 1, "From formgrader.")
    record = by_name(commands.merge(marked))["Cy Dee"][2]
    assert record["questions"]["grain-why"]["hand"]["points"] == 1
    formgrader(marked, "c", "grain-why", 5)
    fill(marked, "c", "grain-why", points="3")
    capsys.readouterr()
    record = by_name(commands.merge(marked))["Cy Dee"][2]
    assert "3 points in the sheet, but 5 in formgrader; make them the same" in capsys.readouterr().out
    assert record["questions"]["grain-why"]["hand"]["points"] == 1
    fill(marked, "c", "grain-why", points="5")
    assert by_name(commands.merge(marked))["Cy Dee"][2]["questions"]["grain-why"]["hand"]["points"] == 5


@pytest.mark.parametrize(
    ("points", "said"),
    [("twelve", "is not a number of points"), ("99", "are not between 0 and 5"), ("-1", "between 0")],
)
def test_points_that_cannot_be_are_told_and_kept_in_the_sheet(marked, capsys, points, said):
    fill(marked, "b", "grain-why", points=points)
    commands.merge(marked)
    assert said in capsys.readouterr().out
    assert handmarks.read(sheet(marked))["b", "grain-why"]["points"] == points
    fill(marked, "b", "grain-why", points="")
    commands.merge(marked)


def test_an_unknown_comment_and_level_are_told(marked, capsys):
    fill(marked, "b", "grain-why", points="1", comment="#nobody-9")
    commands.merge(marked)
    assert "the comment bank has no nobody-9" in capsys.readouterr().out


def test_a_sheet_from_another_spreadsheet_is_read(marked):
    fill(marked, "b", "grain-why", points="2,5", comment="Café", sign=";", encoding="cp1252")
    assert handmarks.read(sheet(marked))["b", "grain-why"] == {
        "level": "",
        "points": "2,5",
        "comment": "Café",
    }
    assert by_name(commands.merge(marked))["Bo Li"][2]["questions"]["grain-why"]["hand"]["points"] == 2.5


def test_a_sheet_that_lost_its_columns_is_left_alone(marked):
    kept = sheet(marked).read_bytes()
    try:
        sheet(marked).write_text("student,points\na,5\n")
        with pytest.raises(AssignmentError, match="has lost the columns comment, level, question"):
            commands.merge(marked)
        assert sheet(marked).read_text() == "student,points\na,5\n"
    finally:
        sheet(marked).write_bytes(kept)


def test_a_damaged_record_is_named_and_no_one_is_missing_for_it(marked):
    path = records.Records(marked, small.NAME).path(roster.Student("a", "Ana Ruiz"))
    kept = path.read_bytes()
    try:
        path.write_text("{")
        with pytest.raises(AssignmentError, match="is damaged; remove it and mark the zip again"):
            commands.merge(marked)
    finally:
        path.write_bytes(kept)


def test_no_cell_of_a_csv_is_a_formula():
    for text in ("=1+1", "+1", "-1", "@x", "\t=1", "plain", "'=", "Ann"):
        assert spreadsheet.unquote(spreadsheet.quote(text)) == text
        assert not spreadsheet.quote(text).startswith(("=", "+", "-", "@", "\t"))


# --- the run


def test_a_run_that_was_stopped_goes_on_where_it_was(made, tmp_path, monkeypatch):
    course = copy_of(made, tmp_path)
    hand_in(tmp_path / "in.zip", released(course))
    finish, done = marking.Marking._finish, []

    def stop_after_one(self, handed, *rest):
        if done:
            raise KeyboardInterrupt
        finish(self, handed, *rest)
        done.append(handed.student.id)

    monkeypatch.setattr(marking.Marking, "_finish", stop_after_one)
    with pytest.raises(KeyboardInterrupt):
        mark(course, tmp_path / "in.zip")
    monkeypatch.setattr(marking.Marking, "_finish", finish)
    assert len(records.Records(course, small.NAME).all()) == 1
    files = marking.intake.read_zip(tmp_path / "in.zip")
    assert marking.Marking(course, small.NAME, limits=LIMITS, quiet=True).run(files) == 2
    assert len(records.Records(course, small.NAME).all()) == 3


def test_a_run_that_was_killed_loses_nothing_and_leaves_nothing_running(marked, tmp_path):
    course = copy_of(marked, tmp_path)
    mark(course, hand_in(tmp_path / "in.zip", released(course)))
    fill(course, "a", "grain-why", points="4", level="", comment="Good.")
    commands.merge(course)
    paths = age(course)
    before = [path.read_bytes() for path in paths]
    program = "import sys; from sinosoviet.assignments import commands; from sinosoviet.assignments.course "
    program += (
        "import Course; from pathlib import Path; commands.mark(Course(Path(sys.argv[1])), sys.argv[2])"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", program, course.root, tmp_path / "in.zip"],
        env=dict(os.environ, PYTHONPATH=str(ROOT)),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    while process.poll() is None and [path.read_bytes() for path in paths] == before:
        time.sleep(0.01)
    helpers = psutil.Process(process.pid).children(recursive=True)
    process.kill()
    process.wait()
    assert psutil.wait_procs(helpers, timeout=30)[1] == []
    for lines in (commands.merge(course), mark(course, tmp_path / "in.zip")):
        status, _, record = by_name(lines)["Ana Ruiz"]
        assert (status, record["questions"]["grain-why"]["hand"]["points"]) == (records.MARKED, 4)
    assert not any(b'"fingerprint": "old' in path.read_bytes() for path in paths)


def test_nbgraders_own_autograde_is_stopped_before_it_touches_anything(marked):
    from nbgrader.converters import Autograde
    from nbgrader.converters.base import NbGraderException
    from nbgrader.coursedir import CourseDirectory

    before = {path: path.read_bytes() for path in marked.folder("autograded").rglob("*.ipynb")}
    config = marked.config(small.NAME)
    converter = Autograde(coursedir=CourseDirectory(config=config), config=config)
    converter.force = True
    with pytest.raises(NbGraderException, match="Nothing was run and nothing was changed"):
        converter.start()
    assert {path: path.read_bytes() for path in before} == before


def test_a_fault_of_the_course_itself_is_a_reason_and_no_end(made, tmp_path, monkeypatch):
    course = copy_of(made, tmp_path)
    hand_in(tmp_path / "in.zip", released(course))

    def fail(*_):
        raise RuntimeError("no such luck")

    monkeypatch.setattr(marking.Marking, "_execute", fail)
    lines = mark(course, tmp_path / "in.zip")
    assert {status for _, status, *_ in lines} == {records.NEEDS_TEACHER}
    assert all(
        "the marking program failed on it (RuntimeError: no such luck)" in reason for _, _, reason, _ in lines
    )


HOSTILE = (
    "../../etc",
    "..",
    "a/../../b",
    "..\\..\\c",
    "/abs",
    "C:\\x",
    "con",
    "*?",
    "x'; drop table student;--",
)


@pytest.mark.parametrize("with_roster", [True, False])
def test_the_gradebook_cannot_be_reached_by_path_tricks(made, tmp_path, with_roster):
    course = copy_of(made, (tmp_path / "top" / "class").absolute())
    names = [f"Student {number}" for number in range(len(HOSTILE))] if with_roster else HOSTILE
    with zipfile.ZipFile(tmp_path / "in.zip", "w") as archive:
        for number, name in enumerate(names):
            where = f"{name}_{number}_assignsubmission_file_/{small.NAME}.ipynb"
            archive.writestr(zipfile.ZipInfo(where), nbformat.writes(small.answered(released(course))))
    options = {}
    if with_roster:
        options["roster"] = tmp_path / "class.csv"
        lines = [f'"{ident}",{name}' for ident, name in zip(HOSTILE, names, strict=True)]
        options["roster"].write_text("\n".join(["id,name", *lines, ""]), encoding="utf-8")
    before = {path for path in tmp_path.rglob("*") if not path.is_relative_to(course.root)}
    lines = mark(course, tmp_path / "in.zip", assignment=small.NAME, **options)
    assert {path for path in tmp_path.rglob("*") if not path.is_relative_to(course.root)} == before
    folders = {record["folder"] for *_, record in lines if record}
    assert len(folders) == len(lines) > 5
    for place in ("submitted", "autograded", "feedback"):
        assert {path.name for path in course.folder(place).iterdir()} == folders
    with sqlite3.connect(course.folder("gradebook.db")) as book:
        assert {row[0] for row in book.execute("select id from student")} == folders


# --- rosters


@pytest.mark.parametrize(
    "data",
    [
        "id,name,email\n7,Zoë Núñez,z@x.org\n".encode(),
        "ID;Name;Email\n7;Zoë Núñez;z@x.org\n".encode("cp1252"),
        "﻿Student ID\tFirst name\tLast name\tEmail address\n7\tZoë\tNúñez\tz@x.org\n".encode(),
        "id,name,email\n7,Zoë Núñez,z@x.org\n".encode("utf-16"),
        'Student,ID,SIS User ID\n    Points Possible,,\n"Zoë Núñez",7,\n'.encode(),
    ],
)
def test_a_roster_is_read_as_schools_write_it(tmp_path, data):
    (tmp_path / "class.csv").write_bytes(data)
    (student,) = roster.read(tmp_path / "class.csv")
    assert (student.id, student.name) == ("7", "Zoë Núñez")


def test_a_roster_says_what_must_be_mended(tmp_path):
    path = tmp_path / "class.csv"
    with pytest.raises(AssignmentError, match="cannot be opened"):
        roster.read(path)
    path.write_text("grade,room\n1,2\n")
    with pytest.raises(AssignmentError, match="columns id, name and email; it has grade, room"):
        roster.read(path)
    path.write_text("id,name\n1,A\n1,B\n")
    with pytest.raises(AssignmentError, match="same id more than once: 1"):
        roster.read(path)


@pytest.mark.parametrize(
    "clue", ["núñez zoë", "NunezZoe", "Zoë  Núñez", "zoe nun\u0303ez", "7", "z@x.org", "z"]
)
def test_a_student_is_found_however_the_name_is_written(clue):
    found, why = roster.Roster(
        [roster.Student("7", "Zoë Núñez", "z@x.org"), roster.Student("8", "李 小龙")]
    ).find(clue)
    assert (found.id, why) == ("7", None)


def test_two_students_of_one_name_are_not_guessed():
    twins = roster.Roster([roster.Student("1", "Li Na"), roster.Student("2", "Na Li")])
    assert twins.find("Li Na") == (None, "'Li Na' may be any of 1, 2 on the roster")
    assert twins.find("Li Na", "2")[0] is None
    assert twins.find("Someone") == (None, "no one on the roster is called 'Someone'")


@pytest.mark.parametrize("text", ["../../etc", "CON", "a/b\\c", "*?[x]", ".hidden", "名" * 200, "", "x\0y"])
def test_an_id_is_a_safe_name_of_a_folder(text):
    name = roster.folder_name(text)
    assert (
        name
        and "/" not in name
        and "\\" not in name
        and not name.startswith(".")
        and len(name.encode()) <= 81
    )
    assert not set(name) & set('*?[]<>:"|\0') and name.upper() != "CON"


# --- running apart


def test_the_sandbox_says_what_it_holds(tmp_path):
    with Sandbox([tmp_path], LIMITS) as box:
        assert box.walls == all(box.findings.values())
        assert "Tried just now" in box.report and "20 s a cell" in box.report
        if box.way == "namespaces":
            assert box.walls, box.findings
    assert not list(tmp_path.iterdir()), "the trial left something behind"


def test_the_trial_raises_no_false_alarm():
    with Sandbox(limits=LIMITS) as box:
        if box.way != "namespaces":
            pytest.skip("there are no walls of the kernel's here")
        assert box.findings["your files"]


def test_apples_walls_hide_the_course_even_inside_a_folder_that_may_be_read(tmp_path):
    box = Sandbox([tmp_path], LIMITS)
    box.way = "sandbox-exec"
    rules = box._prefix(str(tmp_path / "scratch"))[-1]
    denied = f'(deny file-read* file-write* (subpath "{tmp_path.resolve()}"))'
    assert rules.endswith(denied) and rules.count("(") == rules.count(")")


@pytest.mark.parametrize("way", ["bubblewrap", "sandbox-exec"])
def test_other_walls_hold_where_they_can_be_built(tmp_path, way):
    try:
        box = Sandbox([tmp_path], LIMITS, way).__enter__()
    except SandboxError as reason:
        pytest.skip(str(reason))
    box.__exit__()
    assert box.walls, box.findings


def test_root_never_runs_students_code_without_walls():
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        with Sandbox(limits=LIMITS, way="limits") as box:
            assert not box.walls and "mark only classes you trust" in box.report
    else:
        with pytest.raises(SandboxError, match="must not be used as root"):
            Sandbox(limits=LIMITS, way="limits").__enter__()


def test_one_bad_cell_costs_only_itself():
    with Sandbox(limits=Limits(cell_seconds=3)) as box:
        ran = box.run({1: "x = 1", 2: "import os; os._exit(3)", 5: "x += 1; print(x)"})
    assert (ran[1].trouble, ran[5].trouble) == (None, None)
    assert "ended Python" in ran[2].trouble
    assert ran[5].outputs[0]["text"] == "2\n"


def test_cells_that_end_python_again_and_again_are_given_up():
    with Sandbox(limits=Limits(restarts=1)) as box:
        ran = box.run(dict.fromkeys(range(4), "import os; os._exit(0)"))
    assert "too many cells" in ran[3].trouble


# --- what a teacher reads


def test_commands_say_in_one_sentence_what_is_wrong(capsys, tmp_path, monkeypatch):
    root = small.make(tmp_path / "course").root
    monkeypatch.setattr(courses, "home", lambda: root)
    for arguments, said in (
        (["mark", str(tmp_path / "none.zip")], "give the path of the zip"),
        (["mark", str(root / "source")], "No student copies have been made yet"),
        (["merge"], "Nothing has been marked yet"),
        (["make", "no-such"], "Choose one of: grain-figures"),
    ):
        assert program.main(["assignments", *arguments]) == 1
        assert said in capsys.readouterr().err
    (tmp_path / "no.zip").write_bytes(b"no zip")
    assert program.main(["assignments", "mark", str(tmp_path / "no.zip")]) == 1
    assert "is not a zip file, or it is damaged" in capsys.readouterr().err
