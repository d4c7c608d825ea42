"""Explorer: two triangles of friends and foes, four years at a time."""

from sinosoviet.charts import signs
from sinosoviet.errors import known
from sinosoviet.explorers.explorer import Explorer


def triangles(start=1977):
    """Friends and foes between Moscow, Beijing and a third capital, in any window of four years.

    ``start`` is the first year of the window shown first, and on paper: 1949, 1953 … 1989.
    """
    known("window of four years that begins in", start, signs.STARTS)
    return Explorer(
        "Friends and foes, four years at a time.",
        "Window",
        {f"{year}–{year + 3}": signs.triangles(year) for year in signs.STARTS},
        start=f"{start}–{start + 3}",
    )
