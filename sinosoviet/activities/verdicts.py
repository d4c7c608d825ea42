"""The five verdicts on a statement, for judging somebody else's and one's own."""

from sinosoviet import sources

#: Each verdict with what it means.
VERDICTS = {
    "supported": "a source says the same",
    "imprecise": "half right: a date, a number or a side is off",
    "wrong": "a dated source contradicts it",
    "interpretation": "a matter of argument: say who argues it",
    "unverifiable": "no source that you can read decides",
}

#: A line to write on, for paper; of letters, since Jupyter drops borders from a page it does not trust yet.
BLANK = f'<span aria-hidden="true">{"_" * 36}</span>'


def buttons():
    """A button for each verdict, with its meaning as a tip; none is pressed yet."""
    import ipywidgets as widgets

    return widgets.ToggleButtons(
        options=list(VERDICTS),
        tooltips=list(VERDICTS.values()),
        value=None,
        description="Verdict",
        style={"button_width": "auto"},
    )


def legend():
    """The verdicts and their meanings as an HTML list."""
    items = (f"<li><strong>{verdict}</strong>: {meaning}</li>" for verdict, meaning in VERDICTS.items())
    return f"<ul>{''.join(items)}</ul>"


def split(keys):
    """Keys joined by semicolons, one by one."""
    return [key.strip() for key in keys.split(";")]


def cited(keys):
    """Keys joined by semicolons as short references: ``Garver 2016; Lüthi 2008``."""
    return "; ".join(sources.short(key) for key in split(keys))
