"""Links in the texts of the guide: where each leads in the course, whatever the form it is shown in."""

import re
import urllib.parse
from pathlib import Path

from sinosoviet import pages

ROOT = Path(__file__).parents[2]
_LINK = re.compile(r"(!?)\[([^\]]*)\]\(([^)\s]+)((?: \"[^\"]*\")?)\)")
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
_CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)
_OUTSIDE = re.compile(r"[a-z]+:")


def turned(text, path, turn):
    """A text whose links within the course are what ``turn(is_picture, label, target, place)`` says.

    ``path`` is where the text stands; ``target`` is the path of the file that a link leads to and ``place``
    the heading in it, or empty. Links to the web, to a place in the text itself, and code stay as they are.
    """

    def change(match):
        bang, label, address, _ = match.groups()
        if _OUTSIDE.match(address) or address.startswith("#"):
            return match[0]
        target, place = leads(address, path)
        return turn(bool(bang), label, target, place)

    done, begun = [], 0
    for code in [*_CODE.finditer(text), None]:
        ended = code.start() if code else len(text)
        done.append(_LINK.sub(change, text[begun:ended]) + (code[0] if code else ""))
        begun = code.end() if code else ended
    return "".join(done)


def leads(address, path):
    """The file that an address in the text at ``path`` leads to, and the heading in it, or ``""``."""
    where, _, place = address.partition("#")
    target = (path.parent / urllib.parse.unquote(where)).resolve() if where else path
    return target, urllib.parse.unquote(place)


def broken(text, path):
    """Links in a text that lead to no file of the course, or to no heading of one, as they are written."""
    found = []

    def look(match):
        _, _, address, _ = match.groups()
        if not _OUTSIDE.match(address) and not _is_there(*leads(address, path), text, path):
            found.append(address)
        return match[0]

    _LINK.sub(look, _CODE.sub("", text))
    return found


def _is_there(target, place, text, path):
    if target == path:
        return not place or place in _headings(text)
    if not target.is_file() or ROOT not in target.parents:
        return False
    if not place:
        return True
    if target.suffix == ".ipynb":
        return place in _headings("\n\n".join(cell.source for cell in pages.load(target.stem).cells)) or (
            place in "".join(str(cell.get("outputs", "")) for cell in pages.load(target.stem).cells)
        )
    return place in _headings(target.read_text(encoding="utf-8"))


def _headings(text):
    """The headings of a text in the form in which JupyterLab links to them."""
    return {heading.strip().replace(" ", "-") for heading in _HEADING.findall(_CODE.sub("", text))}
