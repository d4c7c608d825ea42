"""Running a notebook so that the same page always gives the same bytes."""

import copy
import json
import re

import nbformat

from sinosoviet.pages.files import folder
from sinosoviet.stored import MODEL, WIDGET_STATE, WIDGET_VIEW
from sinosoviet.views import drop_dead_view, outputs

_MODEL = re.compile(rf"{MODEL}([0-9a-f]{{32}})")
_TIMEOUT_SECONDS = 120


def execute(notebook, place=None):
    """A copy of the notebook with every code cell run afresh in a new kernel.

    The kernel works in ``place``: the folder of the pages, unless another is given.
    """
    from nbclient import NotebookClient

    fresh = copy.deepcopy(notebook)
    fresh.metadata.pop("widgets", None)
    client = NotebookClient(
        fresh,
        timeout=_TIMEOUT_SECONDS,
        kernel_name="python3",
        record_timing=False,
        resources={"metadata": {"path": str(place or folder())}},
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
    _drop_dead_views(notebook)
    return _renumber_widgets(notebook)


def _drop_dead_views(notebook):
    """Leave out the views that only a kernel keeps alive, and every model that no view needs."""
    shown = []
    for output in outputs(notebook):
        if not drop_dead_view(output) and WIDGET_VIEW in output.get("data", {}):
            shown.append(output["data"][WIDGET_VIEW]["model_id"])
    stored = _stored_models(notebook)
    needed = set()
    while shown:
        model = shown.pop()
        if model in stored and model not in needed:
            needed.add(model)
            shown += _MODEL.findall(json.dumps(stored[model]["state"]))
    # A link names the models it joins; they do not name it.
    for model, kept in stored.items():
        joined = _MODEL.findall(json.dumps(kept["state"]))
        if kept["model_name"] in ("LinkModel", "DirectionalLinkModel") and needed.issuperset(joined):
            needed.add(model)
    for model in set(stored) - needed:
        del stored[model]
    if not stored:
        notebook.metadata.pop("widgets", None)


def _stored_models(notebook):
    return notebook.metadata.get("widgets", {}).get(WIDGET_STATE, {}).get("state", {})


def _renumber_widgets(notebook):
    stored = _stored_models(notebook)
    if not stored:
        return notebook
    new_ids = {old: f"{number:032x}" for number, old in enumerate(stored, 1)}
    pattern = re.compile("|".join(map(re.escape, new_ids)))
    text = pattern.sub(lambda match: new_ids[match.group()], json.dumps(notebook))
    return nbformat.from_dict(json.loads(text))
