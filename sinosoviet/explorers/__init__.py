"""The course's explorers. Each call returns an :class:`~sinosoviet.explorers.explorer.Explorer`."""

from sinosoviet.explorers.breaks import break_by_rule
from sinosoviet.explorers.explorer import Explorer
from sinosoviet.explorers.numbers import numbers_that_disagree
from sinosoviet.explorers.parties import party_map
from sinosoviet.explorers.triangles import triangles
from sinosoviet.explorers.words import un_word, un_words
from sinosoviet.explorers.years import alliance_year, border_year

#: Every explorer in its standard form.
CATALOG = {
    "alliance-year": alliance_year,
    "border-year": border_year,
    "break-by-rule": break_by_rule,
    "numbers-that-disagree": numbers_that_disagree,
    "party-map": party_map,
    "triangles": triangles,
    "un-word": un_word,
    "un-words": un_words,
}

__all__ = [
    "CATALOG",
    "Explorer",
    "alliance_year",
    "border_year",
    "break_by_rule",
    "numbers_that_disagree",
    "party_map",
    "triangles",
    "un_word",
    "un_words",
]
