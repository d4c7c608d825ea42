"""CSV files for the gradebook of the school: a generic one, Canvas's and Moodle's.

A student whose work is not wholly marked has an empty cell there, never a zero.
"""

from sinosoviet.assignments import feedback, spreadsheet
from sinosoviet.assignments.records import MARKED, Records, overview, score
from sinosoviet.assignments.records import write as write_file

GENERIC, CANVAS, MOODLE = "gradebook.csv", "gradebook-canvas.csv", "gradebook-moodle.csv"


def write(course, name, title, students=()):
    """Write the three files into ``marks/<name>/``; returns the overview's lines."""
    lines = overview(Records(course, name), students)
    folder = course.folder("marks", name)
    most = next((feedback.total(record)[1] for *_, record in lines if record), None)
    for file, rows in (
        (GENERIC, _generic(lines)),
        (CANVAS, _canvas(lines, title, most)),
        (MOODLE, _moodle(lines, title)),
    ):
        # Spreadsheets need the mark at the start to read accents; platforms want it away.
        encoding = "utf-8-sig" if file == GENERIC else "utf-8"
        write_file(folder / file, spreadsheet.text_of(rows), encoding=encoding)
    return lines


def _score(status, record):
    return f"{feedback.total(record)[0]:g}" if status == MARKED else ""


def _generic(lines):
    questions = {}
    for *_, record in lines:
        for question, result in (record or {}).get("questions", {}).items():
            questions.setdefault(question, result["points"])
    yield [
        "student",
        "name",
        "email",
        "assignment",
        "status",
        "reason",
        "late",
        *questions,
        "total",
        "out of",
    ]
    for student, status, reason, record in lines:
        if record is None:
            yield [
                student.id,
                student.name,
                student.email,
                "",
                status,
                reason,
                "",
                *("" for _ in questions),
                "",
                "",
            ]
            continue
        scores = [
            score(record["questions"][name]) if name in record["questions"] else None for name in questions
        ]
        yield [
            student.id,
            student.name,
            student.email,
            record["assignment"],
            status,
            reason,
            "late" if record["late"] else "",
            *("" if score is None else f"{score:g}" for score in scores),
            _score(status, record),
            f"{feedback.total(record)[1]:g}",
        ]


def _canvas(lines, title, most):
    yield ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", title]
    yield ["    Points Possible", "", "", "", "", "" if most is None else f"{most:g}"]
    for student, status, _, record in lines:
        if record is None or not record["stray"]:
            number = record["lms_number"] if record and not record["lms_folder"] else ""
            ids = [student.canvas or number, student.sis, student.login]
            yield [student.name, *ids, "", _score(status, record)]


def _moodle(lines, title):
    # No column for feedback: an empty one would wipe out grades (docs.moodle.org, Grade import).
    yield ["ID number", "Full name", "Email address", title]
    for student, status, _, record in lines:
        if record is None or not record["stray"]:
            yield [student.id, student.name, student.email, _score(status, record)]
