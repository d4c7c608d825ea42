"""What the course calls itself, from ``CITATION.cff``."""

from functools import cache

from sinosoviet.places import ROOT


@cache
def course():
    """The course's own reference: a dictionary with ``title``, ``version``, ``authors`` and the rest."""
    import yaml

    return yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
