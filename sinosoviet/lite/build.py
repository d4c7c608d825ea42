"""Building the lab: the pages and tables to open, the lock, and JupyterLite around them."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import nbformat

from sinosoviet import pages, tables
from sinosoviet.files import digest
from sinosoviet.lite import lock, parts
from sinosoviet.lite.parts import LiteError
from sinosoviet.places import SITE

#: The lab's folder inside the site.
FOLDER = "lab"
_ASSETS = Path(__file__).parents[1] / "assets" / "lite"
_SETTINGS = "@jupyterlite/pyodide-kernel-extension:kernel"
#: Loaded while the page opens, side by side, rather than when a cell asks for them.
_AT_ONCE = ["micropip", "piplite", "ssl", "sqlite3", "ipykernel", "comm", "pyodide_kernel", "jedi", "ipython"]
_AT_ONCE += ["sinosoviet"]
_KERNEL = {"name": "python", "display_name": "Python (Pyodide)", "language": "python"}
_KERNEL_WHEELS = ("piplite", "ipykernel", "pyodide_kernel")


def folder():
    """Folder of the built lab."""
    return SITE / FOLDER


def write(offline=False, to=None):
    """Build the lab into ``build/site/lab`` (or the folder ``to``) and return that folder.

    With ``offline`` it carries every file of the Pyodide release that the pages need and asks for
    nothing outside; without, it asks the release's usual host for them. Raises :class:`LiteError`
    when a part cannot be had, has another hash, or when a page or table is missing at the end.
    """
    to = Path(to or folder()).resolve()
    with tempfile.TemporaryDirectory() as scratch:
        scratch = Path(scratch)
        _stage(scratch)
        pyodide = scratch / "pyodide"
        _fill(pyodide, offline, scratch)
        _run_jupyterlite(scratch)
        shutil.copytree(pyodide, scratch / "out" / "static" / "pyodide")
        _check(scratch / "out")
        if to.is_dir():
            shutil.rmtree(to)
        to.parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(scratch / "out", to)
    return to


def size(of):
    """Bytes of all files in a folder."""
    return sum(path.stat().st_size for path in Path(of).rglob("*") if path.is_file())


def _stage(scratch):
    notebooks = scratch / "content" / "notebooks"
    notebooks.mkdir(parents=True)
    for name in pages.names():
        page = pages.load(name)
        # The name of the browser's Python; with the desktop's, the lab would ask which one to take.
        page.metadata.kernelspec = _KERNEL
        # Long texts in one piece: served as files, pages do not pass through anything that joins them.
        text = nbformat.writes(page, version=4, split_lines=False)
        (notebooks / f"{name}.ipynb").write_text(text, encoding="utf-8")
    shutil.copytree(tables.folder(), scratch / "content" / "data")
    shutil.copy(_ASSETS / "overrides.json", scratch)
    settings = json.loads((_ASSETS / "jupyter-lite.json").read_text(encoding="utf-8"))
    python = settings["jupyter-config-data"]["litePluginSettings"][_SETTINGS]
    python["loadPyodideOptions"] = {"packages": _AT_ONCE}
    (scratch / "jupyter-lite.json").write_text(json.dumps(settings), encoding="utf-8")


def _fill(pyodide, offline, scratch):
    """Fill the folder of Python itself: the release's core, the wheels, and the lock of both."""
    core = scratch / "core"
    parts.core(core)
    whole = json.loads((core / "pyodide-lock.json").read_text(encoding="utf-8"))
    ours = _ours(core, scratch, pyodide)
    packages = whole["packages"] | ours
    needed = _needed(packages)
    if offline:
        packages = {name: packages[name] for name in needed}
    released = [package for name, package in packages.items() if name not in ours]
    if offline:
        _carry(released, core, scratch / "release", pyodide)
    else:
        for package in released:
            package["file_name"] = parts.RELEASE + package["file_name"]
    for name in ("pyodide.js", "pyodide.asm.js", "pyodide.asm.wasm"):
        shutil.copyfile(core / name, pyodide / name)
    parts.compiled([core / "python_stdlib.zip"], core, pyodide)
    lock_text = json.dumps({**whole, "packages": packages}, sort_keys=True)
    (pyodide / "pyodide-lock.json").write_text(lock_text, encoding="utf-8")


def _ours(core, scratch, pyodide):
    """Put the wheels that are not the release's into the lab; returns their entries in the lock by name."""
    plain, ready = scratch / "plain", scratch / "ready"
    wheels = parts.compiled([*parts.wheels(plain), *_kernel_wheels()], core, ready)
    wheels += parts.compiled([parts.course(plain)], core, ready, sources=True)
    entries = [_place(path, pyodide) for path in wheels]
    return {entry["name"]: entry for entry in entries}


def _needed(packages):
    try:
        return lock.closure(packages, _AT_ONCE)
    except KeyError as error:
        listed = _ASSETS / "wheels.txt"
        raise LiteError(f"The lab's lock has no package {error}; add it to {listed}.") from None


def _carry(released, core, plain, pyodide):
    """Copy the release's files into the lab, their hashes checked, their modules compiled."""
    plain.mkdir()
    parts.release(released, plain)
    libraries = [plain / package["file_name"] for package in released if not _is_wheel(package)]
    ready = {path.name: path for path in libraries}
    wheels = [plain / package["file_name"] for package in released if _is_wheel(package)]
    ready |= {path.name: path for path in parts.compiled(wheels, core, plain / "compiled")}
    for package in released:
        entry = _placed(ready[package["file_name"]], pyodide)
        package.update(entry)


def _is_wheel(package):
    return package["file_name"].endswith(".whl")


def _kernel_wheels():
    found = parts.kernel() / "static" / "pypi"
    return [next(found.glob(f"{name}-*.whl")) for name in _KERNEL_WHEELS]


def _place(path, pyodide):
    """Copy a wheel of ours into the lab and return its entry in the lock."""
    return {**lock.entry(path), **_placed(path, pyodide)}


def _placed(path, pyodide):
    """Copy a file into a folder named after its content; returns its ``file_name`` and ``sha256``.

    A browser that has kept an earlier file of the same name would otherwise be given it again.
    """
    known_by = digest(path)
    place = pyodide / known_by[:12] / path.name
    place.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(path, place)
    return {"file_name": place.relative_to(pyodide).as_posix(), "sha256": known_by}


def _run_jupyterlite(scratch):
    config = {
        "LiteBuildConfig": {
            "contents": ["content"],
            "output_dir": "out",
            "cache_dir": "cache",
            "apps": ["lab", "notebooks", "tree", "edit"],
            "ignore_sys_prefix": ["federated_extensions"],
            "federated_extensions": [str(_widgets(scratch / "extensions")), str(parts.kernel())],
            "settings_overrides": ["overrides.json"],
            "no_sourcemaps": True,
            "no_unused_shared_packages": True,
        }
    }
    (scratch / "jupyter_lite_config.json").write_text(json.dumps(config), encoding="utf-8")
    # JupyterLite looks for the tables' index with the server's own rules, which a reader may have changed.
    env = {**os.environ, "JUPYTER_CONFIG_DIR": str(scratch / "config"), "JUPYTER_NO_CONFIG": "1"}
    command = [sys.executable, "-m", "jupyterlite_core", "build"]
    done = subprocess.run(command, cwd=scratch, env=env, capture_output=True, text=True)
    if done.returncode:
        raise LiteError(f"JupyterLite could not build the lab:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")


def _widgets(folder):
    """The wheel of the extension that shows widgets, in a folder of its own."""
    return next(path for path in parts.wheels(folder) if path.name.startswith("jupyterlab_widgets-"))


def _check(out):
    """Raise :class:`LiteError` unless each page and table is in the lab's list of files."""
    wanted = {f"notebooks/{name}.ipynb" for name in pages.names()}
    wanted |= {f"data/{path.name}" for path in tables.folder().iterdir() if path.is_file()}
    listed = set()
    for part in ("notebooks", "data"):
        index = out / "api" / "contents" / part / "all.json"
        if index.is_file():
            listed |= {item["path"] for item in json.loads(index.read_text(encoding="utf-8"))["content"]}
    missing = sorted(path for path in wanted if path not in listed or not (out / "files" / path).is_file())
    if missing:
        raise LiteError(f"The lab was built without {', '.join(missing)}.")
