"""Live views in a notebook's outputs: which of them only a kernel keeps alive, and leaving those out."""

from sinosoviet.stored import WIDGET_VIEW

#: In the metadata of an output: its view is dead without the kernel that drew it.
NEEDS_KERNEL = "needs_kernel"


def outputs(notebook):
    """All outputs of a notebook, in order."""
    return [output for cell in notebook["cells"] for output in cell.get("outputs", [])]


def drop_dead_view(output):
    """Whether an output had a view that only a kernel keeps alive; it is left out."""
    dead = output.get("metadata", {}).get(WIDGET_VIEW, {}).get(NEEDS_KERNEL, False)
    if dead:
        del output["data"][WIDGET_VIEW], output["metadata"][WIDGET_VIEW]
    return dead


def before_saving(model, **_):
    """A pre-save hook of Jupyter: keep the paper form of each activity in place of its live view.

    A live view that is saved shows as "model not found" when the page is opened again, and hides
    the paper form. ``model`` is Jupyter's model of a file, and is changed in place.
    """
    if model.get("type") == "notebook" and model.get("content"):
        for output in outputs(model["content"]):
            drop_dead_view(output)
