"""How sure a reader is: asked with buttons on screen, and with words or boxes on paper."""

from sinosoviet.errors import known

#: How sure one can be, and how the course says it.
SURE = {"sure": "sure", "fairly": "fairly sure", "guess": "a guess"}


def check(sure):
    """``sure`` if it is one of :data:`SURE`.

    Raises :class:`~sinosoviet.errors.UnknownNameError` otherwise.
    """
    return known("way to be sure", sure, list(SURE))


def buttons():
    """A button for each way to be sure; none is pressed yet."""
    import ipywidgets as widgets

    return widgets.ToggleButtons(
        options=[(words, sure) for sure, words in SURE.items()],
        value=None,
        description="How sure are you?",
        style={"description_width": "initial", "button_width": "auto"},
    )


def boxes():
    """A box to tick before each way to be sure, as HTML."""
    return " &emsp; ".join(f"☐ {words}" for words in SURE.values())
