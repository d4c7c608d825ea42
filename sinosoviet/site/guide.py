"""The teacher's guide as pages of the site. The answer keys are not among them."""

import os
import shutil
from pathlib import Path, PurePosixPath

from sinosoviet import sources, tables, teaching
from sinosoviet.places import ROOT
from sinosoviet.site import prose
from sinosoviet.teaching import contents, links

#: Folder of the guide in the site, and address of its contents.
FOLDER, CONTENTS = "teaching", "teachers"
_PICTURES = "pictures"


def groups():
    """Addresses of the guide's pages without suffix, as ``[(heading, [address, ...]), ...]``."""
    return [(heading, [address(path) for path in paths]) for heading, paths in contents.groups() if paths]


def address(path):
    """Address of a text of the guide in the site, without suffix."""
    if path == contents.path():
        return CONTENTS
    if path == contents.assignments():
        return f"{FOLDER}/assignments"
    return f"{FOLDER}/{path.relative_to(teaching.folder()).with_suffix('').as_posix()}"


def write(source):
    """Write every page of the guide but its contents, and their pictures, into the folder ``source``."""
    for _, paths in contents.groups():
        for path in paths:
            place = source / f"{address(path)}.md"
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(page(path), encoding="utf-8", newline="\n")
            if (path.parent / _PICTURES).is_dir():
                shutil.copytree(path.parent / _PICTURES, place.parent / _PICTURES, dirs_exist_ok=True)


def page(path):
    """One text of the guide in the Markdown of the site."""
    here = PurePosixPath(address(path))
    way = "../" * (len(here.parts) - 1)
    text = links.turned(path.read_text(encoding="utf-8"), path, lambda *link: _turned(here, *link))
    text = prose.with_links(text, "", f"{way}data/", f"{way}course/")
    body, heading, listed = text.partition(f"\n## {sources.HEADING}\n")
    return body + heading + prose.with_anchors(listed)


def _turned(here, is_picture, label, target, place):
    if is_picture:
        return f"![{label}]({_PICTURES}/{target.name})"
    to = _place_of(target)
    if not to:
        return label
    way = Path(os.path.relpath(to, here.parent)).as_posix()
    return prose.link(f"{way}#{prose.place(place)}" if place else way, label)


def _place_of(target):
    """Where a file of the course is in the site; empty when it is not there."""
    if target.suffix == ".ipynb" and target.parent == teaching.folder().parent:
        return f"course/{target.stem}.html"
    if target == contents.assignments() or teaching.folder() in target.parents:
        return f"{address(target)}.html"
    if target.parent == tables.folder() / "biographies":
        return f"data/{target.stem}.html"
    if target.parent == tables.folder():
        return f"data/{target.name}"
    if target.parent == ROOT / "figures":
        return f"figures/{target.name}" if target.suffix != ".md" else "figures.html"
    return ""
