"""Accounts: one of the system's for each person, with a name to log in by, a home and a start password."""

import csv
import io
import json
import os
import pwd
import re
import secrets
import shutil
import subprocess
import time
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from sinosoviet.assignments import roster as rosters
from sinosoviet.assignments.roster import Student
from sinosoviet.errors import known
from sinosoviet.files import write_whole
from sinosoviet.hub.place import HubError

ROLES = ("student", "teacher")
LONGEST_LOGIN = 24
LONGEST_ID = 64
MOST = 400
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that looks like another
_SHELLS = {"student": "/usr/sbin/nologin", "teacher": "/bin/bash"}
_OWNER_ONLY = 0o600
_TRIES = 20


@dataclass
class Account:
    """One person: ``login`` is the name of the hub and of the system, ``id`` the school's."""

    login: str
    id: str
    name: str
    email: str = ""
    role: str = "student"
    active: bool = True
    uid: int = -1

    @property
    def student(self):
        """The same person as the marking knows them."""
        return Student(self.id, self.name, self.email)


def slug(text):
    """``text`` as plain small letters, digits and hyphens; empty if it has none."""
    plain = unicodedata.normalize("NFKD", text.casefold()).encode("ascii", "ignore").decode()
    name = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:LONGEST_LOGIN].rstrip("-")
    return f"s{name}" if name[:1].isdigit() else name


def login_for(student, taken):
    """A name to log in by: from the id, or else the name or the address; none that is ``taken``."""
    words = (student.id, student.name, student.email.partition("@")[0], "student")
    base = next(filter(None, map(slug, words)))
    login, number = base, 1
    while login in taken or _is_known_to_system(login):
        number += 1
        login = f"{base[: LONGEST_LOGIN - 4]}-{number}"
    return login


def _is_known_to_system(login):
    try:
        pwd.getpwnam(login)
    except KeyError:
        return False
    return True


def new_password():
    """A start password that can be read out: three times four letters and digits."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(3))


class Accounts:
    """The people of one hub, kept in ``state/accounts.json``; start passwords lie beside them."""

    def __init__(self, place):
        self.place = place
        self.path = place.folder("state", "accounts.json")
        self.passwords_path = place.folder("state", "passwords.csv")
        try:
            kept = json.loads(self.path.read_text(encoding="utf-8"))
            self.people = [Account(**person) for person in kept]
        except FileNotFoundError:
            self.people = []
        except (ValueError, TypeError):
            raise HubError(
                f"{self.path} is damaged; put it back from your last back-up. Nothing was changed."
            ) from None

    def by_login(self, login):
        """The person who logs in by a name. Raises UnknownNameError with the names that there are."""
        known("account", login, [person.login for person in self.people])
        return next(person for person in self.people if person.login == login)

    @property
    def teacher(self):
        """The teacher's account."""
        return next(person for person in self.people if person.role == "teacher")

    def active(self, role=None):
        """Those who may log in, all or of one role."""
        return [person for person in self.people if person.active and role in (None, person.role)]

    # Whom there is.

    def take_over(self, roster, teacher):
        """Take the class from a roster file; who is not in it any more is kept, but may not log in.

        Returns the sentences that the teacher should read. Raises CourseError, and changes nothing,
        when the roster cannot be used.
        """
        students = rosters.read(Path(roster))
        if not students:
            raise HubError(f"The roster {Path(roster).name} names nobody; write a line for each student.")
        if len(students) > MOST:
            raise HubError(f"The roster has {len(students)} lines; {MOST} students are the most for one hub.")
        check_ids(students)
        if not any(person.role == "teacher" for person in self.people):
            self._add(Student(f"teacher:{teacher}", "Teacher"), "teacher", teacher)
        by_id = {person.id: person for person in self.people if person.role == "student"}
        new = 0
        for student in students:
            person = by_id.pop(student.id, None)
            if person is None:
                self._add(student, "student", login_for(student, self._taken()))
                new += 1
            else:
                person.name, person.email, person.active = student.name, student.email, True
        said = [f"{len(students)} students on the roster, {new} of them new."]
        for person in by_id.values():
            if person.active:
                said.append(
                    f"{person.name} is not on the roster any more; the account is closed, the work kept."
                )
            person.active = False
        return said

    def _taken(self):
        return {person.login for person in self.people}

    def _add(self, student, role, login):
        if role == "teacher":
            login = login_for(Student(login, login), self._taken())
        self.people.append(Account(login, student.id, student.name, student.email, role))

    def save(self):
        """Keep the list of people."""
        text = json.dumps([vars(person) for person in self.people], ensure_ascii=False, indent=1)
        write_whole(self.path, (text + "\n").encode(), _OWNER_ONLY)

    # What the system knows of them.

    def home(self, person):
        """Private folder of one person."""
        return self.place.folder("homes", person.login)

    def make(self):
        """Make the system's accounts and homes that are missing, and a start password for each.

        The list is saved before each account is made, so that a run that was stopped can go on.
        """
        self.save()
        before = {person.login: person.uid for person in self.people if person.uid > 0}
        for person in self.people:
            self._make(person)
        settle(self.place.inbound, before, {person.login: person.uid for person in self.people})
        self.save()
        self._write_passwords()

    def _make(self, person):
        home = self.home(person)
        try:
            entry = pwd.getpwnam(person.login)
        except KeyError:
            command = ["useradd", "--home-dir", str(home), "--no-create-home", "--user-group"]
            command += ["--shell", _SHELLS[person.role], "--comment", "class hub"]
            if person.uid > 0 and not _uid_is_taken(person.uid):
                command += ["--uid", str(person.uid)]
            _run([*command, person.login], f"The account {person.login} could not be made")
            entry = pwd.getpwnam(person.login)
        if Path(entry.pw_dir) != home:
            raise HubError(
                f"The account {person.login} of this computer belongs to something else ({entry.pw_dir}); "
                "rename it there, or take the student off the roster. Nothing of it was changed."
            )
        person.uid = entry.pw_uid
        for folder in (home, self.place.folder("run", person.login)):
            folder.mkdir(exist_ok=True)
            if folder.stat().st_uid != entry.pw_uid:
                # A new computer may give another number to the same name.
                give(folder, entry.pw_uid, entry.pw_gid)
            folder.chmod(0o700)

    def _write_passwords(self, renewed=None):
        kept = self.passwords()
        kept.pop(renewed, None)
        lines = io.StringIO()
        table = csv.writer(lines, lineterminator="\n")
        table.writerow(["login", "name", "password"])
        for person in self.people:
            table.writerow([person.login, person.name, kept.get(person.login) or new_password()])
        write_whole(self.passwords_path, lines.getvalue().encode("utf-8-sig"), _OWNER_ONLY)

    def passwords(self):
        """Start password of each login."""
        try:
            text = self.passwords_path.read_text(encoding="utf-8-sig")
        except FileNotFoundError:
            return {}
        return {row["login"]: row["password"] for row in csv.DictReader(io.StringIO(text))}

    def renew_password(self, login):
        """Give one person a new start password; returns it."""
        person = self.by_login(login)
        self._write_passwords(renewed=person.login)
        return self.passwords()[person.login]

    def remove(self):
        """Remove every account of the system that this hub made; the folder is left to the caller."""
        for person in self.people:
            try:
                entry = pwd.getpwnam(person.login)
            except KeyError:
                continue
            if entry.pw_uid == person.uid and Path(entry.pw_dir) == self.home(person):
                _run(["userdel", person.login], f"The account {person.login} could not be removed")


def settle(inbound, before, now):
    """Give submissions to their people where these have other numbers (``{login: uid}``) than before.

    Only what belonged to whom it names is given; anything else becomes root's, or it could pass for the
    work of whoever has its old number now.
    """
    if all(now.get(login) == uid for login, uid in before.items()):
        return
    for folder in inbound.iterdir() if inbound.is_dir() else ():
        login = folder.name.split("+")[0]
        is_own = before.get(login) == folder.lstat().st_uid
        number = now.get(login, 0) if is_own else 0
        give(folder, number, -1)


def check_ids(students):
    """See that the marking will find each student again by the name of a folder made of the id."""
    roster = rosters.Roster(students)
    for student in students:
        if not student.id or len(student.id) > LONGEST_ID:
            raise HubError(
                f"The id {student.id[:20]}… on the roster has {len(student.id)} characters; give "
                f"{student.name[:40]} an id of at most {LONGEST_ID}, in a column id."
            )
        found, why = roster.find(student.folder)
        if found != student:
            raise HubError(
                f"The id {student.id} on the roster cannot be told from others ({why}); give each student "
                "an id with letters or digits of its own."
            )


def _uid_is_taken(uid):
    try:
        pwd.getpwuid(uid)
    except KeyError:
        return False
    return True


def give(folder, uid, gid):
    """Give a folder and all in it to an owner, links themselves and not what they point to."""
    for path in (folder, *folder.rglob("*")):
        os.lchown(path, uid, gid)


def _run(command, otherwise):
    if shutil.which(command[0]) is None:
        raise HubError(f"{otherwise}: this system has no {command[0]} (package passwd or shadow-utils).")
    for _ in range(_TRIES):
        done = subprocess.run(command, capture_output=True, text=True)
        if "lock" not in done.stderr:
            break
        time.sleep(1)  # another program is at the list of accounts
    if done.returncode:
        reason = (done.stderr.strip().splitlines() or ["it gave no reason"])[-1]
        raise HubError(f"{otherwise}: {reason.rstrip('.')}.")
