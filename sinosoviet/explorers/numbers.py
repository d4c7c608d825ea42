"""Explorer: numbers that disagree, one topic at a time."""

from sinosoviet.charts.claims import TOPICS, claims
from sinosoviet.errors import known
from sinosoviet.explorers.explorer import Explorer


def numbers_that_disagree(start="Famine deaths"):
    """Who claims what, for one topic at a time, from the lowest claim to the highest.

    ``start`` is the topic shown first, and on paper.
    """
    known("topic", start, list(TOPICS))
    return Explorer(
        "Numbers that disagree.",
        "Topic",
        {topic: claims(topic) for topic in TOPICS},
        start=start,
    )
