"""Saved work: what a reader marks, guesses or writes, in one small file that can be handed in.

A file is plain JSON with five fields::

    {"format": "sinosoviet work", "kind": "matrix", "version": 1, "name": "", "content": {…}}

``content`` follows the schema of its kind in ``sinosoviet/assets/schemas``. A file holds no
personal data beyond a name, which may stay blank. The same work always gives the same bytes.
"""

import json
import sys
import unicodedata
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from sinosoviet.errors import CourseError, known
from sinosoviet.files import write_whole

FORMAT = "sinosoviet work"
FOLDER = "my-work"
LARGEST_BYTES = 200_000
LONGEST_NAME = 80
_SCHEMAS = Path(__file__).parents[1] / "assets" / "schemas"
_DEEPEST = 40
_READERS_OWN = 0o600

#: Newest version of each kind's content; 1 where a kind is not listed.
VERSIONS = {}
#: ``UPGRADES[kind, version]`` turns content of that version into content of the next.
UPGRADES = {}


class WorkError(CourseError):
    """A file of saved work that cannot be read or written. The file is left as it is."""


@dataclass
class Work:
    """One piece of saved work.

    ``kind`` names the activity, ``content`` is its state as plain JSON values, ``name`` is the
    reader's, and may be blank.
    """

    kind: str
    content: dict
    name: str = field(default="")

    def __post_init__(self):
        known("kind of saved work", self.kind, kinds())
        self.name = clean(self.name)[:LONGEST_NAME]

    def encode(self):
        """The file's bytes: UTF-8 JSON with sorted keys, the same every time.

        Raises :class:`WorkError` when the content does not follow its schema or is too large.
        """
        _validate(self.kind, self.content, "The work")
        whole = {
            "format": FORMAT,
            "kind": self.kind,
            "version": VERSIONS.get(self.kind, 1),
            "name": self.name,
            "content": self.content,
        }
        data = (json.dumps(whole, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode("utf-8")
        if len(data) > LARGEST_BYTES:
            raise WorkError(
                f"Your work would fill {len(data) // 1000} kB; a file holds {LARGEST_BYTES // 1000} kB. "
                "Shorten some of your longest notes. What you saved before is still there."
            )
        return data


def kinds():
    """Kinds of work that can be saved, in alphabetical order."""
    return sorted(path.stem for path in _SCHEMAS.glob("*.json"))


def clean(text):
    """``text`` as a reader may have pasted it, made fit to save."""
    whole = unicodedata.normalize("NFC", str(text).encode("utf-8", "ignore").decode("utf-8"))
    return "".join(sign for sign in whole if sign in "\n\t" or unicodedata.category(sign) != "Cc")


def fitting(text, longest):
    """``text`` made fit to save, or a :class:`CourseError` if it has more than ``longest`` characters."""
    cleaned = clean(text)
    if len(cleaned) > longest:
        raise CourseError(
            f"Your text has {len(cleaned):,} characters; {longest:,} fit. Shorten it: until then it "
            "stays in its box but is not saved."
        )
    return cleaned


def decode(data, kind, source="This file"):
    """The :class:`Work` in a file's bytes, brought up to the newest version.

    Raises :class:`WorkError`, with a sentence for the reader, for what is no saved work of ``kind``.
    """
    known("kind of saved work", kind, kinds())
    if len(data) > LARGEST_BYTES:
        raise WorkError(
            f"{source} has {len(data) // 1000} kB; saved work has {LARGEST_BYTES // 1000} at most."
        )
    try:
        whole = json.loads(bytes(data).decode("utf-8-sig"), parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise WorkError(
            f"{source} is damaged or is no file of saved work: it cannot be read as JSON."
        ) from None
    if not isinstance(whole, dict) or whole.get("format") != FORMAT:
        raise WorkError(f"{source} is a JSON file, but no saved work of this course.")
    if whole.get("kind") != kind:
        raise WorkError(f"{source} holds work of the kind {whole.get('kind')!r}; here {kind!r} is wanted.")
    version, newest = whole.get("version"), VERSIONS.get(kind, 1)
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise WorkError(f"{source} is damaged: its version is {version!r}.")
    if version > newest:
        raise WorkError(
            f"{source} was saved by a newer course (version {version}; this one reads up to {newest}). "
            "Update the course, then open it again."
        )
    name = whole.get("name", "")
    content = whole.get("content")
    if not isinstance(name, str) or not isinstance(content, dict):
        raise WorkError(f"{source} is damaged: its name or its content is missing.")
    try:
        for step in range(version, newest):
            content = UPGRADES[kind, step](content)
    except (LookupError, TypeError, ValueError, AttributeError):
        raise WorkError(f"{source} is of version {version}, and damaged: it cannot be updated.") from None
    _validate(kind, content, source)
    return Work(kind, content, name)


def _refuse(constant):
    raise ValueError(constant)


@cache
def _schema(kind):
    import fastjsonschema

    return fastjsonschema.compile(json.loads((_SCHEMAS / f"{kind}.json").read_text(encoding="utf-8")))


def _validate(kind, content, source):
    import fastjsonschema

    try:
        if _depth(content) > _DEEPEST:
            raise ValueError("nested too deeply")
        _schema(kind)(content)
    except fastjsonschema.JsonSchemaException as error:
        where = error.message.replace("data", "content", 1)
        raise WorkError(f"{source} is damaged: {where}.") from None
    except (ValueError, RecursionError):
        raise WorkError(f"{source} is damaged: its content is nested too deeply.") from None


def _depth(value):
    layer, depth = [value], 0
    while layer and depth <= _DEEPEST:
        depth += 1
        layer = [
            child
            for item in layer
            if isinstance(item, dict | list)
            for child in (item.values() if isinstance(item, dict) else item)
        ]
    return depth


def folder():
    """Folder of the reader's saved work: ``my-work`` beside the notebook."""
    return Path.cwd() / FOLDER


def lasts(place):
    """Whether a folder outlives the page: with Python in the browser, only on the browser's drive.

    A browser gives pages a drive at ``https`` addresses and on the reader's own computer.
    """
    return sys.platform != "emscripten" or Path(place).parts[1:2] == ("drive",)


class Drawer:
    """The files of one activity in the folder, of which one is open.

    A file is written only if nobody else has changed it since it was read or written here;
    otherwise the work goes into the next free name. So nothing is ever overwritten unseen.

    Parameters
    ----------
    kind : str
        Kind of work.
    stem : str
        File name without its ending; further files get ``-2``, ``-3`` …
    """

    def __init__(self, kind, stem=None, place=None):
        self.kind = kind
        self.stem = stem or kind
        self.place = Path(place) if place else folder()
        self.path = None
        self._known = None

    def files(self):
        """Paths of this activity's files, the newest first."""
        if not self.place.is_dir():
            return []
        found = [path for path in self.place.glob(f"{self.stem}*.json") if self._number(path) is not None]
        return sorted(found, key=lambda path: (path.stat().st_mtime_ns, self._number(path)), reverse=True)

    def _number(self, path):
        rest = path.stem.removeprefix(self.stem)
        if rest == "":
            return 1
        number = rest.removeprefix("-")
        return int(number) if rest.startswith("-") and number.isascii() and number.isdecimal() else None

    def open(self, path):
        """The :class:`Work` in ``path``, which becomes the open file. Raises :class:`WorkError`."""
        try:
            data = Path(path).read_bytes()
        except OSError as error:
            raise WorkError(f"{Path(path).name} cannot be opened ({error.strerror}).") from None
        work = decode(data, self.kind, Path(path).name)
        self.path, self._known = Path(path), data
        return work

    def close(self):
        """Leave the open file alone: the next save begins a new one."""
        self.path = self._known = None

    def save(self, work):
        """Write the work into the open file, or into a new one; returns its path.

        The file is complete or not there at all, even if the power fails. Raises
        :class:`WorkError` when it cannot be written; earlier files are then as they were.
        """
        data = work.encode()
        try:
            self.place.mkdir(exist_ok=True)
            if self.path is None or not self._unchanged():
                self.path, self._known = self._free(), None
            if data != self._known:
                write_whole(self.path, data, _READERS_OWN)
                self._known = data
        except OSError as error:
            raise WorkError(
                f"Your work could not be saved in {self.place} ({error.strerror}). It is still on this "
                "page: take a copy before you close it."
            ) from None
        return self.path

    def _unchanged(self):
        return not self.path.exists() or self.path.read_bytes() == self._known

    def _free(self):
        number = 1
        while (path := self.place / f"{self.stem}{'' if number == 1 else f'-{number}'}.json").exists():
            number += 1
        return path
