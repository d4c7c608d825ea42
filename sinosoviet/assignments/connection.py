"""The line to one run of a submission's code: frames to and fro, its memory, and its end."""

import contextlib
import json
import os
import queue
import shutil
import signal
import struct
import threading

import psutil

from sinosoviet.errors import CourseError

_LARGEST_FRAME = 32 * 2**20


class SandboxError(CourseError):
    """The means to run code apart do not work here."""


class Connection:
    """The frames from and to one run, and the means to end it.

    ``reads`` and ``writes`` are file descriptors; ``program`` is the run's own process and ``scratch`` its
    folder, where it has these. ``frames`` gives what comes from the run, and None at its end; ``fault``
    says what it did wrong, as the end of a sentence.
    """

    def __init__(self, reads, writes, program=None, scratch=None):
        self._reads, self._writes = os.fdopen(reads, "rb"), os.fdopen(writes, "wb")
        self._program, self._scratch = program, scratch
        self.frames = queue.Queue()
        self.fault = None
        self._process = None
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        try:
            while len(head := self._reads.read(4)) == 4:
                size = struct.unpack(">I", head)[0]
                if size > _LARGEST_FRAME:
                    self.fault = "interfered with the marking program"
                    break
                self.frames.put(json.loads(self._reads.read(size)))
        except (OSError, ValueError, RecursionError):
            self.fault = "interfered with the marking program"
        self.frames.put(None)

    def begin(self, files):
        """Wait until the run is ready, and hand it its files."""
        try:
            first = self.frames.get(timeout=60)
        except queue.Empty:
            raise SandboxError("it did not start within a minute") from None
        if not isinstance(first, dict) or "process" not in first:
            raise SandboxError((first or {}).get("refused", "it did not start"))
        self._process = psutil.Process(first["process"] if self._program is None else self._program.pid)
        self._base = max(self._memory(process) for process in self._tree())
        self.send({"files": files})

    def send(self, frame):
        """Send one frame; a run that has ended is noticed when its answer is awaited."""
        body = json.dumps(frame).encode()
        with contextlib.suppress(OSError):
            self._writes.write(struct.pack(">I", len(body)) + body)
            self._writes.flush()

    def _memory(self, process):
        try:
            return process.memory_info().rss
        except psutil.Error:
            return 0

    def _tree(self):
        try:
            return [self._process, *self._process.children(recursive=True)]
        except psutil.Error:
            return [self._process]

    def memory_mb(self):
        """Megabytes that the run and all its processes use beyond the libraries."""
        return sum(max(0, self._memory(process) - self._base) for process in self._tree()) / 2**20

    def close(self):
        """End the run with everything that it started."""
        for process in self._tree() if self._process else []:
            with contextlib.suppress(psutil.Error):
                process.kill()
        if self._program is not None:
            if os.name == "posix":
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(self._program.pid, signal.SIGKILL)  # the whole session at once
            self._program.kill()
            self._program.stdin.close()
            self._program.stdout.close()
            self._program.wait()
        with contextlib.suppress(OSError):
            self._writes.close()
        if self._scratch:
            shutil.rmtree(self._scratch, ignore_errors=True)
