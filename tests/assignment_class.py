"""What a teacher does with the small course: marks a zip, fills in the sheet, gives the roster."""

import csv
import io
import shutil
import zipfile

import nbformat

from sinosoviet.assignments import commands, handmarks
from sinosoviet.assignments.course import Course
from sinosoviet.assignments.sandbox import Limits
from tests import assignment_course as small

LIMITS = Limits(cell_seconds=20, memory_mb=512)
FILE = f"{small.NAME}.ipynb"


def copy_of(course, root):
    """The same course in a folder of its own."""
    return Course(shutil.copytree(course.root, root / "course"))


def released(course):
    """The student copy."""
    return nbformat.read(course.folder("release", small.NAME, FILE), as_version=4)


def pack(path, files):
    """A zip of notebooks, ``{path in the zip: notebook}``."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, notebook in files.items():
            archive.writestr(name, notebook if isinstance(notebook, bytes) else nbformat.writes(notebook))
    return path


def mark(course, zip_file, **options):
    """Mark a zip."""
    return commands.mark(course, zip_file, limits=LIMITS, quiet=True, **options)


def by_name(lines):
    """The overview by the students' names."""
    return {student.name: (status, reason, record) for student, status, reason, record in lines}


def sheet(course):
    """Path of the marking sheet."""
    return course.folder("marks", small.NAME, handmarks.SHEET)


def rows(course, file=handmarks.SHEET):
    """The lines of a table of ``marks/``."""
    text = course.folder("marks", small.NAME, file).read_text(encoding="utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def fill(course, student, question, sign=",", encoding="utf-8-sig", **cells):
    """What a teacher does in a spreadsheet."""
    lines = rows(course)
    (row,) = [row for row in lines if (row["student"], row["question"]) == (student, question)]
    row.update(cells)
    text = io.StringIO()
    writer = csv.DictWriter(text, lines[0], delimiter=sign)
    writer.writeheader()
    writer.writerows(lines)
    sheet(course).write_bytes(text.getvalue().encode(encoding))


def formgrader(course, student, question, points, comment=None):
    """What a teacher does in nbgrader's own screens; ``student`` is the name of a folder."""
    with course.gradebook() as book:
        book.find_grade(question, small.NAME, small.NAME, student).manual_score = points
        if comment is not None:
            book.find_comment(question, small.NAME, small.NAME, student).manual_comment = comment
        book.db.commit()


def hand(lines, name, question="grain-why"):
    """The mark that a student was given by hand."""
    return by_name(lines)[name][2]["questions"][question]["hand"]


def page(course, record):
    """The page that a student gets back."""
    path = course.folder("feedback", record["folder"], record["assignment"], f"{small.NAME}.html")
    return path.read_text(encoding="utf-8")
