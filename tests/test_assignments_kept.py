"""Nothing that a student handed in and no mark that a teacher gave is lost, given to another, or undone."""

import shutil
import zipfile

import nbformat
import pytest

pytest.importorskip("nbgrader")

from sinosoviet.assignments import commands, intake, marking, masters, records, release
from sinosoviet.assignments.course import AssignmentError
from sinosoviet.assignments.roster import Student
from tests import assignment_course as small
from tests.assignment_class import (
    FILE,
    by_name,
    copy_of,
    fill,
    formgrader,
    hand,
    mark,
    pack,
    page,
    released,
    rows,
)

WHY = "The Chinese statistical bureau counted."


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A course whose student copies have been made."""
    course = small.make(tmp_path_factory.mktemp("made"))
    commands.make(course)
    return course


@pytest.fixture
def course(made, tmp_path):
    """The same course for one test alone."""
    return copy_of(made, tmp_path)


@pytest.fixture
def answered(course):
    """Makes an answered copy, with the given lines as answers."""
    copy = released(course)
    return lambda **answers: small.answered(copy, **answers)


def class_list(tmp_path, *students):
    """A roster of ``id,name`` lines."""
    path = tmp_path / "class.csv"
    path.write_text("\n".join(["id,name", *students, ""]), encoding="utf-8")
    return path


# --- a record goes to the student whose it is


def test_a_stray_who_comes_onto_the_roster_keeps_the_mark(course, answered, tmp_path):
    both = {f"Ana Ruiz/{FILE}": answered(), f"Bo Li/{FILE}": answered(tonnes="tonnes = 7")}
    found = by_name(mark(course, pack(tmp_path / "1.zip", both), roster=class_list(tmp_path, "a,Ana Ruiz")))
    assert found["Bo Li"][0] == records.NEEDS_TEACHER
    fill(course, "not on the roster: Bo Li", "grain-why", points="4", level="secure", comment="Good.")
    commands.merge(course)
    only = pack(tmp_path / "2.zip", {f"Ana Ruiz/{FILE}": answered()})
    lines = mark(course, only, roster=class_list(tmp_path, "a,Ana Ruiz", "b,Bo Li"))
    assert [student.id for student, *_ in lines] == ["a", "b"]
    assert hand(lines, "Bo Li")["points"] == 4
    assert [line["points"] for line in rows(course) if line["student"] == "b"] == ["4"]
    assert {line["student"] for line in rows(course)} == {"a", "b"}
    status, _, record = by_name(lines)["Bo Li"]
    assert (status, record["stray"]) == (records.MARKED, None)
    assert WHY in page(course, record)
    with course.gradebook() as book:
        assert sorted(student.id for student in book.students) == ["a", "b"]
        assert book.find_grade("grain-why", small.NAME, small.NAME, "b").manual_score == 4
    assert by_name(mark(course, tmp_path / "1.zip"))["Bo Li"][0] == records.MARKED


def test_points_in_the_sheet_that_are_not_taken_over_yet_move_too(course, answered, tmp_path):
    both = pack(tmp_path / "1.zip", {f"Ana Ruiz/{FILE}": answered(), f"Bo Li/{FILE}": answered()})
    mark(course, both, roster=class_list(tmp_path, "a,Ana Ruiz"))
    fill(course, "not on the roster: Bo Li", "grain-why", points="4")
    lines = mark(course, both, roster=class_list(tmp_path, "a,Ana Ruiz", "b,Bo Li"))
    assert hand(lines, "Bo Li")["points"] == 4


@pytest.mark.parametrize("name", ["Ana Ruiz", "Ana Ruiz_12_assignsubmission_file_"])
def test_a_roster_given_later_lists_everyone_once(course, answered, tmp_path, name):
    handed = pack(tmp_path / "1.zip", {f"{name}/{FILE}": answered()})
    (line,) = mark(course, handed)
    fill(course, line[0].id, "grain-why", points="4")
    commands.merge(course)
    lines = mark(course, handed, roster=class_list(tmp_path, "a,Ana Ruiz"))
    assert [(student.id, status) for student, status, *_ in lines] == [("a", records.MARKED)]
    assert hand(lines, "Ana Ruiz")["points"] == 4
    assert [line["ID number"] for line in rows(course, "gradebook-moodle.csv")] == ["a"]


def test_a_roster_kept_for_another_assignment_lists_everyone_once(course, answered, tmp_path):
    mark(course, pack(tmp_path / "1.zip", {f"Ana Ruiz/{FILE}": answered()}))
    class_list(course.root, "a,Ana Ruiz").rename(course.root / commands.ROSTER)
    lines = commands.merge(course)
    assert [student.id for student, *_ in lines] == ["a"]


def test_a_mark_given_under_two_names_goes_to_the_record_that_has_none(course, answered, tmp_path):
    handed = pack(tmp_path / "1.zip", {f"Ana Ruiz/{FILE}": answered()})
    mark(course, handed)
    fill(course, "Ana Ruiz", "grain-why", points="4")
    ghost = records.Records(course, small.NAME)
    commands.merge(course)
    kept = ghost.all()[0]
    mark(course, handed, roster=class_list(tmp_path, "a,Ana Ruiz"))
    moved = ghost.all()[0]
    moved["questions"]["grain-why"]["hand"] = None
    ghost.save(Student("a", "Ana Ruiz"), moved)
    ghost.save(Student(kept["student"], kept["name"]), kept)
    lines = commands.merge(course)
    assert [student.id for student, *_ in lines] == ["a"]
    assert hand(lines, "Ana Ruiz")["points"] == 4


def test_two_records_that_one_student_could_own_are_left_to_the_teacher(course, answered, tmp_path, capsys):
    twins = {
        f"Li Na_{number}_assignsubmission_file_/{FILE}": answered(tonnes=f"tonnes = {number}")
        for number in (41, 42)
    }
    handed = pack(tmp_path / "1.zip", twins)
    assert len({student.id for student, *_ in mark(course, handed)}) == 2
    lines = mark(course, handed, roster=class_list(tmp_path, "n,Li Na"))
    assert sorted(status for _, status, *_ in lines) == [records.MISSING] + [records.NEEDS_TEACHER] * 2
    points = {
        record["lms_number"]: record["questions"]["check-tonnes"]["automatic"]
        for *_, record in lines
        if record
    }
    assert points == {"41": 0, "42": 2}
    assert "2 submissions are under the name 'Li Na', only one is on the roster" in capsys.readouterr().out


def test_records_from_before_ids_had_folders_of_their_own_are_parted(course, answered, tmp_path):
    names = {"Ann O'Brien": "FIRST", "Ann O-Brien": "SECOND"}
    files = {f"{name}/{FILE}": answered(tonnes=f"tonnes = 42  # {word}") for name, word in names.items()}
    handed = pack(tmp_path / "1.zip", files)
    found = [record for *_, record in mark(course, handed)]
    for name in names:
        fill(course, name, "grain-why", points=str(len(names[name]) - 2))
    commands.merge(course)
    kept = records.Records(course, small.NAME)
    for place in ("submitted", "autograded", "feedback"):
        course.folder(place, found[0]["folder"]).rename(course.folder(place, "Ann-O-Brien"))
        shutil.rmtree(course.folder(place, found[1]["folder"]))
    with course.gradebook() as book:
        for record in found:
            book.remove_student(record["folder"])
        book.update_or_create_student("Ann-O-Brien")
        book.update_or_create_submission(small.NAME, "Ann-O-Brien")
    for record in kept.all():
        kept.save(Student(record["student"], record["name"]), record | {"folder": "Ann-O-Brien"})
    commands.merge(course)
    for name, (_, _, record) in by_name(mark(course, handed)).items():
        assert names[name] in page(course, record)
        assert record["questions"]["grain-why"]["hand"]["points"] == len(names[name]) - 2


def test_a_file_in_a_zip_made_by_hand_is_known_by_its_name(course, answered, tmp_path):
    folder = "Ana Ruiz_12_assignsubmission_file_"
    mark(course, pack(tmp_path / "1.zip", {f"{folder}/{FILE}": answered(tonnes="tonnes = 7")}))
    lines = mark(course, pack(tmp_path / "2.zip", {f"Ana Ruiz/{FILE}": answered()}))
    ((_, _, _, record),) = lines
    assert record["questions"]["check-tonnes"]["automatic"] == 2
    with zipfile.ZipFile(course.folder("marks", small.NAME, "feedback.zip")) as archive:
        assert [name.split("/")[0] for name in archive.namelist()] == [folder]


def test_two_ids_that_make_one_folder_get_their_own_pages(course, answered, tmp_path):
    names = {"Ann O'Brien": "FIRST", "Ann O-Brien": "SECOND"}
    files = {f"{name}/{FILE}": answered(tonnes=f"tonnes = 42  # {word}") for name, word in names.items()}
    for name, (_, _, record) in by_name(mark(course, pack(tmp_path / "1.zip", files))).items():
        assert names[name] in page(course, record)
    with zipfile.ZipFile(course.folder("marks", small.NAME, "feedback.zip")) as archive:
        for entry, word in zip(sorted(archive.namelist()), ("FIRST", "SECOND"), strict=True):
            assert word in archive.read(entry).decode()


def test_two_pages_never_have_one_place_in_the_zip(course, answered, tmp_path):
    files = {f"lina_{number}_9_{FILE}": answered(tonnes=f"tonnes = {number}") for number in (41, 42)}
    mark(course, pack(tmp_path / "1.zip", files))
    with zipfile.ZipFile(course.folder("marks", small.NAME, "feedback.zip")) as archive:
        assert len(set(archive.namelist())) == 2


# --- a mark given by hand holds for the answer that it was given to


def mark_ana(course, answered, tmp_path):
    """Mark the answered copy of the one student of a class."""
    handed = pack(tmp_path / "1.zip", {f"Ana Ruiz/{FILE}": answered()})
    mark(course, handed, roster=class_list(tmp_path, "a,Ana Ruiz"))


@pytest.fixture
def given(course, answered, tmp_path):
    """A course where Ana Ruiz has 4 points by hand."""
    mark_ana(course, answered, tmp_path)
    fill(course, "a", "grain-why", points="4", level="secure", comment="Good.")
    commands.merge(course)
    return course


def test_points_given_in_formgrader_are_not_undone_by_the_sheet(given, capsys):
    formgrader(given, "a", "grain-why", 5)
    capsys.readouterr()
    lines = commands.merge(given)
    assert "4 points in the sheet, but 5 in formgrader; make them the same" in capsys.readouterr().out
    assert hand(lines, "Ana Ruiz")["points"] == 4
    fill(given, "a", "grain-why", comment="Good work.")
    assert hand(commands.merge(given), "Ana Ruiz")["comment"] == "Good."
    fill(given, "a", "grain-why", points="5")
    assert hand(commands.merge(given), "Ana Ruiz")["points"] == 5
    capsys.readouterr()
    commands.merge(given)
    assert "formgrader" not in capsys.readouterr().out


def test_a_stale_mark_is_no_mark_for_the_student(given, answered, tmp_path):
    changed = pack(tmp_path / "2.zip", {f"Ana Ruiz/{FILE}": answered(why="Quite another text.")})
    record = by_name(mark(given, changed))["Ana Ruiz"][2]
    assert "<strong>5 points so far, of 10.</strong>" in page(given, record)
    assert "Good." not in page(given, record)
    (line,) = rows(given, "gradebook.csv")
    assert (line["grain-why"], line["total"], line["check-tonnes"]) == ("", "", "2")
    (line,) = rows(given)
    assert (line["points"], line["why you"]) == ("4", "the answer has changed since you marked it")


def test_a_stale_mark_from_formgrader_is_not_confirmed_by_nobody(course, answered, tmp_path):
    mark_ana(course, answered, tmp_path)
    formgrader(course, "a", "grain-why", 4, "Good.")
    assert hand(commands.merge(course), "Ana Ruiz")["points"] == 4
    changed = pack(tmp_path / "2.zip", {f"Ana Ruiz/{FILE}": answered(why="Quite another text.")})
    for lines in (mark(course, changed), commands.merge(course)):
        assert by_name(lines)["Ana Ruiz"][0] == records.NEEDS_TEACHER
    fill(course, "a", "grain-why", points="3")
    assert hand(commands.merge(course), "Ana Ruiz")["points"] == 3


def release_variant(course, copy, seed=9):
    """The student copy of another variant, made from a master of its own."""
    name = f"{small.NAME}-variant-{seed}"
    master = small.master()
    for notebook, place in ((master, "variants"), (copy, "release")):
        notebook.metadata["sinosoviet"]["variant"] = seed
        course.folder(place, name).mkdir(parents=True)
        nbformat.write(notebook, course.folder(place, name, FILE))
    from nbgrader.converters import GenerateAssignment
    from nbgrader.coursedir import CourseDirectory

    config = course.config(name)
    converter = GenerateAssignment(coursedir=CourseDirectory(config=config), config=config)
    converter.force = True
    converter.start()
    return name


def test_a_mark_does_not_pass_to_the_answer_to_another_variant(given, answered, tmp_path, capsys):
    other = answered(why="An essay on another topic.")
    release_variant(given, released(given))
    other.metadata["sinosoviet"]["variant"] = 9
    lines = mark(given, pack(tmp_path / "2.zip", {f"Ana Ruiz/{FILE}": other}))
    status, reason, record = by_name(lines)["Ana Ruiz"]
    assert (status, record["assignment"]) == (records.NEEDS_TEACHER, f"{small.NAME}-variant-9")
    assert "changed since you marked it" in reason
    assert hand(lines, "Ana Ruiz")["points"] == 4
    fill(given, "a", "grain-why", points="2")
    assert hand(commands.merge(given), "Ana Ruiz")["points"] == 2


def test_a_mark_is_taken_back_by_emptying_its_line(given, capsys):
    fill(given, "a", "grain-why", points="", level="", comment="")
    capsys.readouterr()
    status, _, record = by_name(commands.merge(given))["Ana Ruiz"]
    assert (status, record["questions"]["grain-why"]["hand"]) == (records.NEEDS_TEACHER, None)
    said = capsys.readouterr().out
    assert "the 4 points given by hand were taken back, because the line is empty" in said
    with given.gradebook() as book:
        grade = book.find_grade("grain-why", small.NAME, small.NAME, "a")
        assert (grade.manual_score, grade.needs_manual_grade) == (None, True)
    assert by_name(commands.merge(given))["Ana Ruiz"][0] == records.NEEDS_TEACHER
    assert rows(given)[0]["points"] == ""


def test_a_mark_stays_when_its_line_or_the_sheet_is_gone(given):
    given.folder("marks", small.NAME, "marking-sheet.csv").unlink()
    assert hand(commands.merge(given), "Ana Ruiz")["points"] == 4
    assert rows(given)[0]["points"] == "4"


def test_a_mark_from_formgrader_is_not_taken_back_by_a_sheet_that_never_had_it(course, answered, tmp_path):
    mark_ana(course, answered, tmp_path)
    before = course.folder("marks", small.NAME, "marking-sheet.csv").read_bytes()
    formgrader(course, "a", "grain-why", 4)
    commands.merge(course)
    course.folder("marks", small.NAME, "marking-sheet.csv").write_bytes(before)
    assert hand(commands.merge(course), "Ana Ruiz")["points"] == 4


def test_a_comment_without_points_is_told_and_stays_in_the_sheet(course, answered, tmp_path, capsys):
    mark_ana(course, answered, tmp_path)
    fill(course, "a", "grain-why", comment="Nearly.")
    capsys.readouterr()
    assert hand(commands.merge(course), "Ana Ruiz") is None
    assert "Answer 3 · grain-why: the line has a comment but no points" in capsys.readouterr().out
    assert rows(course)[0]["comment"] == "Nearly."


def test_points_of_the_computer_are_replaced_by_a_line_of_its_own_and_come_back(given):
    path = given.folder("marks", small.NAME, "marking-sheet.csv")
    text = path.read_text(encoding="utf-8-sig")
    heads = text.split("\n", 1)[0].split(",")
    line = {"student": "a", "question": "check-tonnes", "points": "1"}
    path.write_text(text + ",".join(line.get(head, "") for head in heads) + "\n", encoding="utf-8-sig")
    assert hand(commands.merge(given), "Ana Ruiz", "check-tonnes")["points"] == 1
    fill(given, "a", "check-tonnes", points="")
    status, _, record = by_name(commands.merge(given))["Ana Ruiz"]
    assert (status, record["questions"]["check-tonnes"]["hand"]) == (records.MARKED, None)
    with given.gradebook() as book:
        assert book.find_grade("check-tonnes", small.NAME, small.NAME, "a").score == 2


def test_a_stale_mark_is_confirmed_by_a_change_of_its_comment(given, answered, tmp_path):
    mark(given, pack(tmp_path / "2.zip", {f"Ana Ruiz/{FILE}": answered(why="Quite another text.")}))
    fill(given, "a", "grain-why", comment="Still good.")
    lines = commands.merge(given)
    assert by_name(lines)["Ana Ruiz"][0] == records.MARKED
    assert hand(lines, "Ana Ruiz")["points"] == 4


# --- what could not be marked is tried again, what was mended is not undone


def test_what_the_machine_failed_at_is_tried_again(course, answered, tmp_path, monkeypatch):
    handed = pack(tmp_path / "1.zip", {f"Ana Ruiz/{FILE}": answered()})

    def fail(*_):
        raise RuntimeError("the machine is busy")

    with monkeypatch.context() as patched:
        patched.setattr(marking.Marking, "_execute", fail)
        assert "the machine is busy" in by_name(mark(course, handed))["Ana Ruiz"][1]
    record = by_name(mark(course, handed))["Ana Ruiz"][2]
    assert (record["problem"], record["questions"]["check-tonnes"]["automatic"]) == (None, 2)


def test_a_variant_that_is_released_later_is_marked_then(course, answered, tmp_path):
    other = answered()
    other.metadata["sinosoviet"]["variant"] = 9
    handed = pack(tmp_path / "1.zip", {f"Ana Ruiz/{FILE}": other})
    record = by_name(mark(course, handed))["Ana Ruiz"][2]
    if record["problem"] is None:
        pytest.fail("an unknown variant was marked")
    release_variant(course, released(course))
    record = by_name(mark(course, handed))["Ana Ruiz"][2]
    assert (record["problem"], record["assignment"]) == (None, f"{small.NAME}-variant-9")


def test_the_class_zip_does_not_undo_a_mended_submission(given, answered, tmp_path, capsys):
    mended = pack(tmp_path / "2.zip", {f"Ana Ruiz/{FILE}": answered(tonnes="tonnes = 7")})
    mark(given, mended)
    capsys.readouterr()
    record = by_name(mark(given, tmp_path / "1.zip"))["Ana Ruiz"][2]
    assert record["questions"]["check-tonnes"]["automatic"] == 0
    assert (
        "Ana Ruiz: the file in this zip was handed in before the one that is marked"
        in capsys.readouterr().out
    )
    record = by_name(mark(given, tmp_path / "1.zip", older=True))["Ana Ruiz"][2]
    assert record["questions"]["check-tonnes"]["automatic"] == 2
    record = by_name(mark(given, mended, older=True))["Ana Ruiz"][2]
    assert record["questions"]["check-tonnes"]["automatic"] == 0


# --- files are written whole or not at all


def test_a_roster_is_kept_only_with_a_zip_that_is_one(given, tmp_path):
    before = given.folder(commands.ROSTER).read_bytes()
    (tmp_path / "other.csv").write_text("id,name\nq,Wrong Class\n")
    (tmp_path / "no.zip").write_bytes(b"no zip")
    for name in ("nope.zip", "no.zip"):
        with pytest.raises(AssignmentError):
            mark(given, tmp_path / name, roster=tmp_path / "other.csv")
    assert given.folder(commands.ROSTER).read_bytes() == before


def test_a_disk_that_fails_costs_no_file(given, answered, tmp_path, monkeypatch):
    copy, master = given.folder("release", small.NAME, FILE), given.master(small.NAME)
    (kept,) = given.folder("submitted").rglob("*.ipynb")
    paths = [copy, master, kept, given.folder("marks", small.NAME, "marking-sheet.csv")]
    before = [path.read_bytes() for path in paths]

    def fail(*_):
        raise OSError("no space left on device")

    monkeypatch.setattr("os.fsync", fail)
    run = marking.Marking(given, small.NAME, quiet=True)
    one = intake.HandedIn(Student("a", "Ana Ruiz"), FILE, b'{"cells": []}')
    for write in (
        lambda: release._strip(copy),
        lambda: masters._save(master, answered()),
        lambda: run._keep_files(one, "a", run.masters[small.NAME], "2026-01-01"),
        lambda: records.write(paths[3], ""),
    ):
        with pytest.raises(OSError, match="no space"):
            write()
    assert [path.read_bytes() for path in paths] == before


def test_canvas_gets_its_own_ids_back_and_none_that_is_guessed(course, answered, tmp_path):
    export = "Student,ID,SIS User ID,SIS Login ID,Section\nRuiz Ana,777,SIS-1,ana,A\nLi Bo,778,,bo,A\n"
    (tmp_path / "class.csv").write_text(export)
    handed = pack(tmp_path / "1.zip", {f"ruizana_777_900_{FILE}": answered()})
    mark(course, handed, roster=tmp_path / "class.csv")
    _, bo, ana = rows(course, "gradebook-canvas.csv")
    ids = ("Student", "ID", "SIS User ID", "SIS Login ID")
    assert [ana[name] for name in ids] == ["Ruiz Ana", "777", "SIS-1", "ana"]
    assert [bo[name] for name in ids] == ["Li Bo", "778", "", "bo"]
    mark(course, handed, roster=class_list(tmp_path, "777,Ana Ruiz"))
    assert [rows(course, "gradebook-canvas.csv")[1][name] for name in ids] == ["Ana Ruiz", "777", "", ""]
