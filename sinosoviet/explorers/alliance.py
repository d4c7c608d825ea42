"""Explorer: the alliance in any year from 1949 to 1955."""

from sinosoviet.charts import alliance
from sinosoviet.errors import whole_number_between
from sinosoviet.explorers.explorer import Explorer


def alliance_year(start=1950):
    """What happened between Moscow and Beijing in any year from 1949 to 1955.

    ``start`` is the year shown first, and on paper.
    """
    start = whole_number_between("The year", start, alliance.FIRST, alliance.LAST)
    years = range(alliance.FIRST, alliance.LAST + 1)
    return Explorer(
        "The alliance in any year.",
        "Year",
        {str(year): alliance.alliance_year(year) for year in years},
        start=str(start),
    )
