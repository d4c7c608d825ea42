"""Events on charts: when they were, whose they are, and how they are marked."""

from sinosoviet import tables

ROLES = {"beijing": "beijing", "moscow": "moscow", "both": "ink", "third": "muted"}
MARKERS = {"beijing": "o", "moscow": "s", "both": "D", "third": "^"}


def decimal_year(date):
    """An ISO date of any precision as a year with a fraction: ``1950-07-02`` is 1950.5."""
    year, month, day = (int(part) for part in [*date.split("-"), "0", "0"][:3])
    if not month:
        return year + 0.5
    return year + (month - 1) / 12 + ((day or 15) - 1) / 365


def rows_between(first, last):
    """Events of all ranks from the year ``first`` to the year ``last``, in order of time.

    The column ``when`` is added: the date as a year with a fraction.
    """
    events = tables.load("events")
    events["when"] = events["date"].map(decimal_year)
    chosen = (events["when"] >= first) & (events["when"] < last + 1)
    return events[chosen].sort_values(["when", "id"]).reset_index(drop=True)
