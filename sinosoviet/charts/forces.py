"""Divisions on both sides of the border: points by claimant, never one series."""

from itertools import pairwise

from sinosoviet import tables
from sinosoviet.charts.chart import Chart
from sinosoviet.charts.marks import name_point, whole_years
from sinosoviet.wording import listed

FIRST, LAST = 1964, 1973
_TITLE = "Soviet divisions near the border by who counts them, and one Chinese figure"
_SIDES = {"soviet-divisions": ("Soviet", "moscow"), "chinese-divisions": ("Chinese", "beijing")}
_SHORT = {"CIA memo summarized in FRUS": "CIA memo", "Thomas W. Robinson": "Robinson"}
_MAKERS = {"CIA": "o", "CIA memo": "o", "GlobalSecurity": "v", "Robinson": "D"}
_LABEL_BELOW = ("GlobalSecurity",)


def border_forces():
    """Every figure found for divisions near the border, 1964–1973, each with its claimant.

    The counts cover different areas and strengths, so no line joins them.
    """
    rows = tables.load("disputed_figures")
    rows = rows[rows["topic"].isin(_SIDES) & rows["year"].between(FIRST, LAST)]
    rows = rows.assign(
        side=[_SIDES[topic][0] for topic in rows["topic"]],
        who=rows["claimed_by"].replace(_SHORT),
    ).sort_values(["year", "value_low", "id"])
    return Chart(
        "border-forces",
        title=_TITLE,
        sentence=_describe(rows),
        table=rows[["year", "side", "value_low", "value_high", "who", "note"]].rename(
            columns={"value_low": "divisions, low", "value_high": "divisions, high", "who": "who counts"}
        ),
        draw=lambda figure, _, colors: _draw(figure, rows, colors),
        sources=tuple(dict.fromkeys(rows["source_key"])),
        tables=("disputed_figures",),
        height=5.0,
        note=(
            "All are estimates by outsiders. The shape of a mark tells its maker; a bar, a range. No line "
            "joins the points, since each maker counts another area. The CIA’s 15 is for the time before "
            "1965 and stands at 1964. For Soviet troops in Mongolia no figure before 1985 was found."
        ),
    )


def _describe(rows):
    soviet, chinese = (rows[rows["side"] == side] for side in ("Soviet", "Chinese"))
    low, high = soviet.loc[soviet["value_low"].idxmin()], soviet.loc[soviet["value_high"].idxmax()]
    falls = [
        f"from {_count(one)} ({one.who}, {one.period}) to {_count(other)} ({other.who}, {other.period})"
        for one, other in pairwise(soviet.itertuples())
        if other.value_high < one.value_low
    ]
    return (
        f"Scatter of {len(rows)} estimates of divisions near the border from {FIRST} to {LAST}, each named "
        f"by its maker: {len(soviet)} Soviet and {len(chinese)} Chinese. Soviet figures go from "
        f"{low['value_low']:.0f} in {low['year']} to {high['value_high']:.0f} in {high['year']}. "
        f"A later figure by another maker can be lower: {listed(falls)}. "
        f"The one Chinese figure is {chinese.iloc[0]['value_low']:.0f}, for "
        f"{chinese.iloc[0]['year']}. A Soviet and a Chinese division are not the same number of men, and "
        "the areas differ, so the points are no series and cannot be added up or compared one by one."
    )


def _draw(figure, rows, colors):
    axes = figure.add_subplot()
    for row in rows.itertuples():
        role = "moscow" if row.side == "Soviet" else "beijing"
        if row.value_low < row.value_high:
            axes.plot(
                [row.year] * 2, [row.value_low, row.value_high], color=colors[role], linewidth=3, alpha=0.5
            )
        ends = sorted({row.value_low, row.value_high})
        axes.plot(
            [row.year] * len(ends),
            ends,
            marker=_MAKERS[row.who],
            markersize=8,
            color=colors[role],
            markerfacecolor=colors["paper"],
            markeredgewidth=1.8,
            linestyle="none",
            zorder=4,
        )
        name_point(
            axes,
            _label(row),
            (row.year, row.value_high),
            role,
            colors,
            (0, -14 if row.who in _LABEL_BELOW else 13),
            va="center",
            size=10.5,
            zorder=5,
        )
    axes.set_xlim(FIRST - 1, LAST + 0.8)
    axes.set_ylim(0, 56)
    whole_years(axes, FIRST, LAST, 1)
    axes.set_ylabel("Divisions")
    axes.set_title(_TITLE)


def _count(row):
    low, high = f"{row.value_low:.0f}", f"{row.value_high:.0f}"
    return low if low == high else f"{low}–{high}"


def _label(row):
    when = "" if row.period == str(row.year) else f", {row.period}"
    return f"{row.who}: {_count(row)}{' Chinese' if row.side == 'Chinese' else ''}{when}"
