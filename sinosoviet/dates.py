"""Dates of any precision: as a reader says them, and the days they may stand for."""

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


def span_in_words(first, last):
    """Two ISO dates of any precision in words: ``2–3 October 1949``, ``March–May 1962``."""
    if first.startswith(last) or last.startswith(first):
        return in_words(first)
    begin, end = first.split("-"), last.split("-")
    shared = int(begin[0] == end[0]) + int(begin[:2] == end[:2] and len(begin) == len(end) == 3)
    words = in_words(first).split()
    words = words[: len(words) - shared]
    dash = "–" if len(words) == 1 and len(begin) == len(end) else " – "
    return f"{' '.join(words)}{dash}{in_words(last)}"


def days(date):
    """First and last day that an ISO date of any precision may stand for, as ``datetime.date``."""
    import pandas as pd

    period = pd.Period(date)
    return period.start_time.date(), period.end_time.date()
