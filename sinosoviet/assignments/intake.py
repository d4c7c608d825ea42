"""What the learning platform gives: a zip of everything that was handed in, and whose each file is.

Nothing is unpacked to a place that the zip names. Every file is read in memory up to a limit, and
whatever is wrong with it becomes a sentence for the teacher.
"""

import contextlib
import hashlib
import json
import lzma
import re
import stat
import unicodedata
import zipfile
import zlib
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path, PurePosixPath

from sinosoviet.assignments.course import AssignmentError
from sinosoviet.assignments.roster import Student, plain

#: Bytes of one file, and of all files of one student's zip together.
LARGEST_FILE = 50 * 2**20
#: Bytes of all files of a class together.
LARGEST_ZIP = 4 * 2**30
#: Files in one zip or folder, and how many zips may lie inside each other.
MOST_FILES, DEEPEST_ZIP = 5_000, 2
_SYSTEM_FILES = re.compile(
    r"(?i)(^|/)(__MACOSX|\.ipynb_checkpoints|\.DS_Store|Thumbs\.db|desktop\.ini|~\$)|(^|/)\._"
)
_MOODLE = re.compile(r"(?P<name>.+)_(?P<number>\d+)_assignsubmission_(?:file|onlinetext)_?")
_CANVAS = re.compile(r"(?P<name>.+?)_(?P<late>LATE_)?(?P<number>\d+)_(?P<submission>\d+)_(?P<file>.+)")
_SHORT_NUMBER = re.compile(r"\d{1,3}")
_ENDINGS = re.compile(r"(?i)(\.(ipynb|json|txt|zip))+$")
#: What a zip that is damaged, or stranger than this Python knows, may raise.
_BAD_ZIP = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, RuntimeError, ValueError)
_BAD_ZIP += (NotImplementedError, MemoryError)
_AGAIN = re.compile(r"(?P<stem>.+?)(?:-(?P<time>\d{1,3}))?(?P<ending>\.ipynb)")


@dataclass
class File:
    """One file out of the zip: its name, its bytes, or the problem that kept them."""

    path: str
    data: bytes = b""
    problem: str | None = None
    leads_outside: bool = False

    @property
    def name(self):
        """Name without folders."""
        return PurePosixPath(self.path).name


@dataclass
class HandedIn:
    """What one student handed in.

    ``problem`` says why there is no notebook to mark, ``stray`` why no one on the roster is meant;
    ``folder`` and ``number`` are the learning platform's, ``clues`` the words that may name the student.
    """

    student: Student
    file: str = ""
    data: bytes = b""
    notes: list = field(default_factory=list)
    problem: str | None = None
    late: bool = False
    stray: str | None = None
    folder: str = ""
    number: str = ""
    clues: tuple = ()

    @property
    def digest(self):
        """Hash of what was handed in."""
        return hashlib.sha256(self.data + (self.problem or "").encode()).hexdigest()


def _tidy(name, flags):
    """The name of a member, as its student wrote it, with forward slashes and composed accents."""
    if not flags & 0x800:
        with contextlib.suppress(UnicodeError):
            name = name.encode("cp437").decode("utf-8")
    return unicodedata.normalize("NFC", name.replace("\\", "/"))


def read_zip(path):
    """Every :class:`File` in a zip (or folder, or single notebook). Raises AssignmentError if it is none."""
    path = Path(path)
    if path.is_dir():
        return list(_of_folder(path))
    if not path.is_file():
        raise AssignmentError(
            f"There is no file {path}; give the path of the zip that the learning platform made."
        )
    if path.suffix.lower() == ".ipynb":
        return [_of_disk(path.parent, path, [LARGEST_FILE])]
    try:
        with zipfile.ZipFile(path) as archive:
            return list(_members(archive, "", 1, [LARGEST_ZIP]))
    except _BAD_ZIP:
        raise AssignmentError(
            f"{path.name} is not a zip file, or it is damaged; download it again."
        ) from None


def _of_folder(folder):
    """The files in a folder, by the rules that hold for those in a zip."""
    names = [
        path
        for path in sorted(folder.rglob("*"))
        if (path.is_symlink() or path.is_file())
        and not _SYSTEM_FILES.search(path.relative_to(folder).as_posix())
    ]
    _count(names, f"The folder {folder.name}")
    room = [LARGEST_ZIP]
    for path in names:
        yield from _with_inner(_of_disk(folder, path, room), 0)


def _of_disk(folder, path, room):
    file = File(unicodedata.normalize("NFC", path.relative_to(folder).as_posix()))
    if path.is_symlink():
        file.problem = "it is a link, not a file"
    else:
        with path.open("rb") as stream:
            file.data, file.problem = _read(stream, room)
    return file


def _read(stream, room):
    """The bytes of an open file and no problem, or no bytes and the problem; ``room`` holds what is left."""
    data = stream.read(min(LARGEST_FILE, room[0]) + 1)
    if len(data) > LARGEST_FILE:
        return b"", f"it has more than {LARGEST_FILE // 2**20} MB"
    if len(data) > room[0]:
        return b"", "the zip holds too much"
    room[0] -= len(data)
    return data, None


def _count(entries, what):
    if len(entries) > MOST_FILES:
        raise AssignmentError(f"{what} has {len(entries)} files; {MOST_FILES} is the most that is opened.")


def _members(archive, before, depth, room):
    entries = archive.infolist()
    _count(entries, "The zip")
    for entry in entries:
        name = _tidy(entry.filename, entry.flag_bits)
        if name.endswith("/") or _SYSTEM_FILES.search(name):
            continue
        file = File(before + name)
        parts = PurePosixPath(name).parts
        file.leads_outside = ".." in parts or name.startswith("/") or bool(re.match(r"[A-Za-z]:", name))
        mode = entry.external_attr >> 16
        if mode and not stat.S_ISREG(mode) and stat.S_IFMT(mode):
            file.problem = "it is a link or a device, not a file"
        elif entry.flag_bits & 1:
            file.problem = "it is locked with a password"
        else:
            file.data, file.problem = _bytes_of(archive, entry, room)
        yield from _with_inner(file, depth)


def _bytes_of(archive, entry, room):
    try:
        with archive.open(entry) as stream:
            return _read(stream, room)
    except _BAD_ZIP:
        return b"", "it is damaged in the zip"


def _with_inner(file, depth):
    """A file, or the files in it if it is a zip; a zip that cannot be opened is a file with a problem."""
    if file.problem or not file.path.lower().endswith(".zip"):
        return [file]
    if depth >= DEEPEST_ZIP:
        return [File(file.path, problem="it is a zip inside a zip inside a zip")]
    try:
        with zipfile.ZipFile(BytesIO(file.data)) as archive:
            return list(_members(archive, file.path[: -len(".zip")] + "/", depth + 1, [LARGEST_FILE]))
    except AssignmentError:
        return [File(file.path, problem=f"it is a zip of more than {MOST_FILES} files")]
    except _BAD_ZIP:
        return [File(file.path, problem="it is called a zip, but it is none, or it is damaged")]


@dataclass(frozen=True)
class Clues:
    """What a path tells about its student; ``words`` are tried on the roster in turn."""

    words: tuple
    shown: str
    file: str
    late: bool = False
    folder: str = ""
    number: str = ""
    place: str = ""


def whose(path, assignment=""):
    """The :class:`Clues` in a path, as Moodle, Canvas and people write it.

    The words of the assignment's own name tell nothing about a student, and a short number beside
    another word is more often a try or a week than an id.
    """
    parts = [part for part in PurePosixPath(path).parts if part not in ("/", "..", ".")]
    name = parts[-1] if parts else "unnamed"
    own = {plain(word) for word in (assignment, *assignment.split("-"))}

    def telling(words):
        return (word for word in words if plain(word) not in own and not _SHORT_NUMBER.fullmatch(word))

    for part in parts[:-1]:
        moodle = _MOODLE.fullmatch(part)
        if moodle:
            shown = moodle["name"].strip()
            return Clues((shown,), shown, name, folder=part, number=moodle["number"])
    for part in parts:
        canvas = _CANVAS.fullmatch(part)
        if canvas:
            return Clues(
                (canvas["name"], *telling([canvas["number"]])),
                canvas["name"],
                canvas["file"] if part == name else name,
                bool(canvas["late"]),
                number=canvas["number"],
            )
    folders = parts[:-1]
    if folders:
        words = tuple(dict.fromkeys(reversed(folders)))
        words = words if len(words) == 1 else tuple(telling(words))
        return Clues(words, folders[-1], name, folder=folders[-1], place="/".join(folders[:-1]))
    stem = _ENDINGS.sub("", name) or name
    return Clues((stem, *telling(re.split(r"\s*[-_–]\s*", stem))), stem, name)


def sort_out(files, roster, is_wanted, assignment=""):
    """What each student handed in, as a list of :class:`HandedIn`.

    ``is_wanted(data)`` tells whether a file is the assignment that is being marked. A file whose
    student is not on the roster is kept under its own name, and says so; two who bear one name are
    kept apart by the number that the learning platform gives each.
    """
    groups = {}
    for file in files:
        clues = whose(file.path, assignment)
        account = "" if clues.folder else clues.number
        student, why = None, None
        if roster.students:
            student, why = roster.find(*clues.words, shown=clues.shown, account=account)
        groups.setdefault(student or (clues.shown, clues.number, clues.place), []).append((file, clues, why))
    handed_in = []
    for key, found in groups.items():
        if not isinstance(key, Student):
            handed_in.append(_choose(_stranger(key, groups, roster), found, is_wanted))
        elif len(accounts := _by_account(found)) > 1:
            for number, part in accounts.items():
                shown = part[0][1].shown
                why = f"{len(accounts)} accounts on the platform are called {shown!r}, only one on the roster"
                stranger = _stranger((shown, number, ""), groups, roster)
                handed_in.append(_choose(stranger, [(*pair, why) for *pair, _ in part], is_wanted))
        else:
            handed_in.append(_choose(key, found, is_wanted))
    return handed_in


def _stranger(key, groups, roster):
    """A student who is on no roster, with an id that no one else in these files has."""
    shown, number, place = key
    alike = [other for other in groups if isinstance(other, tuple) and other[:2] == (shown, number)]
    mark = number or (place if len(alike) > 1 else "")
    before = "not on the roster: " if roster.students else ""
    return Student(f"{before}{shown} ({mark})" if mark else f"{before}{shown}", shown)


def _by_account(found):
    """The files of one student on the roster by the number of the account that handed them in.

    Moodle and Canvas number apart, so only two numbers of one of them are two people.
    """
    accounts = {}
    for item in found:
        accounts.setdefault(item[1].number, []).append(item)
    for is_moodle in (True, False):
        if len({c.number for _, c, _ in found if c.number and bool(c.folder) == is_moodle}) > 1:
            return accounts
    return {"": found}


def looks_like_a_notebook(data):
    """Whether the bytes are JSON with cells, whatever the file is called."""
    try:
        whole = json.loads(text_of(data))
    except (ValueError, RecursionError):
        return False
    return isinstance(whole, dict) and ("cells" in whole or "worksheets" in whole)


def text_of(data):
    """The text of a notebook in the encoding that it is found to have. Raises ValueError if in none."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252")


def _choose(student, found, is_wanted):
    first = found[0][1]
    handed = HandedIn(
        student, late=any(clues.late for _, clues, _ in found), folder=first.folder, number=first.number
    )
    handed.clues = first.words
    why = next((why for *_, why in found if why), None)
    if why:
        handed.stray = f"{why}; add the student to the roster, or rename the file in the zip"
    if any(file.leads_outside for file, *_ in found):
        handed.notes.append("the zip named a place outside itself for this file; only its contents were read")
    named = [(file, clues.file) for file, clues, _ in found]
    notebooks = [
        (file, name)
        for file, name in named
        if file.problem is None and (name.lower().endswith(".ipynb") or looks_like_a_notebook(file.data))
    ]
    notebooks = list({file.data: (file, name) for file, name in notebooks}.values())
    wanted = [pair for pair in notebooks if is_wanted(pair[0].data)]
    if len(notebooks) > 1 and wanted:
        newest = _newest(wanted)
        if len(wanted) > 1 and newest is None:
            handed.problem = (
                f"{len(wanted)} different notebooks were handed in ({_names(wanted)}); put the right one "
                "alone into a zip under the student's name and mark that too"
            )
            handed.data = b"".join(sorted(file.data for file, _ in wanted))
            return handed
        handed.notes.append(
            f"{len(notebooks)} notebooks were handed in ({_names(notebooks)}); "
            f"{(newest or wanted[0])[1]} was marked"
        )
        notebooks = [newest or wanted[0]]
    elif len(notebooks) > 1:
        handed.problem = (
            f"{len(notebooks)} notebooks were handed in ({_names(notebooks)}), none of them this assignment"
        )
        return handed
    if notebooks:
        file, handed.file = notebooks[0]
        handed.data = file.data
        if not handed.file.lower().endswith(".ipynb"):
            handed.notes.append(f"the file was called {handed.file}; it is a notebook all the same")
        return handed
    file, handed.file = named[0]
    handed.data = file.data
    handed.problem = (
        f"{handed.file} could not be read: {file.problem}"
        if file.problem
        else f"{_names(named)} is not a notebook (.ipynb)"
    )
    return handed


def _names(pairs):
    return ", ".join(sorted(name for _, name in pairs))


def _newest(pairs):
    """The newest of several copies that differ only in the number that Canvas adds to a new try."""
    tries = [(_AGAIN.fullmatch(name), file, name) for file, name in pairs]
    if not all(found for found, *_ in tries) or len({found["stem"] for found, *_ in tries}) > 1:
        return None
    _, file, name = max(tries, key=lambda item: int(item[0]["time"] or 0))
    return file, name
