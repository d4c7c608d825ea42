"""Explorers of one chart in any of its years."""

from sinosoviet.charts import alliance, incidents
from sinosoviet.errors import whole_number_between
from sinosoviet.explorers.explorer import Explorer


def alliance_year(start=1950):
    """What happened between Moscow and Beijing in any year from 1949 to 1955.

    ``start`` is the year shown first, and on paper.
    """
    return _any_year("The alliance", alliance.alliance_year, alliance.FIRST, alliance.LAST, start)


def border_year(start=1969):
    """Where the quarrel touched ground in any year from 1964 to 1969, and how much was counted.

    ``start`` is the year shown first, and on paper.
    """
    return _any_year("The border", incidents.border_year, incidents.FIRST, incidents.LAST, start)


def _any_year(what, chart, first, last, start):
    start = whole_number_between("The year", start, first, last)
    return Explorer(
        f"{what} in any year.",
        "Year",
        {str(year): chart(year) for year in range(first, last + 1)},
        start=str(start),
    )
