"""What is known of each submission of an assignment: marks, reasons, and what has become of it."""

import hashlib
import json

from sinosoviet.assignments.course import AssignmentError
from sinosoviet.assignments.roster import Student
from sinosoviet.files import write_whole

MARKED, NEEDS_TEACHER, MISSING = "marked", "needs the teacher", "missing"


class Records:
    """What is known of each submission of an assignment, one small file each."""

    def __init__(self, course, name):
        self.folder = course.folder("marks", name, "records")
        self.name = name

    def path(self, student):
        """File of one student."""
        return self.folder / f"{hashlib.sha256(student.id.encode()).hexdigest()[:16]}.json"

    def load(self, student):
        """Record of one student, or None."""
        try:
            return json.loads(self.path(student).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None

    def save(self, student, record):
        """Write one record, whole or not at all."""
        write(self.path(student), json.dumps(record, ensure_ascii=False, indent=1))

    def all(self):
        """All records, by the name of the student. Raises AssignmentError for one that is damaged."""
        found = []
        for path in self.folder.glob("*.json"):
            try:
                found.append(json.loads(path.read_text(encoding="utf-8")))
            except ValueError:
                raise AssignmentError(
                    f"{path} is damaged; remove it and mark the zip again. The sheet keeps your marks."
                ) from None
        return sorted(found, key=lambda record: (record["name"].casefold(), record["student"]))


def write(path, text, encoding="utf-8"):
    """Write a file whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, text.encode(encoding))


def answer_hash(result):
    """Hash of an answer's text, to notice that it has changed since it was marked."""
    return hashlib.sha256(result["answer"].encode()).hexdigest()[:16]


def kept_mark(previous, assignment, name, result):
    """The mark given by hand to this question before; it says when the answer has changed since.

    An answer to another variant of the assignment is another answer, whatever it says.
    """
    if not previous:
        return None
    hand = (previous["questions"].get(name) or {}).get("hand")
    if hand and (previous["assignment"] != assignment or hand["answer"] != answer_hash(result)):
        hand = hand | {"stale": True}
    return hand


def mark_by_hand(result):
    """The mark given by hand that holds for this answer, or None; one given to an earlier answer does not."""
    hand = result.get("hand")
    return hand if hand and not hand.get("stale") else None


def score(result):
    """Points of one question: by hand if there is such a mark, else by the machine, else None.

    None as well where the answer has changed since it was marked by hand.
    """
    if result.get("hand"):
        hand = mark_by_hand(result)
        return hand["points"] if hand else None
    return result["automatic"]


def waits_for(result):
    """Why one question has no points yet."""
    return "the answer has changed since you marked it" if result.get("hand") else result["reason"]


def open_reasons(record):
    """Why a submission needs the teacher still: ``[(question's label, reason)]``."""
    results = record["questions"].values()
    return [(result["label"], waits_for(result)) for result in results if score(result) is None]


def status(record):
    """``(status, reason in words)`` of one record."""
    reasons = open_reasons(record)
    if record["stray"]:
        return NEEDS_TEACHER, record["stray"]
    if not reasons:
        return MARKED, ""
    if record["problem"]:
        return NEEDS_TEACHER, record["problem"]
    grouped = {}
    for label, reason in reasons:
        grouped.setdefault(reason, []).append(label)
    if len(grouped) == 1 and len(reasons) == len(record["questions"]):
        return NEEDS_TEACHER, next(iter(grouped))
    return NEEDS_TEACHER, "; ".join(f"{', '.join(labels)}: {reason}" for reason, labels in grouped.items())


def overview(records, students=()):
    """One line for each submission and each missing student: ``[(student, status, reason, record)]``."""
    lines, known = [], {student.id: student for student in students}
    for record in records.all():
        student = Student(record["student"], record["name"], record["email"])
        student = known.get(student.id, student)
        lines.append((student, *status(record), record))
    handed_in = {student.id for student, *_ in lines}
    lines += [
        (student, MISSING, "on the roster, but nothing was handed in", None)
        for student in students
        if student.id not in handed_in
    ]
    return sorted(lines, key=lambda line: (line[0].name.casefold(), line[0].id))
