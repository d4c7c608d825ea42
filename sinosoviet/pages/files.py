"""Reading and writing notebook files."""

from pathlib import Path

import nbformat

from sinosoviet.errors import known
from sinosoviet.files import write_whole


def folder():
    """Folder of the notebooks, beside the package in a clone."""
    return Path(__file__).parents[2] / "notebooks"


def names(kind=None):
    """Names of the pages, in reading order; of one kind (``lesson`` or ``reference``) if it is given."""
    every = sorted(path.stem for path in folder().glob("[0-9][0-9]-*.ipynb"))
    return every if kind is None else [name for name in every if kind_of(load(name)) == kind]


def kind_of(notebook):
    """Kind of a page, from its metadata: a ``lesson`` unless it says otherwise."""
    return notebook.metadata.get("sinosoviet", {}).get("kind", "lesson")


def load(name):
    """One page as a ``nbformat`` notebook."""
    path = folder() / f"{known('page', name, names())}.ipynb"
    return nbformat.read(path, as_version=4)


def save(name, notebook):
    """Write a page; the same notebook always gives the same bytes. Returns the path."""
    path = folder() / f"{name}.ipynb"
    text = nbformat.writes(notebook, version=4)
    write_whole(path, (text if text.endswith("\n") else text + "\n").encode("utf-8"))
    return path
