"""A page made ready to be presented from JupyterLab: what a class sees, with its tools alive.

The copies hold the same cells as the decks, by the same rule. JupyterLab has no window for a speaker,
so the prose waits folded under each heading.
"""

import json
import re
import shutil
from itertools import groupby
from pathlib import Path

import nbformat

from sinosoviet import pages
from sinosoviet.places import BUILD
from sinosoviet.slides.decks import names
from sinosoviet.slides.parts import CLASSROOM, NOTES, QUESTION, SHOWN_IN_FULL, SKIP, SLIDE, TASK, parts

_STYLE = Path(__file__).parents[1] / "assets" / "slides" / "live.css"
# The list of sources, tables and biographies are not beside a copy.
_NOT_HERE = re.compile(r"\[([^\]]+)\]\((?:#|\.\./)[^)]*\)")


def folder():
    """Folder of the copies to present."""
    return BUILD / "present"


def live(notebook):
    """A copy of a page for presenting: a new notebook.

    Cells that slides leave out are missing, code is folded away, prose waits under *Read*, and each
    cell says its slide type. Stored outputs stay, so that everything is on the screen at once.
    """
    made = nbformat.v4.new_notebook(metadata=notebook.metadata)
    heading = ""
    for cell, kind in zip(notebook.cells, parts(notebook), strict=True):
        if kind == SKIP:
            continue
        copied = nbformat.from_dict(cell)
        copied.metadata["slideshow"] = {"slide_type": kind}
        if cell.cell_type == "code":
            copied.metadata["jupyter"] = {"source_hidden": True}
        else:
            if kind == SLIDE:
                heading = cell.source.partition("\n")[0]
            copied.source = _on_the_wall(_NOT_HERE.sub(r"\1", cell.source), heading, kind)
        made.cells.append(copied)
    return made


def _on_the_wall(source, heading, kind):
    """Markdown of a cell with all but what a class should see folded away."""
    blocks = re.split(r"\n{2,}", source.strip())
    done = []
    for shown, group in groupby(blocks, key=lambda block: _is_shown(block, heading, kind)):
        before, after = ([], []) if shown else (["<details><summary>Read</summary>"], ["</details>"])
        done += [*before, *group, *after]
    return "\n\n".join(done)


def _is_shown(block, heading, kind):
    if block.startswith("#"):
        return True
    if heading.lstrip("# ") == CLASSROOM:
        return block.startswith(("Discuss:", "- "))
    return (
        heading.startswith("# ")
        or heading.lstrip("# ") in SHOWN_IN_FULL
        or (kind != NOTES and bool(TASK.fullmatch(block) or block.startswith("|")))
        or bool(QUESTION.fullmatch(block))
    )


def write(to=None):
    """Write a copy of every lesson, trusted, and settings for JupyterLab; returns the paths of the copies.

    The settings lie in ``config``, to be named in ``JUPYTER_CONFIG_DIR``. Only the copies are replaced:
    what was saved beside them while presenting stays.
    """
    from nbformat.sign import NotebookNotary

    to = Path(to) if to else folder()
    settings = to / "config"
    (settings / "custom").mkdir(parents=True, exist_ok=True)
    shutil.copyfile(_STYLE, settings / "custom" / "custom.css")
    (settings / "jupyter_server_config.json").write_text(json.dumps({"LabApp": {"custom_css": True}}))
    written = []
    for name in names():
        notebook = live(pages.load(name))
        # Stored tools answer before a run only in a notebook that is trusted.
        NotebookNotary().sign(notebook)
        written.append(to / f"{name}.ipynb")
        nbformat.write(notebook, written[-1])
    return written
