"""Nuclear warheads of China, the USSR and the USA."""

from sinosoviet import tables
from sinosoviet.charts.chart import Chart
from sinosoviet.charts.marks import draw_series, halo, label_ends, whole_years
from sinosoviet.errors import whole_number_between

FIRST, LAST = 1949, 1991
_STANDING = {"USA": "reported", "USSR": "estimated", "China": "estimated"}
_FLOOR = 3
_ROLES = {"USA": "third", "USSR": "moscow", "China": "beijing"}


def warheads(mark=1969):
    """Warheads in the stockpiles of China, the USSR and the USA, 1949–1991, on a logarithmic scale.

    ``mark`` is the year to read off, from 1964 to 1991. The Soviet and Chinese values are
    outside estimates (Federation of American Scientists, through Our World in Data).
    """
    mark = whole_number_between("The year to mark", mark, 1964, LAST)
    rows = tables.load("warheads")
    rows = rows[rows["year"].between(FIRST, LAST)]
    wide = rows.pivot(index="year", columns="state", values="warheads")[list(_ROLES)].astype(float)
    return Chart(
        "warheads",
        title="Nuclear warheads in the stockpiles",
        sentence=_describe(wide, mark),
        table=wide.astype(int).rename(columns=lambda s: f"{s} (warheads)").reset_index(),
        draw=lambda figure, _, colors: _draw(figure, wide, mark, colors),
        sources=("fas_warheads", "dod2010stockpile"),
        tables=("warheads",),
        statuses=("reported", "estimated"),
        note="Each gridline is ten times the one below it.",
    )


def _describe(wide, mark):
    at = wide.loc[mark]
    first = {state: int(wide.index[wide[state] > 0][0]) for state in wide}
    ratio = at["USSR"] / at["China"]
    return (
        f"Line chart on a logarithmic scale of nuclear warheads from {FIRST} to {LAST}. China’s line begins "
        f"in {first['China']}, {first['China'] - first['USSR']} years after the Soviet one."
        f" In {mark} the numbers are {at['China']:,.0f} for China, {at['USSR']:,.0f} for the USSR "
        f"and {at['USA']:,.0f} for the USA: about {ratio:,.0f} Soviet warheads for each Chinese one. "
        "The American numbers were released by their owner; the others are outside estimates, the Chinese "
        "ones rounded guesses. "
        "The chart says nothing of whether they could reach their targets."
    )


def _draw(figure, wide, mark, colors):
    axes = figure.add_subplot()
    axes.set_yscale("log")
    axes.minorticks_off()
    ends = []
    for state, role in _ROLES.items():
        series = wide[state][wide[state] > 0]
        draw_series(
            axes, series.index, series, role=role, colors=colors, status=_STANDING[state], markers=False
        )
        ends.append((int(series.index[-1]), series.iloc[-1], state, role))
        value = wide.loc[mark, state]
        axes.annotate(
            f"{value:,.0f}",
            (mark, value),
            xytext=(7 if mark < LAST - 5 else -7, -12 if value > _FLOOR else 9),
            textcoords="offset points",
            ha="left" if mark < LAST - 5 else "right",
            color=colors[role],
            weight="semibold",
            path_effects=halo(colors),
        )
        axes.plot(mark, wide.loc[mark, state], "o", color=colors[role], markersize=6, zorder=4)
    axes.axvline(mark, color=colors["muted"], linewidth=0.9, linestyle=(0, (1, 1.5)))
    axes.set_ylim(0.7, 70000)
    axes.yaxis.set_major_formatter("{x:,.0f}")
    axes.text(mark - 0.4, 45000, str(mark), ha="right", va="center", color=colors["muted"])
    axes.set_xlim(FIRST, LAST + 4)
    whole_years(axes, 1950, 1990, 5)
    axes.set_ylabel("Warheads (each line ten times the last)")
    axes.set_title("Nuclear warheads in the stockpiles")
    label_ends(axes, ends, colors)
