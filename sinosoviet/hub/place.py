"""Where a hub keeps what it has: one folder outside the course, with the rights of each part.

::

    python/    environment of hub and servers   course/  the course, for all to read
    proxy/     configurable-http-proxy          settings/ what servers are told, by role
    homes/     a private folder for each        exchange/ assignments out, submissions in
    run/       sockets of kernels               state/   root only: accounts, passwords, database, log
"""

import json
import secrets
import socket
from dataclasses import dataclass, fields
from pathlib import Path

from sinosoviet.errors import CourseError
from sinosoviet.files import write_whole

DEFAULT = "/srv/sinosoviet-hub"
#: Sockets of kernels lie in the folder, and Linux gives a socket's path 108 bytes.
LONGEST_ROOT = 40
COURSE_ID = "sinosoviet"
_RIGHTS = {"course": 0o755, "settings": 0o755, "homes": 0o711, "run": 0o711, "state": 0o700}


class HubError(CourseError):
    """Something about the hub that the teacher has to put right."""


@dataclass
class Settings:
    """What was chosen when the hub was first started; kept, so that later starts find it again.

    ``address`` is the network card's address to listen at (empty: all), ``memory_mb`` holds for each
    program that a student runs, ``processes`` for all of a student's, threads included.
    """

    port: int = 8000
    address: str = ""
    certificate: str = ""
    key: str = ""
    teacher: str = "teacher"
    memory_mb: int = 1024
    processes: int = 200
    file_mb: int = 200
    idle_minutes: int = 60
    hub_port: int = 0
    proxy_port: int = 0
    token: str = ""

    @classmethod
    def fields(cls):
        """Name and type of each setting."""
        return {field.name: field.type for field in fields(cls)}


@dataclass(frozen=True)
class Place:
    """The folder of one hub."""

    root: Path

    @classmethod
    def named(cls, given=None):
        """The folder that was given, or the usual one. Raises HubError when it cannot be used."""
        root = Path(given or DEFAULT).expanduser().resolve()
        if len(str(root)) > LONGEST_ROOT:
            raise HubError(
                f"The path {root} is too long; choose HUB=/a/folder of at most {LONGEST_ROOT} characters."
            )
        for parent in root.parents:
            if parent.exists() and not parent.stat().st_mode & 0o001:
                raise HubError(
                    f"Students' accounts cannot pass through {parent}; choose a folder that they can reach, "
                    f"such as HUB={DEFAULT}."
                )
        return cls(root)

    def folder(self, *parts):
        """A folder or file inside."""
        return self.root.joinpath(*parts)

    @property
    def exchange(self):
        """The exchange of nbgrader."""
        return self.folder("exchange")

    @property
    def inbound(self):
        """Where submissions arrive: students can put one in, and cannot see what is there."""
        return self.exchange / COURSE_ID / "inbound"

    def make(self):
        """Make the folders, and set right who may enter each."""
        self.root.mkdir(parents=True, exist_ok=True)
        self.root.chmod(0o755)
        for name, mode in _RIGHTS.items():
            self.folder(name).mkdir(exist_ok=True)
            self.folder(name).chmod(mode)

    def settings(self):
        """The settings that are kept, or the first ones."""
        path = self.folder("state", "settings.json")
        try:
            kept = json.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            kept = {}
        except ValueError:
            raise HubError(f"{path} is damaged; remove it, and give your settings again.") from None
        known = Settings.fields()
        return Settings(**{name: value for name, value in kept.items() if name in known})

    def keep(self, settings):
        """Keep settings, with two free ports and a token for the commands if there are none yet."""
        settings.hub_port = settings.hub_port or _free_port()
        settings.proxy_port = settings.proxy_port or _free_port()
        settings.token = settings.token or secrets.token_hex(32)
        text = json.dumps(vars(settings), indent=1, sort_keys=True) + "\n"
        write_whole(self.folder("state", "settings.json"), text.encode(), 0o600)


def _free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]
