"""China's grain: the later official series, and what was said of the harvest of 1958."""

from sinosoviet import tables
from sinosoviet.charts.chart import Chart
from sinosoviet.charts.marks import draw_series, name_point, whole_years
from sinosoviet.wording import listed

FIRST, LAST = 1952, 1966
CLAIMED = 1958
_TITLE = "Grain: what was claimed, and what the later series prints"
_SERIES = "grain-1958-later-series"


def grain():
    """Grain output of China, 1952–1966, with every number found for the harvest of 1958.

    The line is the official series as revised later, in million tonnes; the single marks are
    the claim of December 1958 and two outside estimates.
    """
    rows, claims = _rows()
    return Chart(
        "grain",
        title=_TITLE,
        sentence=_describe(rows, claims),
        table=_table(rows, claims),
        draw=lambda figure, _, colors: _draw(figure, rows, claims, colors),
        sources=tuple(dict.fromkeys(["china_grain_series", *claims["source_key"]])),
        tables=("grain", "disputed_figures"),
        statuses=("reported", "estimated", "disputed"),
        note="All in million tonnes; what counts as grain is not said.",
    )


def _rows():
    rows = tables.load("grain")
    rows = rows[rows["year"].between(FIRST, LAST)].set_index("year").astype(float)
    claims = tables.load("disputed_figures")
    claims = claims[(claims["topic"] == "grain-1958") & (claims["id"] != _SERIES)]
    return rows, claims.sort_values("value_high", ascending=False).reset_index(drop=True)


def _table(rows, claims):
    series = rows.reset_index().rename(
        columns={
            "year": "harvest of",
            "grain_million_tonnes": "million tonnes",
            "grain_kg_per_person": "kilograms per person",
        }
    )[["harvest of", "million tonnes", "kilograms per person"]]
    series.insert(1, "who says so", "official series, later")
    extra = claims.assign(**{"harvest of": CLAIMED})[["harvest of", "claimed_by", "value_high"]]
    extra.columns = ["harvest of", "who says so", "million tonnes"]
    return _joined(series, extra)


def _joined(series, extra):
    import pandas as pd

    return pd.concat([series, extra], ignore_index=True)


def _describe(rows, claims):
    output, person = rows["grain_million_tonnes"], rows["grain_kg_per_person"]
    said = claims.iloc[0]
    low = output.loc[CLAIMED:].idxmin()
    outside = listed(f"{row.value_high:,.0f} ({row.claimed_by})" for row in claims.iloc[1:].itertuples())
    return (
        f"Line chart of China’s grain output, {FIRST} to {LAST}, in million tonnes, by the official series "
        f"as revised later. For {CLAIMED} the series has {output[CLAIMED]:.0f}; the Central Committee of the "
        f"party announced {said['value_high']:.0f} in December {CLAIMED}, "
        f"{said['value_high'] / output[CLAIMED]:.1f} times as much. Outsiders later put it at {outside}. "
        f"After {CLAIMED} the line falls to {output[low]:.1f} in {low}. Per person that is {person[low]:.0f} "
        f"kilograms, against {person[CLAIMED]:.0f} in {CLAIMED}. An average does not show who had the grain: "
        "what the state took, what was sent abroad and what was left in a village are not in it."
    )


def _draw(figure, rows, claims, colors):
    axes = figure.add_subplot()
    output = rows["grain_million_tonnes"]
    draw_series(axes, output.index, output, role="beijing", colors=colors)
    said = claims.iloc[0]
    axes.plot(
        [CLAIMED, CLAIMED],
        [output[CLAIMED], said["value_high"]],
        color=colors["muted"],
        linewidth=0.9,
        linestyle=(0, (1, 1.6)),
        zorder=1,
    )
    axes.plot(
        CLAIMED,
        said["value_high"],
        "o",
        markersize=10,
        color=colors["beijing"],
        markerfacecolor=colors["paper"],
        markeredgewidth=1.8,
        zorder=3,
    )
    axes.plot(
        CLAIMED, said["value_high"], "x", markersize=10, color=colors["ink"], markeredgewidth=1.8, zorder=4
    )
    _name(
        axes,
        f"{said['value_high']:.0f}: announced in December {CLAIMED}",
        (CLAIMED, said["value_high"]),
        (14, 0),
        "ink",
        colors,
    )
    for row, lift in zip(claims.iloc[1:].itertuples(), (24, 8), strict=True):
        axes.plot(
            CLAIMED,
            row.value_high,
            "^",
            markersize=7,
            color=colors["third"],
            markerfacecolor=colors["paper"],
            markeredgewidth=1.6,
            zorder=5,
        )
        _name(
            axes,
            f"{row.value_high:.0f}: {row.claimed_by}",
            (CLAIMED, row.value_high),
            (14, lift),
            "third",
            colors,
            leader=True,
        )
    low = output.loc[CLAIMED:].idxmin()
    _name(
        axes,
        f"{output[CLAIMED]:.0f}: later official series",
        (CLAIMED, output[CLAIMED]),
        (-12, -16),
        "beijing",
        colors,
        ha="right",
    )
    _name(axes, f"{output[low]:.1f}", (low, output[low]), (0, -16), "beijing", colors, ha="center")
    axes.set_ylim(0, said["value_high"] * 1.12)
    axes.set_xlim(FIRST - 0.5, LAST + 0.5)
    whole_years(axes, FIRST, LAST, 2)
    axes.set_ylabel("Million tonnes of grain")
    axes.set_title(_TITLE)


def _name(axes, words, at, shift, role, colors, ha="left", leader=False):
    name_point(axes, words, at, role, colors, shift, ha=ha, va="center", zorder=6)
    if leader:
        axes.annotate(
            "",
            at,
            xytext=(shift[0] - 2, shift[1]),
            textcoords="offset points",
            arrowprops={
                "arrowstyle": "-",
                "color": colors[role],
                "linewidth": 0.9,
                "shrinkA": 0,
                "shrinkB": 4,
            },
            zorder=4,
        )
