"""Whose a file is: twins, names of files, what is in a zip or a folder, and the tables that schools write."""

import io
import zipfile

import pytest

pytest.importorskip("nbgrader")

from sinosoviet.assignments import comments, handmarks, intake, roster
from sinosoviet.assignments.course import AssignmentError, Course
from sinosoviet.assignments.roster import Roster, Student

NAME = "grain-figures"
HEAD = "student,question,level,points,comment"


def sorted_out(files, students=()):
    """What each student handed in, of files given as ``{path: bytes}``."""
    found = [intake.File(path, data) for path, data in files.items()]
    return intake.sort_out(found, Roster(students), lambda _: True, NAME)


def zipped(files, **more):
    """A zip as bytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", **{"compression": zipfile.ZIP_DEFLATED} | more) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return packed.getvalue()


def opened(tmp_path, files):
    """``{path: (bytes, problem)}`` of a zip that is made of ``files``."""
    path = tmp_path / "in.zip"
    path.write_bytes(zipped(files))
    return {file.path: (file.data, file.problem) for file in intake.read_zip(path)}


# --- two students of one name

TWINS = {
    "lina_11_501_grain.ipynb": b'{"cells": [1]}',
    "lina_22_502_grain-1.ipynb": b'{"cells": [2]}',
    "Li Na_31_assignsubmission_file_/grain.ipynb": b'{"cells": [3]}',
    "Li Na_32_assignsubmission_file_/grain.ipynb": b'{"cells": [4]}',
}


@pytest.mark.parametrize(
    "students",
    [(), (Student("s1", "Li Na"), Student("s2", "Na Li")), (Student("s1", "Li Na"), Student("s3", "Bo Li"))],
)
def test_two_students_of_one_name_stay_two(students):
    handed = sorted_out(TWINS, students)
    assert sorted(one.data for one in handed) == sorted(TWINS.values())
    assert len({one.student.id for one in handed}) == 4
    assert not [one.problem for one in handed if one.problem]
    assert all(bool(one.stray) == bool(students) for one in handed)


def test_a_student_who_hands_in_two_files_stays_one():
    files = {"ana_11_501_a.ipynb": b'{"cells": [1]}', "ana_11_502_a-1.ipynb": b'{"cells": [2]}'}
    (one,) = sorted_out(files)
    assert one.data == b'{"cells": [2]}'


def test_two_folders_of_one_name_stay_two():
    files = {"A/Li Na/x.ipynb": b'{"cells": [1]}', "B/Li Na/x.ipynb": b'{"cells": [2]}'}
    assert {one.student.id for one in sorted_out(files)} == {"Li Na (A)", "Li Na (B)"}


# --- what the name of a file says

CLASS = (Student("1", "Li Na"), Student("a", "Ann Lee"), Student("x9", "Ana Ruiz"), Student("7", "Bo Li"))


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        ("grain-figures-1.ipynb", None),
        ("grain-figures.ipynb", None),
        ("a.ruiz.ipynb", None),
        ("report_1_2_final.ipynb", None),
        ("Week/1/unknown.ipynb", None),
        ("1/2/unknown.ipynb", None),
        ("Ana Ruiz/1/grain.ipynb", "x9"),
        ("Ana Ruiz.ipynb", "x9"),
        ("Ana Ruiz.ipynb.txt", "x9"),
        ("ana.ruiz.ipynb", "x9"),
        ("grain-figures-x9.ipynb", "x9"),
        ("Ana Ruiz - grain-figures.ipynb", "x9"),
        ("7.ipynb", "7"),
        ("7/grain.ipynb", "7"),
    ],
)
def test_a_file_is_given_to_no_one_by_a_number_or_a_letter_in_its_name(path, wanted):
    (one,) = sorted_out({path: b"{}"}, CLASS)
    assert (None if one.stray else one.student.id) == wanted


def test_ids_that_make_one_name_of_a_folder_have_folders_of_their_own():
    ids = ("Ann O'Brien", "Ann O-Brien", "Ann-O-Brien", "CON", "_CON")
    folders = [Student(name, name).folder for name in ids]
    assert len(set(folders)) == len(folders)
    assert folders[2] == "Ann-O-Brien"


def test_ids_that_differ_in_capitals_alone_are_told(tmp_path):
    (tmp_path / "class.csv").write_text("id,name\nab1,A\nAB1,B\n")
    with pytest.raises(AssignmentError, match=r"same id more than once.*AB1, ab1"):
        roster.read(tmp_path / "class.csv")


# --- a zip of one student's that cannot be opened


def bad_name():
    raw = bytearray(zipped({"qqqq": b""}))
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        raw[raw.find(mark) + flags + 1] |= 0x08
    return bytes(raw.replace(b"qqqq", b"\xff\xfe\xff\xfe"))


def bad_lzma(first, last, flip):
    raw = bytearray(zipped({"x.ipynb": bytes(range(256)) * 50}, compression=zipfile.ZIP_LZMA))
    start = raw.find(b"x.ipynb") + 7
    for at in range(start + first, start + last):
        raw[at] = raw[at] ^ 0xFF if flip else 0xFF
    return bytes(raw)


def later_version():
    raw = bytearray(zipped({"x.ipynb": b"{}"}))
    raw[raw.find(b"PK\x01\x02") + 6] = 99
    return bytes(raw)


BAD_ZIPS = {
    "many files": lambda: zipped({f"f{number}": b"" for number in range(intake.MOST_FILES + 1)}),
    "a name in no encoding": bad_name,
    "damaged": lambda: bad_lzma(9, 40, True),
    "damaged at the start": lambda: bad_lzma(4, 9, False),
    "of a later version": later_version,
    "no zip": lambda: b"no zip",
}


@pytest.mark.parametrize("name", BAD_ZIPS)
def test_one_students_zip_stops_no_one_else(tmp_path, name):
    found = opened(tmp_path, {"Bad Guy/work.zip": BAD_ZIPS[name](), "Good Kid/g.ipynb": b"{}"})
    assert found["Good Kid/g.ipynb"] == (b"{}", None)
    (problem,) = {problem for path, (_, problem) in found.items() if path.startswith("Bad Guy/work")}
    assert problem


@pytest.mark.parametrize("name", ["a name in no encoding", "of a later version", "no zip"])
def test_a_whole_zip_that_cannot_be_opened_is_told(tmp_path, name):
    (tmp_path / "in.zip").write_bytes(BAD_ZIPS[name]())
    with pytest.raises(AssignmentError, match="is not a zip file, or it is damaged"):
        intake.read_zip(tmp_path / "in.zip")


def test_one_students_zip_leaves_room_for_the_others(tmp_path, monkeypatch):
    monkeypatch.setattr(intake, "LARGEST_FILE", 1_000_000)
    monkeypatch.setattr(intake, "LARGEST_ZIP", 2_500_000)
    big = zipped({f"{number}.bin": b"\0" * 700_000 for number in range(4)})
    found = opened(tmp_path, {"Bad Guy/work.zip": big, "Good Kid/g.ipynb": b"\0" * 900_000})
    assert found["Good Kid/g.ipynb"] == (b"\0" * 900_000, None)
    held = [len(data) for path, (data, _) in found.items() if path.startswith("Bad Guy/")]
    assert sum(held) <= 1_000_000
    assert {problem for _, problem in found.values()} == {None, "the zip holds too much"}


# --- a folder in the place of a zip


def test_a_folder_is_read_by_the_rules_of_a_zip(tmp_path, monkeypatch):
    for name, data in {
        "Ana Ruiz/.ipynb_checkpoints/x-checkpoint.ipynb": b"{}",
        "__MACOSX/._x": b"",
        "Ana Ruiz/W.ZIP": zipped({"inside.ipynb": b"{}"}),
        "Ana Ruiz/bad.zip": BAD_ZIPS["many files"](),
        "Ana Ruiz/x.ipynb": b"{}",
    }.items():
        (tmp_path / "class" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "class" / name).write_bytes(data)
    found = {file.path: file.problem for file in intake.read_zip(tmp_path / "class")}
    assert found.pop("Ana Ruiz/bad.zip")
    assert found == {"Ana Ruiz/W/inside.ipynb": None, "Ana Ruiz/x.ipynb": None}
    monkeypatch.setattr(intake, "MOST_FILES", 1)
    with pytest.raises(AssignmentError, match="1 is the most"):
        intake.read_zip(tmp_path / "class")


# --- tables


@pytest.mark.parametrize("data", [b"id,name\r1,A B\r2,C D\r", b"\xef\xbb\xbf\nid;name\n\n1;A B\n2;C D\n"])
def test_a_roster_with_other_line_ends_is_read(tmp_path, data):
    (tmp_path / "class.csv").write_bytes(data)
    assert [student.id for student in roster.read(tmp_path / "class.csv")] == ["1", "2"]


def test_a_sheet_with_other_line_ends_is_read(tmp_path):
    path = tmp_path / "sheet.csv"
    path.write_bytes(f"{HEAD}\ra,q,,3,\r".encode())
    assert handmarks.read(path) == {("a", "q"): {"level": "", "points": "3", "comment": ""}}


def test_a_table_that_is_none_is_told(tmp_path):
    path = tmp_path / "table.csv"
    path.write_text(f'{HEAD}\na,q,,3,"{"x" * 140_000}"\n')
    with pytest.raises(AssignmentError, match=r"table\.csv cannot be read as a table"):
        handmarks.read(path)
    path.write_text(f'id,name\n1,"{"x" * 140_000}"\n')
    with pytest.raises(AssignmentError, match=r"table\.csv cannot be read as a table"):
        roster.read(path)


EXPORT = "Student,ID,SIS User ID,SIS Login ID,Section\n    Points Possible,,,,\n"
EXPORT += "Li Na,777,SIS-1,na,A\nNa Li,778,,,A\n"


def test_canvas_ids_are_kept_apart_and_settle_whose_a_file_is(tmp_path):
    (tmp_path / "class.csv").write_text(EXPORT)
    students = roster.read(tmp_path / "class.csv")
    assert students == [
        Student("777", "Li Na", "", "777", "SIS-1", "na"),
        Student("778", "Na Li", "", "778", "", ""),
    ]
    files = {f"lina_{account}_50{account}_x.ipynb": b"{}" for account in (777, 778, 779)}
    found = {one.number: one.stray or one.student.id for one in sorted_out(files, students)}
    assert (found["777"], found["778"]) == ("777", "778")
    assert "may be any of" in found["779"]
    (one,) = sorted_out({"boli_779_1_x.ipynb": b"{}"}, [Student("5", "Bo Li", canvas="780")])
    assert "the Canvas account 779 of 'boli' is not on the roster" in one.stray


@pytest.mark.parametrize("sign", [",", ";"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_a_comment_bank_from_any_spreadsheet_is_read_alike(tmp_path, sign, encoding):
    (tmp_path / "teacher").mkdir()
    path = tmp_path / "teacher" / f"{NAME}-comments.csv"
    row = {"id": "a-1", "criterion": "q", "level": "secure", "text": "Naïve."}
    path.write_text("\n".join(sign.join(line) for line in (row, row.values())), encoding=encoding)
    assert comments.read(path) == [row]
    assert handmarks.bank(Course(tmp_path), NAME) == {"a-1": row}
    path.write_text("id,text\na-1,b\n")
    with pytest.raises(AssignmentError, match="should have the columns id, criterion, level, text"):
        handmarks.bank(Course(tmp_path), NAME)
