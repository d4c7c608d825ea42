"""Hand in and collect: nbgrader's exchange, with what a class on one computer needs beside it.

nbgrader takes the newest submission that *says* it is a student's, and only warns when the system knows
better. Here the owner of the files decides, and nothing but plain files is ever read.
"""

import contextlib
import errno
import json
import os
import shutil
import stat
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from nbgrader.exchange.default import ExchangeCollect, ExchangeSubmit
from nbgrader.utils import parse_utc
from traitlets import Integer

from sinosoviet.assignments.records import write
from sinosoviet.assignments.roster import Student

LOGINS = "logins.json"
COLLECTED = "collected"
#: nbgrader writes this file last: where it is, a submission is whole.
_SEAL, _TIME = "submission_secret.txt", "timestamp.txt"
_LONGEST_TIME, _LONGEST_SECRET = 100, 1000
MOST_FILES = 100
_FULL = {errno.ENOSPC, errno.EDQUOT}


class Submit(ExchangeSubmit):
    """Hand in: whole or not at all, later than all before, and with a sentence when it cannot be."""

    most_mb = Integer(20, config=True, help="The most that one submission may hold, in megabytes.")

    def init_dest(self):
        """Where it goes; a clock that was set back must not make the newest the oldest."""
        now, before = parse_utc(self.timestamp), self._earlier()
        if before and before[-1] >= now:
            later = (before[-1] + timedelta(seconds=1)).replace(tzinfo=UTC)
            self.timestamp = later.strftime(self.timestamp_format)
        super().init_dest()

    def _earlier(self):
        """Times of what this student handed in before, from the student's own record."""
        folder = Path(self.cache, self.coursedir.course_id)
        found = []
        for path in folder.glob(f"*+{self.coursedir.assignment_id}+*"):
            with contextlib.suppress(ValueError):
                found.append(parse_utc(path.name.split("+")[2]))
        return sorted(found)

    def copy_files(self):
        """Copy it into the exchange, and into the student's own record."""
        files = [path for path in Path(self.src_path).rglob("*") if path.is_file()]
        size = sum(path.stat().st_size for path in files)
        if size > self.most_mb * 2**20 or len(files) > MOST_FILES:
            self.fail(
                f"Not handed in: the folder {Path(self.src_path).name} holds {len(files)} files and "
                f"{size / 2**20:.0f} MB; {MOST_FILES} files and {self.most_mb} MB are the most. Move what "
                "does not belong to the assignment out of it, and clear outputs that are very long."
            )
        try:
            super().copy_files()
        except (OSError, shutil.Error) as error:
            self._mend(Path(self.inbound_path, self.assignment_filename), error)
        else:
            self._close()

    def _close(self):
        # The group of what lies in the inbound folder is the teacher's.
        Path(self.inbound_path, self.assignment_filename).chmod(0o750)

    def _mend(self, arrived, error):
        if (arrived / _SEAL).is_file() and (arrived / _SEAL).stat().st_size:
            self._close()
            self.log.warning("Handed in; your own record of it could not be written: %s", error)
            return
        shutil.rmtree(arrived, ignore_errors=True)
        if _is_full(error):
            self.fail(
                "Not handed in: the disk of the hub is full. Your work is still in your folder. Tell your "
                "teacher, then hand it in again."
            )
        self.fail(f"Not handed in: {error}. Your work is still in your folder; tell your teacher.")


def _is_full(error):
    # Copying a folder gathers what went wrong as text.
    return getattr(error, "errno", None) in _FULL or any(os.strerror(code) in str(error) for code in _FULL)


@dataclass
class Arrived:
    """One submission that lies in the exchange: whose it is, when, and its files (name to bytes).

    ``secret`` is known to the student and the teacher: under its hash the feedback can be fetched.
    """

    login: str
    name: str
    time: datetime
    files: dict
    notes: list
    secret: str


def people(root):
    """``{uid: (login, Student)}`` of the class, from the list in the teacher's folder."""
    listed = json.loads(Path(root, LOGINS).read_text(encoding="utf-8"))
    return {one["uid"]: (one["login"], Student(one["id"], one["name"], one["email"])) for one in listed}


def arrivals(inbound, assignment, known, most_bytes):
    """All whole submissions of an assignment, and sentences about those that were left alone.

    ``known`` is ``{uid: (login, student)}``. Nothing is believed but the system's word on whose a file is.
    """
    found, refused = [], []
    for name in sorted(path.name for path in Path(inbound).iterdir()):
        parts = name.split("+")
        if len(parts) < 3 or parts[1] != assignment:
            continue
        try:
            folder = os.open(Path(inbound, name), os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        except OSError:
            refused.append(f"{name} was left alone: it is no folder that can be opened.")
            continue
        try:
            owner = os.fstat(folder).st_uid
            login, _ = known.get(owner, (None, None))
            if login is None or login != parts[0]:
                whose = login or "no one in the class"
                refused.append(f"{name} was left alone: it says {parts[0]}, but it belongs to {whose}.")
                continue
            one = _read(folder, owner, login, name, most_bytes)
            if one is None:
                refused.append(f"{name} was left alone: it is not complete; collect again in a moment.")
            else:
                found.append(one)
        finally:
            os.close(folder)
    return found, refused


def _read(folder, owner, login, name, most_bytes):
    files, notes, room = {}, [], most_bytes
    entries = sorted(os.listdir(folder))  # noqa: PTH208 (a folder that is open, not a path)
    if _SEAL not in entries:
        return None
    for entry in entries[:MOST_FILES]:
        data, problem = _plain_file(folder, entry, owner, room)
        if problem:
            notes.append(f"{entry} was left out: {problem}")
        else:
            files[entry] = data
            room -= len(data)
    secret = files.pop(_SEAL, b"")[:_LONGEST_SECRET].decode("ascii", "replace")
    when = _time(files.pop(_TIME, b""), name, notes)
    return Arrived(login, name, when, files, notes, secret)


def _plain_file(folder, entry, owner, room):
    """Bytes of a plain file of the owner's in an open folder, or the reason why it is none."""
    try:
        # Without waiting: a pipe has no end.
        file = os.open(entry, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=folder)
    except OSError:
        return b"", "it is a link or cannot be opened"
    try:
        about = os.fstat(file)
        if not stat.S_ISREG(about.st_mode):
            return b"", "it is no plain file"
        if about.st_uid != owner:
            return b"", "it belongs to someone else"
        if about.st_size > room:
            return b"", "there is too much of it"
        with os.fdopen(os.dup(file), "rb") as stream:
            data = stream.read(room + 1)
        return (data, None) if len(data) <= room else (b"", "there is too much of it")
    finally:
        os.close(file)


def _time(written, name, notes):
    now = datetime.now(UTC).replace(tzinfo=None)
    try:
        when = parse_utc(written[:_LONGEST_TIME].decode())
    except (ValueError, OverflowError):
        try:
            when = parse_utc(name.split("+")[2])
        except (ValueError, OverflowError):
            when = now
    if when > now + timedelta(minutes=10):
        notes.append(f"it says that it was handed in on {when:%Y-%m-%d %H:%M}; the clock was wrong then")
    return when


class Collect(ExchangeCollect):
    """Collect the newest submission of each student, for formgrader and for the marking."""

    most_mb = Integer(20, config=True, help="The most that one submission may hold, in megabytes.")

    def init_src(self):
        """Find what has arrived."""
        self.inbound_path = str(Path(self.root, self.coursedir.course_id, "inbound"))
        root = Path(self.coursedir.root)
        if not (root / LOGINS).is_file():
            self.fail(f"There is no list of the class in {root}; start the hub with its roster.")
        self._known = people(root)
        found, refused = arrivals(
            self.inbound_path, self.coursedir.assignment_id, self._known, self.most_mb * 2**20
        )
        for sentence in refused:
            self.log.warning(sentence)
        newest = {}
        for one in sorted(found, key=lambda one: (one.time, one.name)):
            newest[one.login] = one
        self.src_records = list(newest.values())

    def copy_files(self):
        """Put them where formgrader looks, and where the marking takes them from."""
        students = dict(self._known.values())
        if not self.src_records:
            self.log.warning("No submissions of %s to collect", self.coursedir.assignment_id)
        for one in self.src_records:
            student = students[one.login]
            for note in one.notes:
                self.log.warning("%s: %s", student.name, note)
            new = self._keep(one, student)
            self.log.info("%s: %s %s", "Collected" if new else "As before", student.name, one.time)

    def _keep(self, one, student):
        assignment = self.coursedir.assignment_id
        folder = Path(self.coursedir.root, COLLECTED, assignment, student.folder)
        if folder.is_dir() and receipt(self.coursedir.root, assignment, student).get("name") == one.name:
            return False
        files = named(one.files, assignment)
        handed = Path(self.coursedir.format_path("submitted", student.folder, assignment))
        for place in (folder, handed):
            shutil.rmtree(place, ignore_errors=True)
            place.mkdir(parents=True)
            for name, data in files.items():
                (place / name).write_bytes(data)
        write(handed / _TIME, f"{one.time} UTC")
        about = {"name": one.name, "secret": one.secret}
        write(_receipt_path(self.coursedir.root, assignment, student), json.dumps(about))
        return True


def _receipt_path(root, assignment, student):
    return Path(root, "receipts", assignment, f"{student.folder}.json")


def receipt(root, assignment, student):
    """Which submission of a student was collected last: its ``name`` and ``secret``, or nothing."""
    try:
        return json.loads(_receipt_path(root, assignment, student).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def named(files, assignment):
    """Files under names of ours: a name that a student chose could be taken for another student's."""
    from sinosoviet.assignments.course import split

    wanted = f"{split(assignment)[0]}.ipynb"
    if wanted in files:
        # What else lies in the folder is no part of what is marked.
        return {wanted: files[wanted]}
    endings = (".ipynb" if name.lower().endswith(".ipynb") else ".txt" for name in files)
    return {
        f"other-{number}{ending}": data
        for number, (ending, data) in enumerate(zip(endings, files.values(), strict=True), start=1)
    }
