"""Looks that the controls of all activities share."""

#: Layout of a row whose controls go on below where the screen is narrow.
WRAPPED = {"flex_flow": "row wrap"}


def wide(most="46em", label="initial"):
    """Traits of a control as wide as the screen, up to ``most``; ``label`` is the width of its label."""
    return {"style": {"description_width": label}, "layout": {"width": f"min(100%, {most})"}}


def button(text, **traits):
    """A button as wide as its words; ``traits`` are those of ipywidgets, and ``layout`` adds to the width."""
    import ipywidgets as widgets

    layout = {"width": "auto", **traits.pop("layout", {})}
    return widgets.Button(description=text, layout=layout, **traits)
