"""Files of npm packages, at known versions and with known contents.

Asked for when slides or the lab in the browser are built, or a hub is started, and kept.
"""

import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path

from sinosoviet.errors import CourseError
from sinosoviet.files import digest, write_whole
from sinosoviet.places import BUILD

_CACHE = BUILD / "npm"
_LOCK = "package-lock.json"


class NpmError(CourseError):
    """A file that could not be had from npm; the message says why."""


def copy(package, files, to):
    """Put files of a package, such as ``reveal.js@5.2.1``, into the folder ``to``.

    ``files`` has the place of each file in the package and its SHA-256. Files come from the cache
    in ``build/npm``, or else from npm. Raises :class:`NpmError` when npm is missing or sends
    anything but the known files.
    """
    cache, to = _CACHE / package, Path(to)
    if any(not _is_known(cache / place, wanted) for place, wanted in files.items()):
        _fetch(package, files, cache)
    to.mkdir(parents=True, exist_ok=True)
    for place, wanted in files.items():
        if not _is_known(cache / place, wanted):
            (cache / place).unlink(missing_ok=True)
            raise NpmError(f"The file {place} of the npm package {package} is not the known one.")
        shutil.copyfile(cache / place, to / Path(place).name)


def install(lock, to):
    """Put a program with all it needs into the folder ``to``, by the lock file in the folder ``lock``.

    npm checks each package against the hash in the lock, and runs nothing of it. What is there already
    for the same lock is kept. Raises :class:`NpmError` when npm is missing or could not do it.
    """
    lock, to = Path(lock), Path(to)
    wanted = digest(lock / _LOCK)
    seal = to / "node_modules" / ".installed"
    if seal.is_file() and seal.read_text() == wanted:
        return
    npm = shutil.which("npm")
    if npm is None:
        raise NpmError("This needs npm; install Node.js, then try again.")
    shutil.rmtree(to, ignore_errors=True)
    to.mkdir(parents=True)
    for name in ("package.json", _LOCK):
        shutil.copyfile(lock / name, to / name)
    command = [npm, "ci", "--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    done = subprocess.run(command, cwd=to, capture_output=True, text=True)
    if done.returncode:
        raise NpmError(f"npm could not install what {lock / _LOCK} lists: {_last_line(done.stderr)}.")
    seal.write_text(wanted)


def _last_line(text):
    return (text.strip().splitlines() or ["it gave no reason"])[-1]


def _is_known(path, wanted):
    return path.is_file() and digest(path) == wanted


def _fetch(package, files, cache):
    npm = shutil.which("npm")
    if npm is None:
        raise NpmError(f"This needs npm, for {package}; install Node.js, then try again.")
    with tempfile.TemporaryDirectory() as scratch:
        done = subprocess.run([npm, "pack", "--silent", package], cwd=scratch, capture_output=True, text=True)
        archives = list(Path(scratch).glob("*.tgz"))
        if done.returncode or not archives:
            raise NpmError(f"npm could not fetch {package}: {_last_line(done.stderr)}.")
        with tarfile.open(archives[0]) as archive:
            for place in files:
                try:
                    content = archive.extractfile(f"package/{place}").read()
                except KeyError:
                    raise NpmError(f"The npm package {package} has no file {place}.") from None
                (cache / place).parent.mkdir(parents=True, exist_ok=True)
                # Two test workers may fetch at once: a file appears whole or not at all.
                write_whole(cache / place, content)
