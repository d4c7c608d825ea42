"""Running a notebook so that the same page always gives the same bytes."""

import copy
import json
import re

from sinosoviet.pages.files import folder

_WIDGET_STATE = "application/vnd.jupyter.widget-state+json"
_TIMEOUT_SECONDS = 120


def execute(notebook):
    """A copy of the notebook with every code cell run afresh in a new kernel."""
    from nbclient import NotebookClient

    fresh = copy.deepcopy(notebook)
    fresh.metadata.pop("widgets", None)
    client = NotebookClient(
        fresh,
        timeout=_TIMEOUT_SECONDS,
        kernel_name="python3",
        record_timing=False,
        resources={"metadata": {"path": str(folder())}},
    )
    client.execute()
    return canonical(fresh)


def canonical(notebook):
    """The notebook without what differs between machines: versions, widget ids, timings."""
    notebook.metadata["language_info"] = {"name": "python"}
    notebook.metadata["kernelspec"] = {
        "display_name": "Python 3",
        "language": "python",
        "name": "python3",
    }
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
        if cell.cell_type == "code":
            cell.metadata.pop("trusted", None)
    return _renumber_widgets(notebook)


def _renumber_widgets(notebook):
    import nbformat

    state = notebook.metadata.get("widgets", {}).get(_WIDGET_STATE, {}).get("state", {})
    if not state:
        return notebook
    new_ids = {old: f"{number:032x}" for number, old in enumerate(state, 1)}
    pattern = re.compile("|".join(map(re.escape, new_ids)))
    text = pattern.sub(lambda match: new_ids[match.group()], json.dumps(notebook))
    return nbformat.from_dict(json.loads(text))
