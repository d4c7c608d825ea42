"""A whole hub for a test: a clone of the course, one command, a class of four, and no trace afterwards."""

import csv
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.hub_client import Client

ROOT = Path(__file__).resolve().parents[1]
PARTS = ("sinosoviet", "data", "hub", "notebooks")
FILES = ("Makefile", "pyproject.toml", "requirements.txt", "LICENSE", "LICENSE-TEXT")
ROSTER = "id,name,email\nana,Ana Ruiz,ana@school.example\nbo,Bo Li,\n李明,李明,\nroot,Root Smith,\n"


def why_not():
    """Why no hub can be started here, or None."""
    if not sys.platform.startswith("linux") or os.geteuid() != 0:
        return "A hub is tested only on Linux and as root, because it makes accounts of the system."
    if shutil.which("npm") is None or shutil.which("useradd") is None:
        return "A hub is tested only where npm and useradd are."
    return None


needs_hub = pytest.mark.skipif(why_not() is not None, reason=why_not() or "")


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


class School:
    """A clone of the course and the hub that ``make hub`` made of it."""

    def __init__(self, scratch):
        self.clone, self.hub = scratch / "clone", scratch / "hub"
        self.roster = scratch / "class.csv"
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"

    def make(self, seconds=300, **variables):
        """``make hub`` with these variables; returns what it did."""
        env = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "ARGS")}
        env |= {"HUB": str(self.hub), **variables}
        return subprocess.run(
            ["make", "hub"], cwd=self.clone, env=env, capture_output=True, text=True, timeout=seconds
        )

    def open(self, roster):
        """Copy the course and start the hub; returns what the command said."""
        self.clone.mkdir()
        for part in PARTS:
            ignored = shutil.ignore_patterns("__pycache__", ".*")
            shutil.copytree(ROOT / part, self.clone / part, ignore=ignored)
        for name in FILES:
            shutil.copyfile(ROOT / name, self.clone / name)
        self.roster.write_text(roster, encoding="utf-8")
        done = self.make(ROSTER=str(self.roster), PORT=str(self.port), ADDRESS="127.0.0.1")
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def folder(self, *parts):
        return self.hub.joinpath(*parts)

    def passwords(self):
        """Start password of each login."""
        return {row["login"]: row["password"] for row in self._people()}

    def _people(self):
        path = self.folder("state", "passwords.csv")
        return list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()))

    def login(self, name):
        """The login of a person by name."""
        return next(row["login"] for row in self._people() if row["name"] == name)

    def client(self, name, start=True):
        """Someone's session, logged in and with a server."""
        login = self.login(name)
        client = Client(self.address, login, self.passwords()[login])
        assert client.log_in().ok
        assert client.is_in
        if start:
            client.start()
        return client


@contextmanager
def school(roster=ROSTER):
    """An open hub for a class; accounts, processes and files are gone afterwards."""
    # Not pytest's own folder, which students' accounts cannot pass through.
    scratch = Path(tempfile.mkdtemp(prefix="hub-", dir="/tmp"))
    scratch.chmod(0o755)
    place = School(scratch)
    try:
        place.said = place.open(roster)
        yield place
    finally:
        if place.folder("state", "accounts.json").exists():
            done = place.make(DO="remove", SURE="yes")
            assert done.returncode == 0, done.stdout + done.stderr
        shutil.rmtree(scratch)
