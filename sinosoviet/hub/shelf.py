"""The course as all on the hub read it: a copy that belongs to root, without keys and marks."""

import compileall
import shutil
from pathlib import Path

CLONE = Path(__file__).resolve().parents[2]
#: Only these; the assignments' masters and notes, the guide and everything handed in stay away.
_PARTS = ("sinosoviet", "data", "hub")
_FILES = ("LICENSE", "LICENSE-TEXT", "pyproject.toml")
_READABLE, _ENTERABLE = 0o644, 0o755


def fill(place, clone=CLONE):
    """Copy the course from a clone; the old copy makes room at once, or stays if something fails."""
    new, shelf, old = (place.folder(name) for name in ("course.new", "course", "course.old"))
    for leftover in (new, old):
        shutil.rmtree(leftover, ignore_errors=True)
    new.mkdir(parents=True)
    ignored = shutil.ignore_patterns("__pycache__", ".*", "*.pyc")
    for part in _PARTS:
        shutil.copytree(clone / part, new / part, ignore=ignored)
    for name in _FILES:
        shutil.copyfile(clone / name, new / name)
    (new / "notebooks").mkdir()
    for page in sorted((clone / "notebooks").glob("*.ipynb")):
        shutil.copyfile(page, new / "notebooks" / page.name)
    # Students may not write here, so Python could keep no compiled files for them later.
    compileall.compile_dir(new / "sinosoviet", quiet=2, stripdir=str(new), prependdir=str(shelf))
    for path in (new, *new.rglob("*")):
        path.chmod(_ENTERABLE if path.is_dir() else _READABLE)
    if shelf.exists():
        shelf.rename(old)
    new.rename(shelf)
    shutil.rmtree(old, ignore_errors=True)
    return shelf


def close(clone=CLONE):
    """Let only its owner into a clone, which has the keys; returns whether others could enter before."""
    mode = clone.stat().st_mode
    if mode & 0o077:
        clone.chmod(mode & 0o700)
        return True
    return False
