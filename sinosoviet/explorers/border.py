"""Explorer: the border in any year from 1964 to 1969."""

from sinosoviet.charts import incidents
from sinosoviet.errors import whole_number_between
from sinosoviet.explorers.explorer import Explorer


def border_year(start=1969):
    """Where the quarrel touched ground in any year from 1964 to 1969, and how much was counted.

    ``start`` is the year shown first, and on paper.
    """
    start = whole_number_between("The year", start, incidents.FIRST, incidents.LAST)
    years = range(incidents.FIRST, incidents.LAST + 1)
    return Explorer(
        "The border in any year.",
        "Year",
        {str(year): incidents.border_year(year) for year in years},
        start=str(start),
    )
