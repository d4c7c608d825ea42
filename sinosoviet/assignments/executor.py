"""The side that is shut in: runs the cells of one submission after the other and hands back outputs.

Started by :mod:`sinosoviet.assignments.sandbox` as a program of its own, in one of two ways:
``serve`` imports the libraries once and forks for every submission; ``once`` runs a single one.
Frames on the channel are JSON, each after its length in four bytes.
"""

import base64
import contextlib
import io
import json
import os
import socket
import struct
import sys
from pathlib import Path

#: Characters that one cell may print or show before the rest is left out.
LONGEST_OUTPUT = 400_000
LONGEST_PICTURES = 6_000_000


class Channel:
    """Frames over a pair of file descriptors."""

    def __init__(self, reads, writes):
        self._reads, self._writes = os.fdopen(reads, "rb"), os.fdopen(writes, "wb")

    def receive(self):
        """The next frame, or None at the end."""
        head = self._reads.read(4)
        if len(head) < 4:
            return None
        return json.loads(self._reads.read(struct.unpack(">I", head)[0]))

    def send(self, frame):
        """Send one frame."""
        body = json.dumps(frame).encode()
        self._writes.write(struct.pack(">I", len(body)) + body)
        self._writes.flush()


class Recorder:
    """The outputs of the running cell, as a notebook stores them, up to a limit."""

    def __init__(self):
        self.start()

    def start(self):
        """Forget the last cell."""
        self.outputs = []
        self._left = {True: LONGEST_PICTURES, False: LONGEST_OUTPUT}

    def _room(self, text, picture=False):
        kept = text[: self._left[picture]]
        self._left[picture] -= len(kept)
        return kept

    def stream(self, name, text):
        """Add printed text."""
        text = self._room(text)
        last = self.outputs[-1] if self.outputs else {}
        if last.get("output_type") == "stream" and last["name"] == name:
            last["text"] += text
        elif text:
            self.outputs.append({"output_type": "stream", "name": name, "text": text})

    def show(self, kind, data, metadata, count=None):
        """Add something shown; parts that are too large are left out."""
        kept = {}
        for mime, value in data.items():
            if isinstance(value, bytes):
                value = base64.b64encode(value).decode("ascii")
            if not isinstance(value, str):
                value = json.loads(json.dumps(value, default=str))
            text = value if isinstance(value, str) else json.dumps(value)
            if self._room(text, mime.startswith("image/")) == text:
                kept[mime] = value
        output = {
            "output_type": kind,
            "data": kept,
            "metadata": json.loads(json.dumps(metadata, default=str)),
        }
        if kind == "execute_result":
            output["execution_count"] = count
        self.outputs.append(output)

    def error(self, kind, value, lines):
        """Add an error."""
        self.outputs.append(
            {
                "output_type": "error",
                "ename": self._room(kind),
                "evalue": self._room(value),
                "traceback": [self._room(line) for line in lines[-60:]],
            }
        )


class Printed:
    """A stand-in for standard output that records."""

    encoding = "utf-8"
    errors = "replace"

    def __init__(self, recorder, name):
        self._recorder, self.name = recorder, name

    def write(self, text):
        """Record ``text``."""
        self._recorder.stream(self.name, str(text))
        return len(text)

    def writelines(self, lines):
        """Record all ``lines``."""
        for line in lines:
            self.write(line)

    def flush(self):
        """Nothing to do."""

    def isatty(self):
        """Never a terminal."""
        return False


def make_shell():
    """An IPython that records, with the course's libraries already imported."""
    from IPython.core.displayhook import DisplayHook
    from IPython.core.displaypub import DisplayPublisher
    from IPython.core.interactiveshell import InteractiveShell
    from traitlets import Type
    from traitlets.config import Config

    recorder = Recorder()

    class Hook(DisplayHook):
        def write_output_prompt(self):
            pass

        def write_format_data(self, format_dict, md_dict=None):
            recorder.show("execute_result", format_dict, md_dict or {}, self.prompt_count)

        def finish_displayhook(self):
            pass

    class Publisher(DisplayPublisher):
        def publish(self, data, metadata=None, *_, **__):
            recorder.show("display_data", data, metadata or {})

        def clear_output(self, wait=False):
            recorder.start()

    class Shell(InteractiveShell):
        displayhook_class = Type(Hook)
        display_pub_class = Type(Publisher)

        def _showtraceback(self, etype, evalue, stb):
            recorder.error(getattr(etype, "__name__", str(etype)), str(evalue), list(stb))

        def enable_gui(self, gui=None):
            pass

        def _tee(self, channel):
            return contextlib.nullcontext()  # IPython would keep all that is printed, without a limit

    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.colors = "nocolor"
    config.InteractiveShell.xmode = "Plain"  # a deep recursion takes seconds to draw otherwise
    shell = Shell.instance(config=config)
    shell.enable_matplotlib("inline")
    import ipywidgets
    import matplotlib.pyplot as plt
    import numpy
    import pandas

    from sinosoviet import charts, explorers, quiz, sources, tables

    assert all((ipywidgets, numpy, pandas, charts, explorers, quiz, sources, tables))
    plt.figure(figsize=(1, 1)).canvas.draw()  # loads the fonts
    plt.close("all")
    return shell, recorder


def run_cells(channel, shell, recorder):
    """Run what the channel sends, cell after cell, until it closes."""
    own = os.getpid()
    nothing = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(nothing, number)
    sys.stdin = io.StringIO()
    sys.stdout, sys.stderr = Printed(recorder, "stdout"), Printed(recorder, "stderr")
    while (frame := channel.receive()) is not None:
        for name, text in frame.get("files", {}).items():
            Path(name).write_bytes(base64.b64decode(text))
        if "run" not in frame:
            continue
        recorder.start()
        shell.run_cell(frame["run"], store_history=True)
        if os.getpid() != own:
            os._exit(0)  # a copy of this process that the cell made and left behind
        channel.send({"token": frame["token"], "outputs": recorder.outputs})


def in_jail(channel, plan, shell, recorder):
    """Fork, shut the fork in by namespaces, and run the cells there; the channel is told its number."""
    from sinosoviet.assignments import jail

    jail.leave_the_rest(plan["mount_point"], plan["readable"], plan["hidden"], plan["scratch_mb"])
    child = os.fork()
    if child:
        channel.send({"process": child})
        os.waitpid(child, 0)
        return
    jail.show_own_processes()
    jail.limit(plan["seconds"], plan["memory_mb"], plan["processes"])
    jail.give_up_rights(plan["user"])
    os.chdir(jail.SCRATCH)
    run_cells(channel, shell, recorder)


def serve(plan):
    """Import everything once, then fork for each channel that arrives on standard input."""
    control = socket.socket(fileno=os.dup(0))
    shell, recorder = make_shell()
    control.sendall(b"ready\n")
    while True:
        asked, descriptors, *_ = socket.recv_fds(control, 4096, 1)
        with contextlib.suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        if not asked:
            return
        if os.fork():
            os.close(descriptors[0])
            continue
        control.close()
        channel = Channel(descriptors[0], os.dup(descriptors[0]))
        # Whatever happens, the fork must not go on serving.
        try:
            own = dict(plan, **json.loads(asked))
            in_jail(channel, own, shell, recorder)
        except OSError as error:
            channel.send({"refused": str(error)})
        finally:
            os._exit(0)


def once(plan):
    """Run a single submission whose frames come over standard input and output."""
    channel = Channel(os.dup(0), os.dup(1))
    if plan["limited"]:
        from sinosoviet.assignments import jail

        shell, recorder = make_shell()
        jail.limit(plan["seconds"], plan["memory_mb"], plan["processes"])
    else:
        shell, recorder = make_shell()
    os.chdir(plan["scratch"])
    channel.send({"process": os.getpid()})
    run_cells(channel, shell, recorder)


if __name__ == "__main__":
    {"serve": serve, "once": once}[sys.argv[1]](json.loads(sys.argv[2]))
