"""Which cell becomes what on slides: one rule for the decks and for JupyterLab.

A cell's own ``slideshow.slide_type`` wins over the rule, so that an author can always decide.
"""

import re

from sinosoviet import pages, sources

SLIDE, BELOW, NOTES, SKIP = "slide", "subslide", "notes", "skip"
#: A paragraph with one of these labels is a task for the class.
TASKS = ("Predict", *pages.SKILLS)
#: One paragraph that is a task, with its label and its words.
TASK = re.compile(rf"\*\*({'|'.join(TASKS)})\.\*\*\s*(.+)", re.DOTALL)
#: One paragraph that is nothing but a question.
QUESTION = re.compile(r"\*\*[^*]+\?\*\*")
CLASSROOM = "For the classroom"
SHOWN_IN_FULL = ("In one paragraph", "What's next")
_HAS_TASK = re.compile(rf"^\*\*(?:{'|'.join(TASKS)})\.\*\*", re.MULTILINE)
_TABLE = re.compile(r"^\|", re.MULTILINE)
_LEFT_OUT = ("At a glance", "Before you start", sources.HEADING)


def parts(notebook):
    """Slide type of each cell, in order: ``slide``, ``subslide``, ``notes`` or ``skip``."""
    return [cell.metadata.get("slideshow", {}).get("slide_type") or _by_rule(cell) for cell in notebook.cells]


def _by_rule(cell):
    if cell.cell_type == "code":
        is_glossary = cell.source.startswith("sources.terms(")
        return BELOW if cell.outputs and not is_glossary else SKIP
    if cell.source.startswith("#"):
        heading = cell.source.partition("\n")[0].lstrip("# ")
        return SKIP if heading in _LEFT_OUT else SLIDE
    return BELOW if _HAS_TASK.search(cell.source) or _TABLE.search(cell.source) else NOTES
