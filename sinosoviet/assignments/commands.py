"""The path of an assignment as three commands: make, mark, merge."""

from pathlib import Path

from sinosoviet.assignments import course as courses
from sinosoviet.assignments.course import AssignmentError, Course
from sinosoviet.assignments.records import MARKED, MISSING, NEEDS_TEACHER
from sinosoviet.files import write_whole

ROSTER = "roster.csv"


def _needs_nbgrader():
    from importlib.util import find_spec

    if find_spec("nbgrader") is None:
        raise AssignmentError(
            "Making and marking assignments needs nbgrader; run `make assignments`, which installs it."
        )


def title_of(course, name):
    """Title of an assignment: the first heading of its master."""
    for cell in course.load_master(name).cells:
        for line in cell.source.splitlines():
            if line.startswith("# "):
                return line[2:].strip()
    return name


def make(course=None, names=(), seed=None):
    """Make student copies; returns their folders."""
    from tqdm import tqdm

    from sinosoviet.assignments import release

    _needs_nbgrader()
    course = course or Course(courses.home())
    folders = []
    with tqdm(list(names) or course.names(), desc="Student copies", unit="assignment") as bar:
        for name in bar:
            folders.append(release.make(course, name, seed))
    for folder in folders:
        print(folder)
    return folders


def students_of(course, roster=None):
    """The class: from a new roster, or from the one that was kept in the course."""
    from sinosoviet.assignments import roster as rosters

    path = Path(roster) if roster else course.folder(ROSTER)
    return rosters.read(path) if roster or path.is_file() else []


def keep(course, roster):
    """Keep a roster in the course for the next time."""
    kept = course.folder(ROSTER)
    if Path(roster).resolve() != kept.resolve():
        write_whole(kept, Path(roster).read_bytes())


def mark(course=None, zip_file=None, assignment=None, roster=None, seed=None, **options):
    """Mark a zip, take over marks given by hand, and write everything out; returns the overview's lines."""
    from sinosoviet.assignments import intake, marking

    _needs_nbgrader()
    course = course or Course(courses.home())
    students = students_of(course, roster)
    files = intake.read_zip(zip_file)
    name = marking.choose_assignment(course, files, assignment)
    if roster:
        keep(course, roster)
    if not students:
        print("There is no roster, so no one can be missing; give one with ROSTER=class.csv.")
    run = marking.Marking(course, name, seed, **options)
    done = run.run(files, students)
    for sentence in run.said:
        print(sentence)
    print(f"{name}: {done} submissions were new or had changed; the others were left as they are.")
    return merge(course, name)


def merge(course=None, assignment=None):
    """Take over marks given by hand, and write every page and CSV; returns the overview's lines."""
    from sinosoviet.assignments import feedback, gradebook, handmarks, register

    _needs_nbgrader()
    course = course or Course(courses.home())
    begun = sorted(path.parent.name for path in course.folder("marks").glob("*/records"))
    if assignment not in begun:
        if assignment or len(begun) != 1:
            raise AssignmentError(
                "Nothing has been marked yet; run `make mark ZIP=…` first."
                if not begun
                else f"Say which assignment with ASSIGNMENT=…, one of: {', '.join(begun)}."
            )
        (assignment,) = begun
    title, students = title_of(course, assignment), students_of(course)
    for sentence in (*register.settle(course, assignment, students), *handmarks.merge(course, assignment)):
        print(sentence)
    handmarks.write(course, assignment, title)
    feedback.write_all(course, assignment, title)
    lines = gradebook.write(course, assignment, title, students)
    tell(course, assignment, lines)
    return lines


def tell(course, name, lines):
    """Print what has become of each submission that is not simply marked."""
    from sinosoviet.assignments import gradebook, handmarks

    for student, status, reason, _ in lines:
        if status != MARKED:
            print(f"  {student.name}: {status} ({reason})")
    marked, waiting, missing = (
        sum(1 for line in lines if line[1] == status) for status in (MARKED, NEEDS_TEACHER, MISSING)
    )
    print(f"{name}: {marked} marked, {waiting} waiting for you, {missing} missing.")
    folder = course.folder("marks", name)
    for file in (
        handmarks.PAGE,
        handmarks.SHEET,
        gradebook.GENERIC,
        gradebook.CANVAS,
        gradebook.MOODLE,
        "feedback.zip",
    ):
        print(f"  {folder / file}")
