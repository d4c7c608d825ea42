"""Who is in the class, and whose file this is."""

import hashlib
import itertools
import re
import unicodedata
from dataclasses import dataclass

from sinosoviet.assignments import spreadsheet
from sinosoviet.assignments.course import AssignmentError

_COLUMNS = {
    "id": (
        "id",
        "student id",
        "studentid",
        "student number",
        "id number",
        "sis user id",
        "sis login id",
        "username",
        "user name",
    ),
    "name": ("name", "full name", "student", "student name"),
    "first": ("first name", "firstname", "given name"),
    "last": ("last name", "lastname", "surname", "family name"),
    "email": ("email", "email address", "e-mail", "mail"),
}
#: Heads that only Canvas's export has; its column ``ID`` is Canvas's own.
_CANVAS = {"canvas": "id", "sis": "sis user id", "login": "sis login id"}
_MOST_NAMES = 5
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?")


@dataclass(frozen=True)
class Student:
    """One member of the class; ``id`` is the one that the gradebook of the school knows.

    ``canvas``, ``sis`` and ``login`` are Canvas's own id and its two others, as its export names them.
    """

    id: str
    name: str
    email: str = ""
    canvas: str = ""
    sis: str = ""
    login: str = ""

    @property
    def folder(self):
        """The id as the name of a folder: letters of any script, digits, and ``._@-``.

        Where that changes the id, a piece of its hash keeps it apart from others.
        """
        name = folder_name(self.id)
        return name if name == self.id else f"{name}-{hashlib.sha256(self.id.encode()).hexdigest()[:8]}"


def folder_name(text):
    """``text`` as a safe name of a folder on every system."""
    name = re.sub(r"[^\w.@-]+", "-", unicodedata.normalize("NFC", text)).strip("-. ")
    name = name.encode()[:80].decode("utf-8", "ignore") or "unnamed"
    return f"_{name}" if _RESERVED.fullmatch(name) else name


def plain(text):
    """A name without accents, spaces, signs and capitals, to compare it by."""
    kept = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in kept if sign.isalnum())


def read(path):
    """The class in a CSV file with a column ``name`` (or first and last name) and perhaps ``id``, ``email``.

    Commas, semicolons and tabs all do. Raises :class:`AssignmentError` naming what must be mended.
    """
    try:
        rows = spreadsheet.rows_of(path)
    except OSError:
        raise AssignmentError(f"The roster {path} cannot be opened; give the path of a CSV file.") from None
    heads = [cell.strip().casefold() for cell in rows[0]] if rows else []
    where = {
        field: next((heads.index(name) for name in names if name in heads), None)
        for field, names in _COLUMNS.items()
    }
    if {_CANVAS["sis"], _CANVAS["login"]} & set(heads):
        where |= {field: heads.index(head) for field, head in _CANVAS.items() if head in heads}
    if where["name"] is None and (where["first"] is None or where["last"] is None) and where["id"] is None:
        raise AssignmentError(
            f"The roster {path.name} needs a first line with the columns id, name and email; "
            f"it has {', '.join(heads) or 'nothing'}."
        )
    students = []
    for row in rows[1:]:
        cells = {
            field: row[at].strip() if at is not None and at < len(row) else "" for field, at in where.items()
        }
        name = cells["name"] or f"{cells['first']} {cells['last']}".strip() or cells["id"]
        # Canvas puts a line with the points between the heads and the students.
        if name and name.casefold() not in ("points possible", "student, test"):
            ident = cells["id"] or cells["email"].partition("@")[0] or name
            canvas = (cells.get(field, "") for field in _CANVAS)
            students.append(Student(ident, name, cells["email"], *canvas))
    # A folder is named after the id, and not every system tells capitals apart.
    seen = [student.folder.casefold() for student in students]
    twice = sorted({student.id for student in students if seen.count(student.folder.casefold()) > 1})
    if twice:
        raise AssignmentError(
            f"The roster {path.name} has the same id more than once: {', '.join(twice)}. "
            "Give each student an id of their own."
        )
    return students


def _spellings(name):
    """The ways in which a name may be run together in the name of a file."""
    last_first = [part for part in re.split(r"[\s,]+", name) if part]
    if len(last_first) > _MOST_NAMES:
        last_first = [*last_first[: _MOST_NAMES - 1], "".join(last_first[_MOST_NAMES - 1 :])]
    return {plain("".join(order)) for order in itertools.permutations(last_first)}


class Roster:
    """Finds the student that a name, an id or an address belongs to."""

    def __init__(self, students=()):
        self.students = list(students)
        self._by = {}
        for student in self.students:
            keys = {plain(student.id), plain(student.email), plain(student.email.partition("@")[0])}
            for spelled in keys | _spellings(student.name):
                if spelled:
                    self._by.setdefault(spelled, set()).add(student)

    def find(self, *clues, shown=None, account=""):
        """``(student, None)``, or ``(None, why not)``; clues are tried in order.

        ``shown`` is what the sentence calls the student, the first clue if left out; ``account`` is the
        id at Canvas, which settles it where the roster has these.
        """
        for student in self.students:
            if account and student.canvas == account:
                return student, None
        for clue in clues:
            found = self._by.get(plain(clue), set())
            if len(found) == 1:
                (student,) = found
                if account and student.canvas:
                    return None, f"the Canvas account {account} of {clue!r} is not on the roster"
                return student, None
            if found:
                same = ", ".join(sorted(student.id for student in found))
                return None, f"{clue!r} may be any of {same} on the roster"
        return None, f"no one on the roster is called {(shown or clues[0])!r}"
