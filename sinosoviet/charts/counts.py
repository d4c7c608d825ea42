"""Yearly counts that can stand beside a date: one series or one set of spans for each table."""

from dataclasses import dataclass

from sinosoviet import tables

FIRST, LAST = 1949, 1991
_PER = 1000


@dataclass(frozen=True)
class Count:
    """What a table counts by year, ready to draw.

    ``lines`` is a tuple of (name, years, values, role); ``shape`` is ``line``, ``bars``,
    ``dots`` or ``spans``. A span has its first and last year for ``years`` and no values.
    """

    title: str
    shape: str
    lines: tuple
    sources: tuple

    def at(self, year):
        """Value of the first line in a year, or None if it has none."""
        _, years, values, _ = self.lines[0]
        return dict(zip(years, values, strict=False)).get(year)

    @property
    def top(self):
        """Year and value of the first line's highest point."""
        _, years, values, _ = self.lines[0]
        return max(zip(years, values, strict=True), key=lambda point: point[1])


def count(table):
    """The :class:`Count` of one table, for the years 1949 to 1991."""
    return _COUNTS[table]()


def _pairs(frame, year, value):
    frame = frame[frame[year].between(FIRST, LAST)].sort_values(year)
    return tuple(int(y) for y in frame[year]), tuple(float(v) for v in frame[value])


def _speeches():
    rows = tables.load("un_speeches")
    rows = rows[rows["speaker"] == "USSR"]
    rows = rows.assign(rate=_PER * rows["china"].astype(float) / rows["words"].astype(float))
    title = f"Moscow’s UN speech: China’s name per {_PER:,} words"
    return Count(title, "line", (("", *_pairs(rows, "year", "rate"), "moscow"),), ("ungdc",))


def _arms():
    rows = tables.load("arms_orders")
    rows = rows[(rows["supplier"] == "USSR") & (rows["recipient"] == "China")]
    title = "China’s orders of Soviet arms, million TIV"
    return Count(
        title, "bars", (("", *_pairs(rows, "order_year", "tiv_million"), "beijing"),), ("sipri_arms",)
    )


def _imports():
    rows = tables.load("trade")
    rows = rows[(rows["flow"] == "china_imports_from_ussr") & rows["outcome"]]
    title = "China’s purchases from Moscow, million dollars: the years on record"
    sources = tuple(dict.fromkeys(rows["source_key"]))
    return Count(title, "dots", (("", *_pairs(rows, "year", "value"), "beijing"),), sources)


def _shots():
    rows = tables.load("border_events")
    title = "Uses of force between the two, as coders recorded them"
    return Count(title, "bars", (("", *_pairs(rows, "year", "uses_of_force"), "ink"),), ("mie1",))


def _votes():
    rows = tables.load("un_votes")
    rows = rows[(rows["reference"] == "USSR") & (rows["partner"] == "China (PRC)")]
    shared = rows["n_roll_calls"].astype(float)
    rows = rows.assign(alike=100 * rows["n_same"] / shared, against=100 * rows["n_opposite"] / shared)
    lines = (
        ("alike", *_pairs(rows, "year", "alike"), "moscow"),
        ("against each other", *_pairs(rows, "year", "against"), "beijing"),
    )
    return Count("Moscow and Beijing in the UN, percent of shared votes", "line", lines, ("unga_votes",))


def _promises():
    rows = tables.load("obligations")
    rows = rows[(rows["state_1"] == "USSR") & (rows["state_2"] == "China")]
    lines = [
        (kind, (max(FIRST, int(part["year_first"].min())), int(part["year_last"].max())), (), "moscow")
        for kind, part in rows.groupby("obligation")
        if int(part["year_last"].max()) > FIRST
    ]
    lines.sort(key=lambda line: (line[1], line[0]))
    return Count("Promises between China and the USSR in force", "spans", tuple(lines), ("atop5",))


def _rivals():
    rows = tables.load("rivalries")
    rows = rows[rows["state_1"].eq("USSR") & rows["state_2"].eq("China")]
    lines = tuple(
        (f"list {row.list}", (int(row.year_start), int(row.year_end)), (), "ink") for row in rows.itertuples()
    )
    title = "Rivals, by two lists that share an author"
    return Count(title, "spans", lines, ("td_rivalries", "tss_rivalries"))


_COUNTS = {
    "arms_orders": _arms,
    "border_events": _shots,
    "obligations": _promises,
    "rivalries": _rivals,
    "trade": _imports,
    "un_speeches": _speeches,
    "un_votes": _votes,
}
