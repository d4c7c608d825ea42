"""Explorers as plain HTML: every stored state, switched by radio buttons, with no script at all.

A notebook stores an explorer as widgets: a control, a stack with one picture for each choice, and
a box around them. :func:`plain` writes the same pictures as a group of radio buttons, each followed
by its picture; ``assets/export/explorer.css`` shows the picture of the chosen one, and on paper all.
"""

import copy
import html
from pathlib import Path

from sinosoviet.errors import CourseError
from sinosoviet.stored import MODEL, WIDGET_STATE, WIDGET_VIEW

#: What a page needs beside the HTML of :func:`plain`: shows one state on screen, and all on paper.
STYLE = (Path(__file__).parent / "assets" / "export" / "explorer.css").read_text(encoding="utf-8")


class ReplayError(CourseError):
    """A stored explorer that is not complete; the message says which."""


def plain(notebook):
    """A copy of a notebook whose explorers are plain HTML, and which holds no widget any more.

    Only the outputs with a stored widget view change: their ``text/html`` becomes the live form.
    The same notebook always gives the same HTML. Raises :class:`ReplayError` when the widgets that
    an output shows are not stored with it.
    """
    notebook = copy.deepcopy(notebook)
    models = notebook.metadata.pop("widgets", {}).get(WIDGET_STATE, {}).get("state", {})
    number = 0
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if WIDGET_VIEW in output.get("data", {}):
                number += 1
                view = output.data.pop(WIDGET_VIEW)
                output.data["text/html"] = _group(models, view["model_id"], number)
    return notebook


def _group(models, box, number):
    try:
        title, control, stack = (models[child]["state"] for child in _children(models[box]))
        frames = [models[child]["state"]["value"] for child in _children({"state": stack})]
        choices, start = control["_options_labels"], control.get("index", 0)
    except (KeyError, ValueError):
        raise ReplayError(
            f"The stored state of explorer {number} is not complete; run `make pages`."
        ) from None
    states = zip(choices, frames, strict=True)
    rows = (_state(f"explorer-{number}", at, *state, at == start) for at, state in enumerate(states))
    return (
        f'<fieldset class="explorer"><legend>{title["value"]} '
        f"<span>{html.escape(control['description'])}</span></legend>"
        f'<div class="states">{"".join(rows)}</div></fieldset>'
    )


def _children(model):
    return [child.removeprefix(MODEL) for child in model["state"]["children"]]


def _state(group, at, choice, frame, is_chosen):
    key = f"{group}-{at}"
    checked = " checked" if is_chosen else ""
    return (
        f'<input type="radio" name="{group}" id="{key}"{checked}>'
        f'<label for="{key}">{html.escape(choice)}</label><div class="state">{frame}</div>'
    )
