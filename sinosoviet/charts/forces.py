"""Divisions on both sides of the border: points by claimant, never one series."""

from sinosoviet import tables
from sinosoviet.charts.chart import Chart
from sinosoviet.charts.marks import halo, listed, whole_years

FIRST, LAST = 1965, 1973
_TITLE = "Soviet divisions near the border by who counts them, and one Chinese figure"
_SIDES = {"soviet-divisions": ("Soviet", "moscow"), "chinese-divisions": ("Chinese", "beijing")}
_SHORT = {"CIA memo summarized in FRUS": "CIA memo", "Thomas W. Robinson": "Robinson"}
_MAKERS = {"CIA": "o", "CIA memo": "o", "GlobalSecurity": "v", "Robinson": "D"}
_LABEL_BELOW = ("GlobalSecurity",)


def border_forces():
    """Every figure found for divisions near the border, 1965–1973, each with its claimant.

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
            "1965. For Soviet troops in Mongolia no figure before 1985 was found."
        ),
    )


def _describe(rows):
    soviet, chinese = (rows[rows["side"] == side] for side in ("Soviet", "Chinese"))
    low, high = soviet.iloc[0], soviet.loc[soviet["value_high"].idxmax()]
    shared = rows[rows["year"].duplicated(keep=False) & (rows["side"] == "Soviet")]
    years = sorted(set(shared["year"]))
    clash = shared[shared["year"] == years[0]]
    return (
        f"Scatter of {len(rows)} estimates of divisions near the border from {FIRST} to {LAST}, each named "
        f"by its maker: {len(soviet)} Soviet and {len(chinese)} Chinese. Soviet figures go from "
        f"{soviet['value_low'].min():.0f} in {low['year']} to {high['value_high']:.0f} in {high['year']}. "
        f"Two makers give {listed(f'{value:.0f}' for value in clash['value_low'])} for the same year, "
        f"{years[0]}. The one Chinese figure is {chinese.iloc[0]['value_low']:.0f}, for "
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
        axes.annotate(
            _label(row),
            (row.year, row.value_high),
            xytext=(0, -14 if row.who in _LABEL_BELOW else 13),
            textcoords="offset points",
            ha="center",
            va="center",
            size=10.5,
            color=colors[role],
            weight="semibold",
            path_effects=halo(colors),
            zorder=5,
        )
    axes.set_xlim(FIRST - 0.8, LAST + 0.8)
    axes.set_ylim(0, 56)
    whole_years(axes, FIRST, LAST, 1)
    axes.set_ylabel("Divisions")
    axes.set_title(_TITLE)


def _label(row):
    low, high = f"{row.value_low:.0f}", f"{row.value_high:.0f}"
    value = low if low == high else f"{low}–{high}"
    return f"{row.who}: {value}" + (" Chinese" if row.side == "Chinese" else "")
