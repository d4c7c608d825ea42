"""Dates of any precision, as a reader says them."""

_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def in_words(date):
    """An ISO date of any precision in words: ``1950-02-14`` is ``14 February 1950``."""
    year, *rest = date.split("-")
    words = [str(int(part)) for part in rest[1:]]
    return " ".join([*words, *(_MONTHS[int(part) - 1] for part in rest[:1]), year])
