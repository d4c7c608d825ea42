"""The answer keys to the pages: what of them students must not find, and where it is found all the same."""

import html
import re
from functools import cache
from pathlib import Path

from sinosoviet import pages, sources, tables
from sinosoviet.teaching import texts
from sinosoviet.wording import runs

#: So many words in a row are taken from a key, and do not stand there by chance.
TELLING = 8
_READ = (".html", ".md", ".ipynb", ".json", ".js", ".txt", ".csv")
_TAG = re.compile(r"<(script|style)\b.*?</\1>|<[^>]+>|\\[nt]", re.DOTALL)
# What stands between two pieces of a key's own words: headings, which name the tasks, and citations.
_APART = re.compile(r"^#.*$|\[@[^\]]+\]", re.MULTILINE)


def paths():
    """The keys, in reading order."""
    return sorted(texts.keys_folder().glob("*.md"))


def secrets(keys=None):
    """Runs of words that stand in the keys, and neither on a page of the course nor in its data.

    ``keys`` are the texts of the keys; those of the course if left out.
    """
    known = _open()
    found = set()
    for key in keys if keys is not None else [path.read_text(encoding="utf-8") for path in paths()]:
        for part in _APART.split(texts.uncited(key)):
            found |= runs(_plain(part), TELLING)
    return found - known


@cache
def _open():
    """Runs of words that everybody may read: of the pages with what they show, and of the data."""
    found = set()
    for name in pages.names():
        for cell in pages.load(name).cells:
            for part in _APART.split(sources.unrender_citations(cell.source)):
                found |= runs(_plain(part), TELLING)
            for output in cell.get("outputs", []):
                for kind in ("text/plain", "text/html", "text/markdown"):
                    found |= runs(_plain(output.get("data", {}).get(kind, "")), TELLING)
    for path in sorted(tables.folder().rglob("*")):
        if path.suffix in (".csv", ".json", ".md", ".bib"):
            found |= runs(_plain(path.read_text(encoding="utf-8")), TELLING)
    return found


def within(text, secret):
    """Runs of ``secret`` words that stand in a text, sorted; tags and marks do not count as words."""
    return sorted(runs(_plain(text), TELLING) & secret)


def leaks(folder, skip=(), secret=None):
    """What of the keys is in the files of a folder, one sentence for each file that holds some of it.

    Folders within it whose names are in ``skip`` are not looked at.
    """
    folder, secret = Path(folder), secrets() if secret is None else secret
    for path in sorted(folder.rglob("*")) if secret else ():
        place = path.relative_to(folder)
        if path.is_file() and path.suffix in _READ and place.parts[0] not in skip:
            held = within(path.read_text(encoding="utf-8", errors="replace"), secret)
            if held:
                yield leak(place.as_posix(), held)


def leak(place, held):
    """The sentence that says that a text holds words of a key."""
    return f"{place} holds words of an answer key: “{held[0]}”."


def _plain(text):
    return _TAG.sub(" ", html.unescape(text).replace("*", ""))
