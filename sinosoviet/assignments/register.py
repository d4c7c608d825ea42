"""Whose each record is: it moves to the student on the roster as soon as that student is known.

A class may be marked before there is a roster, and a name may be mended on it later. The record of
what was handed in then goes to the student with all that hangs on it: the marks given by hand, the
lines of the marking sheet, the files, and the place in nbgrader's gradebook.
"""

import contextlib
import shutil
from collections import Counter

from sinosoviet.assignments import handmarks
from sinosoviet.assignments.records import Records, answer_hash
from sinosoviet.assignments.roster import Roster, Student, plain

_PLACES = ("submitted", "autograded", "feedback")


def student_of(record):
    """The student in a record."""
    return Student(record["student"], record["name"], record["email"])


def enter(book, student):
    """Enter a student in nbgrader's gradebook."""
    details = {"email": student.email} if student.email else {}
    first, _, last = student.name.rpartition(" ")
    book.update_or_create_student(student.folder, first_name=first, last_name=last, **details)


def settle(course, name, students, handed_in=()):
    """Give each record to the student on the roster whose it is; returns sentences about those left alone.

    It is found by name, or by the number of the platform's account in ``handed_in``.
    """
    records, roster = Records(course, name), Roster(students)
    known = {student.id: student for student in students}
    accounts = {_account(one.number, one.folder): one.student for one in handed_in if one.student.id in known}
    found, said, mixed = {}, [], set()
    for record in records.all():
        student = known.get(record["student"]) or student_of(record)
        if student.id not in known and students:
            named = roster.find(*record.get("clues", ()), record["name"])[0]
            student = named or accounts.get(_account(record["lms_number"], record["lms_folder"])) or student
        found.setdefault(student, []).append(record)
    shared = Counter(record["folder"] for theirs in found.values() for record in theirs)
    for student, theirs in found.items():
        strangers = [record for record in theirs if record["student"] != student.id]
        if len(strangers) > 1 or len({one["lms_number"] for one in theirs if one["lms_number"]}) > 1:
            why = f"{len(theirs)} submissions are under the name {student.name!r}, only one is on the roster"
            said.append(f"{why}: {', '.join(record['student'] for record in theirs)}.")
            for record in strangers:
                records.save(student_of(record), record | {"stray": why})
            continue
        for record in theirs:
            if record in strangers or record["folder"] != student.folder:
                # Two ids could once have one folder, and so the files of one of them: both are marked anew.
                if shared[record["folder"]] > 1 or record["folder"] in mixed:
                    mixed.add(record["folder"])
                    record["fingerprint"] = ""
                said += _move(course, records, record, student, shared[record["folder"]] > 1)
                shared[record["folder"]] -= 1
    return said


def _account(number, folder):
    """The account at the learning platform; Moodle, which names folders, numbers apart from Canvas."""
    return (number, bool(folder)) if number else object()


def _move(course, records, record, student, shared):
    """Make a record another student's, or join it to the one that this student has.

    What is ``shared`` with another record stays where it is, too.
    """
    before, said = student_of(record), []
    handmarks.rename(course, records.name, before.id, student.id)
    target = records.load(student) if student.id != before.id else None
    if target:
        said = _join(course, records, record, target, student)
    else:
        for place in _PLACES:
            _move_folder(course, place, record, student, shared)
        _move_in_gradebook(course, record, student, shared)
        whose = {"student": student.id, "name": student.name, "email": student.email}
        stray = record["stray"] if student.id == before.id else None
        records.save(student, record | whose | {"folder": student.folder, "stray": stray})
    if student.id != before.id:
        records.path(before).unlink(missing_ok=True)
    return said


def _move_folder(course, place, record, student, shared):
    old = course.folder(place, record["folder"], record["assignment"])
    new = course.folder(place, student.folder, record["assignment"])
    if old.is_dir() and old != new:
        new.parent.mkdir(parents=True, exist_ok=True)
        if new.exists():
            shutil.rmtree(new)
        if shared:
            shutil.copytree(old, new)
            return
        old.replace(new)
        with contextlib.suppress(OSError):  # it holds other assignments
            old.parent.rmdir()


def _move_in_gradebook(course, record, student, shared):
    from nbgrader.api import MissingEntry

    if record["folder"] == student.folder:
        return
    with course.gradebook() as book:
        enter(book, student)
        submission = None
        if not shared:
            with contextlib.suppress(MissingEntry):
                submission = book.find_submission(record["assignment"], record["folder"])
        if submission is None:
            book.update_or_create_submission(record["assignment"], student.folder)
        else:
            with contextlib.suppress(MissingEntry):
                book.remove_submission(record["assignment"], student.folder)
            submission.student = book.find_student(student.folder)
            book.db.commit()
            _forget(book, record["folder"])


def _forget(book, folder):
    """Take a student out of nbgrader's gradebook who has no submission left."""
    if not book.student_submissions(folder):
        book.remove_student(folder)


def _join(course, records, record, target, student):
    """Take over marks given by hand where the student's own record has none; the file stays on the disk."""
    from nbgrader.api import MissingEntry

    said = []
    if record["digest"] != target["digest"]:
        said.append(
            f"{student.name}: under the name {record['name']!r} another file was handed in; it is in "
            f"{course.folder('submitted', record['folder'], record['assignment'])}."
        )
    with course.gradebook() as book:
        for name, result in target["questions"].items():
            mark = record["questions"].get(name, {}).get("hand")
            if mark and not result["hand"]:
                stale = record["assignment"] != target["assignment"] or mark["answer"] != answer_hash(result)
                result["hand"] = mark | ({"stale": True} if stale else {})
                if not result["hand"].get("stale"):
                    grade = book.find_grade(name, records.name, target["assignment"], target["folder"])
                    grade.manual_score, grade.needs_manual_grade = mark["points"], False
            elif mark and mark["points"] != result["hand"]["points"]:
                said.append(
                    f"{student.name}, {result['label']}: {result['hand']['points']:g} points stay; under "
                    f"the name {record['name']!r} you had given {mark['points']:g}."
                )
        book.db.commit()
        records.save(student, target)
        with contextlib.suppress(MissingEntry):
            if record["folder"] != target["folder"]:
                book.remove_submission(record["assignment"], record["folder"])
                _forget(book, record["folder"])
    return said


def recognize(records, handed_in, students=()):
    """Give those who are on no roster the id that they had before: by their account, or by their name."""
    known = {student.id for student in students}
    strangers = [record for record in records.all() if record["student"] not in known]
    newcomers = [one for one in handed_in if one.student.id not in known]
    for one in newcomers:
        alike = [record for record in strangers if _name(record["name"]) == _name(one.student.name)]
        same = [record for record in alike if one.number and record["lms_number"] == one.number]
        same = same or [record for record in alike if record["student"] == one.student.id]
        alone = [_name(other.student.name) for other in newcomers].count(_name(one.student.name)) == 1
        if not same and alone and not (one.number and any(record["lms_number"] for record in alike)):
            same = alike
        if len(same) == 1:
            one.student = Student(same[0]["student"], one.student.name)


def _name(text):
    return plain(text) or text
