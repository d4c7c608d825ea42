"""The course's explorers. Each call returns an :class:`~sinosoviet.explorers.explorer.Explorer`."""

from sinosoviet.explorers.alliance import alliance_year
from sinosoviet.explorers.explorer import Explorer

#: Every explorer in its standard form.
CATALOG = {"alliance-year": alliance_year}

__all__ = ["CATALOG", "Explorer", "alliance_year"]
