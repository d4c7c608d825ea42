"""What readers are asked to predict: one question a page, answered by a chart's own rows.

The questions live in ``data/predictions.json``. It holds no answer: each value is looked up
in the rows of the chart that the page shows next.
"""

import math
from dataclasses import dataclass
from functools import cache

from sinosoviet import sources, tables
from sinosoviet.errors import known

KINDS = ("curve", "levels", "year")
#: The one thing to set in a prediction of the kind ``year``.
YEAR = "year"


@dataclass(frozen=True)
class Point:
    """A place on the grid.

    ``at`` is a year with its fraction, or the number of a row for levels. ``low`` and ``high``
    are the chart's value, the same unless it gives a range, and NaN where it has a gap.
    """

    id: str
    label: str
    at: float
    low: float
    high: float

    @property
    def value(self):
        """The chart's value, or the middle of its range; NaN for a gap."""
        return (self.low + self.high) / 2

    @property
    def is_gap(self):
        """Whether the chart has no value here."""
        return math.isnan(self.low)

    def off(self, guess):
        """How far a guess lies above (or, negative, below) the value or its range; NaN for a gap."""
        if self.is_gap:
            return math.nan
        return max(guess - self.high, 0) + min(guess - self.low, 0)


@dataclass(frozen=True)
class Prediction:
    """One question, the grid to answer it on, and the values that the chart gives.

    A fact that the chart does not hold is cited in ``question`` or ``assumed``; ``cited`` has the keys.
    Units are the chart's. ``press`` is what one press of a button adds, ``near`` how far off a guess may
    be and still be called near.
    """

    name: str
    page: str
    kind: str
    title: str
    question: str
    chart: str
    role: str
    unit: str
    axis: str
    low: float
    high: float
    press: float
    digits: int
    near: float
    assumed: dict
    given: tuple
    asked: tuple
    cited: tuple
    dots: bool = False
    sum: bool = False

    @property
    def ids(self):
        """What the reader sets: an id for each point, or the year alone."""
        return (YEAR,) if self.kind == "year" else tuple(point.id for point in self.asked)

    @property
    def points(self):
        """All points, the given ones first."""
        return self.given + self.asked

    def label(self, wanted):
        """Name of one thing to set, as the reader sees it."""
        return "Year" if self.kind == "year" else self._asked[wanted].label

    @property
    def heading(self):
        """The title of the activity."""
        return f"Predict, then see: {self.title}"

    @property
    def words(self):
        """The question, and the values that are given."""
        given = "; ".join(f"{point.label}: {self.amount(point.low)}" for point in self.given)
        return f"{self.question} Given: {given}." if given else self.question

    @property
    def _asked(self):
        return {point.id: point for point in self.asked}

    @property
    def bounds(self):
        """Lowest and highest value that the reader may set."""
        if self.kind == "year":
            return int(self.asked[0].at), int(self.asked[-1].at)
        return self.low, self.high

    def number(self, value):
        """A value of the grid in digits: ``1,234.5``."""
        return f"{value:,.{self.digits}f}"

    def amount(self, value):
        """A value of the grid with its unit: ``12.5 percent``."""
        return f"{self.number(value)} {self.unit}"


@cache
def _entries():
    path = tables.folder() / "predictions.json"
    return tables.read_json(path, lambda entries: {entry["name"]: entry for entry in entries})


def names():
    """Names of all predictions, in the order of the pages."""
    return list(_entries())


def load(name):
    """One :class:`Prediction`, with the values of its chart.

    Raises :class:`~sinosoviet.errors.UnknownNameError` when there is no such prediction.
    """
    return _load(known("prediction", name, names()))


@cache
def _load(name):
    entry = dict(_entries()[name])
    values = _values(entry["chart"], **entry.pop("values"))
    given, asked = entry.pop("given"), entry.pop("ask")
    place = dict.fromkeys(map(_id, given + asked))
    rows = {wanted: number for number, wanted in enumerate(place)} if entry["kind"] == "levels" else {}

    def point(item):
        low, high = values[_key(item["at"])]
        at = rows[_id(item)] if rows else year_of(item["at"])
        return Point(_id(item), item.get("label", str(item["at"])), at, low, high)

    said = [entry["question"], *entry["assumed"].values()]
    entry["question"] = sources.plain_citations(entry["question"])
    entry["assumed"] = {way: sources.plain_citations(text) for way, text in entry["assumed"].items()}
    return Prediction(
        given=tuple(map(point, given)),
        asked=tuple(map(point, asked)),
        cited=tuple(sources.cited_keys(" ".join(said))),
        **entry,
    )


def _id(item):
    return item.get("id", str(item["at"]))


def _key(at):
    return tuple(map(str, at)) if isinstance(at, list) else str(at)


def _values(chart, x=None, y=None, to=None, where=None):
    """Low and high value by key, from the rows that a chart draws.

    Without ``x`` the chart's columns are the keys, and ``where`` leaves one row.
    """
    from sinosoviet import charts

    rows = charts.CATALOG[chart]().table
    for column, wanted in (where or {}).items():
        rows = rows[rows[column] == wanted]
    if x is None:
        (row,) = rows.to_dict("records")
        return {str(column): _pair(value) for column, value in row.items() if not isinstance(value, str)}
    several = isinstance(x, list) and not hasattr(rows.columns, "levels")
    keys = rows[x].astype(str).agg(tuple, axis=1) if several else rows[_column(x)].astype(str)
    lows = rows[_column(y)]
    highs = rows[_column(to)] if to else lows
    return {key: _pair(*pair) for key, *pair in zip(keys, lows, highs, strict=True)}


def _column(name):
    return tuple(name) if isinstance(name, list) else name


def _pair(low, high=None):
    import pandas as pd

    low = math.nan if pd.isna(low) else float(low)
    return low, low if high is None or pd.isna(high) else float(high)


def year_of(date):
    """A year, or an ISO date of any precision, as years with a fraction; a month is its middle."""
    year, *rest = str(date).split("-")
    if not rest:
        return float(year)
    month, day = int(rest[0]), int(rest[1]) if len(rest) > 1 else 15
    return int(year) + (month - 1 + day / 31) / 12
