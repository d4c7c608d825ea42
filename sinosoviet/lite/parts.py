"""The parts of the lab, each checked against its hash: Pyodide, its wheels, ours, and the course.

Parts are kept in ``build/lite-parts``; what is there and right is not fetched again.
"""

import hashlib
import http.client
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import urllib.request
from contextlib import contextmanager
from pathlib import Path

from sinosoviet import npm
from sinosoviet.errors import CourseError
from sinosoviet.files import digest
from sinosoviet.places import BUILD, ROOT

PYODIDE = "0.27.7"
#: Where the Pyodide project publishes this release.
RELEASE = f"https://cdn.jsdelivr.net/pyodide/v{PYODIDE}/full/"
#: The environment variable that names a folder with files of the release.
GIVEN = "PYODIDE_FILES"
_CORE = {
    "pyodide.js": "b4cb23a53aba19c221659b9fb40a2f18281d685691dc06647fb0afd0681baf98",
    "pyodide.asm.js": "6b4c90de5b7172873f04f21884d0e9d2274e305fe32116558fe3e4fbe3618d51",
    "pyodide.asm.wasm": "a50dd1843f805a0b7c45b61037ee0d7b26dfe85efe0e18ef95a34ad24e401f5f",
    "python_stdlib.zip": "16611534726e5d8ac2bd8f926410b2dcb8d6f49aa24913463533b457a2115c16",
    "pyodide-lock.json": "9c45b916001a750f4102fc287494f3eab215909c7535c626a20db80fd6333e2c",
}
_PLATFORM = (
    "--platform=pyemscripten_2024_0_wasm32",
    "--python-version=3.12",
    "--implementation=cp",
    "--abi=cp312",
    "--abi=none",
)
_ASSETS = Path(__file__).parents[1] / "assets" / "lite"
_WHEELS = _ASSETS / "wheels.txt"
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
_SECONDS = 120


class LiteError(CourseError):
    """A part of the lab that could not be had or is not the known one; the message says which."""


def cache():
    """Folder that keeps the parts."""
    return BUILD / "lite-parts"


def core(to):
    """Put Python itself, and the release's lock, into the folder ``to``, from npm."""
    npm.copy(f"pyodide@{PYODIDE}", _CORE, to)


def wheels(to):
    """Put our wheels into the folder ``to``, from PyPI, and return their paths."""
    kept = cache() / f"wheels-{digest(_WHEELS)[:12]}"
    known = set(_HASH.findall(_WHEELS.read_text(encoding="utf-8")))
    if {digest(path) for path in kept.glob("*.whl")} != known:
        shutil.rmtree(kept, ignore_errors=True)
        with _scratch() as scratch:
            command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--require-hashes"]
            command += ["--only-binary=:all:", *_PLATFORM, f"--requirement={_WHEELS}", "--dest=wheels"]
            done = subprocess.run(command, cwd=scratch, capture_output=True, text=True)
            if done.returncode:
                raise LiteError(f"pip could not fetch the lab's wheels: {_last_line(done.stderr)}.")
            (scratch / "wheels").replace(kept)
    return _copy_all(sorted(kept.glob("*.whl")), to)


def release(packages, to):
    """Put files of the release into the folder ``to``, given their entries in the release's lock.

    Each comes from the cache, else from the folder that ``PYODIDE_FILES`` names, else from the
    release's address, and must have the lock's hash.
    """
    for package in packages:
        name, wanted = package["file_name"], package["sha256"]
        kept = cache() / "release" / name
        if not kept.is_file() or digest(kept) != wanted:
            content = _read(name)
            if hashlib.sha256(content).hexdigest() != wanted:
                raise LiteError(f"{name} is not the file of Pyodide {PYODIDE}: its hash is another.")
            kept.parent.mkdir(parents=True, exist_ok=True)
            with _scratch() as scratch:
                (scratch / name).write_bytes(content)
                (scratch / name).replace(kept)
        shutil.copyfile(kept, to / name)


def _read(name):
    given = os.environ.get(GIVEN)
    if given:
        path = Path(given) / name
        if not path.is_file():
            raise LiteError(f"{name} is not in {given}, which {GIVEN} names; put it there, or unset {GIVEN}.")
        return path.read_bytes()
    try:
        with urllib.request.urlopen(RELEASE + name, timeout=_SECONDS) as answer:
            return answer.read()
    except (OSError, http.client.HTTPException) as error:
        raise LiteError(
            f"{RELEASE}{name} did not answer ({error}). The offline lab needs the internet once, or a folder "
            f"with the files of Pyodide {PYODIDE}; set {GIVEN} to it."
        ) from None


def course(to):
    """Build the course as a wheel, with its tables, into the folder ``to``, and return its path."""
    with _scratch() as scratch:
        command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(scratch)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
        if done.returncode:
            raise LiteError(f"The course could not be made into a wheel: {_last_line(done.stderr)}.")
        return _copy_all(sorted(scratch.glob("*.whl")), to)[0]


def compiled(paths, core, to, sources=False):
    """Rewrite wheels (or the standard library) with their modules compiled, into the folder ``to``.

    ``core`` is the folder that :func:`core` filled. With ``sources`` the wheels keep their source
    files too, so that a reader can look at them. What was compiled once is kept, with its hash beside
    it. Returns the paths.
    """
    kept = {path: cache() / "compiled" / f"{digest(path)[:20]}-{int(sources)}" / path.name for path in paths}
    missing = [path for path in paths if not _is_as_compiled(kept[path])]
    if missing:
        _compile(missing, kept, core, sources)
    return _copy_all(kept.values(), to)


def _compile(paths, kept, core, sources):
    node = shutil.which("node")
    if node is None:
        raise LiteError("The lab needs node; install Node.js, then try again.")
    with _scratch() as scratch:
        made = {path: scratch / path.name for path in paths}
        jobs = [{"from": str(path), "to": str(made[path]), "keep": sources} for path in paths]
        (scratch / "jobs.json").write_text(json.dumps(jobs), encoding="utf-8")
        command = [node, _ASSETS / "compile.mjs", core, scratch / "jobs.json"]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode:
            raise LiteError(f"The lab's wheels could not be compiled: {_last_line(done.stderr)}.")
        for path, new in made.items():
            kept[path].parent.mkdir(parents=True, exist_ok=True)
            _record(kept[path]).write_text(digest(new), encoding="utf-8")
            new.replace(kept[path])


def _record(path):
    """File beside a compiled one that has its hash."""
    return path.with_name(f"{path.name}.sha256")


def _is_as_compiled(path):
    return path.is_file() and _record(path).is_file() and _record(path).read_text("utf-8") == digest(path)


def kernel():
    """Folder of the extension that runs Python in the browser, in this environment."""
    from jupyter_core.paths import jupyter_path

    for folder in jupyter_path("labextensions"):
        found = Path(folder) / "@jupyterlite" / "pyodide-kernel-extension"
        if found.is_dir():
            return found
    raise LiteError("The lab needs jupyterlite-pyodide-kernel; run `make lite`, which installs it.")


def _copy_all(paths, to):
    to.mkdir(parents=True, exist_ok=True)
    return [Path(shutil.copy(path, to)) for path in paths]


def _last_line(text):
    return (text.strip().splitlines() or ["it gave no reason"])[-1].rstrip(".")


@contextmanager
def _scratch():
    """A temporary folder in the cache, so that what is made there can be moved to its place at once."""
    cache().mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=cache(), prefix=".part-") as made:
        yield Path(made)
