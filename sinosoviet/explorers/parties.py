"""Explorer: where the communist parties stood, in three years."""

from sinosoviet.charts import parties
from sinosoviet.errors import known
from sinosoviet.explorers.explorer import Explorer


def party_map(start=1964):
    """Maps of where communist parties stood between Moscow and Beijing.

    ``start`` is the year shown first, and on paper: 1964, 1966 or 1969.
    """
    known("year of the map", start, parties.YEARS)
    return Explorer(
        "Where the parties stood.",
        "Year",
        {str(year): parties.party_map(year) for year in parties.YEARS},
        start=str(start),
    )
