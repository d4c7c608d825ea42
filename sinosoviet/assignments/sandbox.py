"""Run students' code apart: without network, away from the teacher's files, within limits.

What a computer can do differs. :func:`Sandbox.report` says what holds here, because it has tried:

``namespaces``    Linux: the kernel's own walls; libraries are loaded once and forked
``bubblewrap``    Linux where only the program ``bwrap`` may build such walls
``sandbox-exec``  macOS
``limits``        anything else: limits on time, output and (not on Windows) memory; no walls
"""

import base64
import contextlib
import json
import os
import queue
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from sinosoviet import tables
from sinosoviet.assignments.connection import Connection, SandboxError
from sinosoviet.errors import known

WAYS = ("namespaces", "bubblewrap", "sandbox-exec", "limits")
_PROGRAMS = {"bubblewrap": "bwrap", "sandbox-exec": "sandbox-exec"}
_PACKAGE = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Limits:
    """What one submission may use. Seconds are wall-clock time; megabytes are beyond the libraries."""

    cell_seconds: float = 20
    seconds: float = 180
    memory_mb: int = 1024
    processes: int = 32
    scratch_mb: int = 64
    restarts: int = 3


@dataclass
class Ran:
    """What came of one cell: its outputs, and the trouble it made as the end of a sentence, or None."""

    outputs: list = field(default_factory=list)
    trouble: str | None = None


def _environment(scratch):
    """A clean environment: nothing of the teacher's, one thread for each library."""
    kept = {
        name: os.environ[name] for name in ("SYSTEMROOT", "PATHEXT", "LD_LIBRARY_PATH") if name in os.environ
    }
    threads = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    return (
        kept
        | threads
        | {
            "HOME": scratch,
            "USERPROFILE": scratch,
            "TMPDIR": "/tmp" if os.name == "posix" else scratch,
            "TEMP": scratch,
            "TMP": scratch,
            "IPYTHONDIR": scratch,
            "MPLCONFIGDIR": scratch,
            "MPLBACKEND": "module://matplotlib_inline.backend_inline",
            "PATH": os.pathsep.join([str(Path(sys.executable).parent), "/usr/bin", "/bin"]),
            "PYTHONPATH": str(_PACKAGE.parent),
            "PYTHONUTF8": "1",
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONNOUSERSITE": "1",
            "PYTHONUNBUFFERED": "1",
            "LANG": "C.UTF-8",
        }
    )


def readable():
    """Folders that a submission may read: the system's programs, Python, the package, its data."""
    system = [
        "/usr",
        "/bin",
        "/sbin",
        "/lib",
        "/lib32",
        "/lib64",
        "/nix/store",
        "/etc/ld.so.cache",
        "/etc/localtime",
        "/etc/alternatives",
    ]
    python = [sys.base_prefix, sys.prefix, *(path for path in sys.path if "site-packages" in path)]
    paths = [*system, *python, str(_PACKAGE), str(tables.folder())]
    kept = []
    for path in paths:
        inside = any(Path(path).is_relative_to(other) for other in kept if not Path(other).is_symlink())
        if Path(path).exists() and not inside:
            kept.append(path)
    return kept


class Sandbox:
    """A place to run submissions in; use it in a ``with`` statement, from several threads at once.

    Parameters
    ----------
    hidden : list of paths
        Folders of the teacher's that must stay out of sight.
    limits : Limits
        What one submission may use.
    way : str, optional
        One of :data:`WAYS`; the strongest that works here if left out.
    """

    def __init__(self, hidden=(), limits=None, way=None):
        self.limits = limits or Limits()
        self.hidden = [str(Path(path).resolve()) for path in hidden]
        self._wanted = way
        self._lock = threading.Lock()
        self._runs = 0
        self._server = None

    def __enter__(self):
        self._home = tempfile.TemporaryDirectory(prefix="sinosoviet-", ignore_cleanup_errors=True)
        Path(self._home.name).chmod(0o755)
        ways = [known("way to run code apart", self._wanted, WAYS)] if self._wanted else WAYS
        refused = []
        for way in ways:
            try:
                self.way = way
                self._start()
                self.findings = self._probe()
                return self
            except (OSError, SandboxError) as error:
                self._stop()
                refused.append(f"{way}: {error}")
        self._home.cleanup()
        raise SandboxError(f"Students' code cannot be run apart on this computer ({'; '.join(refused)}).")

    def __exit__(self, *_):
        self._stop()
        self._home.cleanup()

    # Starting what runs the code.

    def _plan(self, **more):
        return json.dumps(
            {
                "readable": readable(),
                "hidden": self.hidden,
                "mount_point": self._folder("root"),
                "scratch_mb": self.limits.scratch_mb,
                "seconds": self.limits.seconds,
                "memory_mb": self.limits.memory_mb,
                "processes": self.limits.processes,
                **more,
            }
        )

    def _folder(self, name):
        path = Path(self._home.name) / name
        path.mkdir(exist_ok=True)
        return str(path)

    def _program(self, how, plan):
        return [sys.executable, "-m", "sinosoviet.assignments.executor", how, plan]

    def _start(self):
        if self.way == "namespaces":
            if sys.platform != "linux":
                raise SandboxError("needs Linux")
            ours, theirs = socket.socketpair()
            self._server = subprocess.Popen(
                self._program("serve", self._plan(user=0)),
                stdin=theirs,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                env=_environment(self._folder("server")),
                cwd=self._home.name,
            )
            theirs.close()
            self._control = ours
            ours.settimeout(60)
            if ours.recv(16) != b"ready\n":
                raise SandboxError(self._server.stderr.read().decode(errors="replace")[-300:])
        elif hasattr(os, "geteuid") and os.geteuid() == 0:
            raise SandboxError("must not be used as root; mark as an ordinary user")
        elif self.way != "limits" and not shutil.which(_PROGRAMS[self.way]):
            raise SandboxError(f"the program {_PROGRAMS[self.way]} is not here")

    def _stop(self):
        if self._server is not None:
            self._control.close()
            self._server.kill()
            self._server.wait()
            self._server.stderr.close()
            self._server = None

    def _prefix(self, scratch):
        if self.way == "bubblewrap":
            binds = [part for path in readable() for part in ("--ro-bind", path, path)]
            hide = [
                part
                for path in self.hidden
                if any(Path(path).is_relative_to(r) for r in readable())
                for part in ("--tmpfs", path)
            ]
            return [
                shutil.which("bwrap"),
                "--unshare-all",
                "--die-with-parent",
                "--new-session",
                "--cap-drop",
                "ALL",
                "--tmpfs",
                "/tmp",
                *binds,
                *hide,
                "--proc",
                "/proc",
                "--dev",
                "/dev",
                "--bind",
                scratch,
                scratch,
            ]
        if self.way == "sandbox-exec":
            allowed = "".join(
                f'(subpath "{path}")'
                for path in [*readable(), scratch, "/System", "/Library", "/private/var/db", "/dev"]
            )
            hidden = "".join(f'(subpath "{path}")' for path in self.hidden)
            return [
                "sandbox-exec",
                "-p",
                f'(version 1)(allow default)(deny network*)(deny file-read-data (subpath "/Users")'
                f'(subpath "/Volumes")(subpath "/private/tmp"))(allow file-read-data {allowed})'
                f'(deny file-write*)(allow file-write* (subpath "{scratch}")(literal "/dev/null"))'
                # The last rule that fits holds.
                + (f"(deny file-read* file-write* {hidden})" if hidden else ""),
            ]
        return []

    def _open(self):
        """Start one run; returns a connection with the frames that come from it."""
        with self._lock:
            self._runs += 1
            number = self._runs
            if self.way == "namespaces":
                ours, theirs = socket.socketpair()
                asked = json.dumps({"user": 61_000 + number % 4_000}).encode()
                socket.send_fds(self._control, [asked], [theirs.fileno()])
                theirs.close()
                # No end of a run may stay open in the next: each has a socket of its own.
                return Connection(os.dup(ours.fileno()), ours.detach())
        scratch = self._folder(f"scratch-{number}")
        limited = os.name == "posix"
        processes = self.limits.processes
        if limited and self.way != "bubblewrap":
            # The limit counts all that the user runs, threads too.
            mine = psutil.process_iter(["uids", "num_threads"])
            processes += sum(p.info["num_threads"] or 1 for p in mine if p.info["uids"].real == os.getuid())
        plan = self._plan(scratch=scratch, limited=limited, processes=processes)
        program = subprocess.Popen(
            [*self._prefix(scratch), *self._program("once", plan)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(scratch),
            cwd=self._home.name,
            start_new_session=True,
        )
        return Connection(os.dup(program.stdout.fileno()), os.dup(program.stdin.fileno()), program, scratch)

    # Running.

    def run(self, sources, files=None):
        """Run cells in order in one Python, as ``{index: source}``; returns ``{index: Ran}``.

        A cell that ends or blocks Python is left out and the rest is run anew, so that one bad
        cell costs only itself. ``files`` (name to bytes) lie in the working folder.
        """
        results, left_out = {}, set()
        deadline = time.monotonic() + self.limits.seconds
        packed = {name: base64.b64encode(data).decode() for name, data in (files or {}).items()}
        for _ in range(self.limits.restarts + 1):
            with contextlib.closing(self._open()) as link:
                link.begin(packed)
                culprit = self._pass(link, sources, results, left_out, deadline)
            if culprit is None:
                return results
            left_out.add(culprit)
        for index in sources:
            results.setdefault(
                index, Ran(trouble="was not run, because too many cells before it ended Python")
            )
        return results

    def _pass(self, link, sources, results, left_out, deadline):
        """Run all cells but those left out; the index of a cell that ended it, or None."""
        for index, source in sources.items():
            if index in left_out:
                continue
            ran = self._run_cell(link, source, deadline)
            results.setdefault(index, ran)
            if ran.trouble:
                results[index] = ran
                return index
        return None

    def _run_cell(self, link, source, deadline):
        token = secrets.token_hex(8)
        begun = time.monotonic()
        end = min(begun + self.limits.cell_seconds, max(deadline, begun + 1))
        link.send({"run": source, "token": token})
        while (left := end - time.monotonic()) > 0:
            try:
                frame = link.frames.get(timeout=min(left, 0.2))
            except queue.Empty:
                if link.memory_mb() > self.limits.memory_mb:
                    return Ran(trouble=f"used more than {self.limits.memory_mb} MB of memory")
                continue
            if frame is None:
                return Ran(trouble=link.fault or "ended Python, so that nothing could run after it")
            if not isinstance(frame, dict) or frame.get("token") != token:
                return Ran(trouble="interfered with the marking program")
            return Ran(frame["outputs"])
        return Ran(trouble=f"ran longer than {time.monotonic() - begun:.0f} seconds and was stopped")

    # What holds here.

    def _probe(self):
        """Try, from inside, what a submission must not be able to do; ``{what: held}``."""
        with (
            socket.create_server(("127.0.0.1", 0)) as server,
            tempfile.NamedTemporaryFile(
                dir=self.hidden[0] if self.hidden else None, prefix=".probe-", delete=False
            ) as secret,
        ):
            secret.write(b"secret")
            secret.close()
            source = _PROBE.format(secret=secret.name, port=server.getsockname()[1], parent=os.getpid())
            try:
                ran = self.run({0: source})[0]
            finally:
                Path(secret.name).unlink(missing_ok=True)
        text = "".join(output.get("text", "") for output in ran.outputs)
        if ran.trouble or not text.startswith("{"):
            raise SandboxError(ran.trouble or "the trial run gave no answer")
        return json.loads(text)

    @property
    def walls(self):
        """Whether files, network and other processes are all out of reach."""
        return all(self.findings.values())

    @property
    def report(self):
        """What holds on this computer, in sentences for the teacher."""
        held = [name for name, good in self.findings.items() if good]
        open_ = [name for name, good in self.findings.items() if not good]
        text = f"Students' code runs apart ({self.way}). Tried just now: "
        if held:
            text += f"out of its reach are {_list(held)}. "
        if not self.walls:
            text += (
                f"NOT out of its reach are {_list(open_)}. On this computer mark only classes you trust, "
                "or mark on Linux, in Windows' Linux (WSL), or on a class hub."
            )
        limits = self.limits
        return text.strip() + (
            f" Limits: {limits.cell_seconds:g} s a cell, {limits.seconds:g} s a submission, "
            f"{limits.memory_mb} MB of memory."
        )


def _list(words):
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


_PROBE = """
import json, os, socket
def held(act):
    try:
        act()
    except (OSError, ValueError):
        return True
    return False
def call():
    socket.create_connection(("127.0.0.1", {port}), timeout=2).close()
print(json.dumps({{
    "your files": held(lambda: open({secret!r}).read()) and held(lambda: open({secret!r}, "r+").close()),
    "the network": held(call),
    "your other programs": held(lambda: os.kill({parent}, 0)),
}}))
"""
