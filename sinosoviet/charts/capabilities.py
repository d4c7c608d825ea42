"""National capabilities of China, the USSR and the USA, with a warning about the index."""

from sinosoviet import tables
from sinosoviet.charts.chart import Chart
from sinosoviet.charts.marks import draw_series, label_ends, name_point, whole_years
from sinosoviet.errors import whole_number_between

FIRST, LAST = 1949, 1991
_ROLES = {"USA": "third", "USSR": "moscow", "China": "beijing"}
_FAMINE = (1958, 1961)
_BREAK = " The Soviet fall after 1988 follows a break in how military spending was put into dollars."


def capabilities(first=FIRST, last=LAST):
    """Share of the world's material capabilities held by China, the USSR and the USA, in percent.

    The Composite Index of National Capability (CINC, Correlates of War, version 6.0) is the
    mean of a state's shares in six counts: people, city people, iron and steel, energy,
    soldiers and military spending. Years are whole numbers from 1949 to 1991.
    """
    first = whole_number_between("The first year", first, FIRST, LAST - 3)
    last = whole_number_between("The last year", last, first + 3, LAST)
    rows = tables.load("capabilities")
    rows = rows[rows["year"].between(first, last) & rows["state"].isin(_ROLES)]
    wide = rows.pivot(index="year", columns="state", values="capability_index") * 100
    wide = wide[list(_ROLES)].astype(float)
    return Chart(
        "capabilities" if (first, last) == (FIRST, LAST) else f"capabilities-{first}-{last}",
        title="Share of the world’s material capabilities",
        sentence=_describe(wide, first, last),
        table=wide.round(2).rename(columns=lambda state: f"{state} (% of world)").reset_index(),
        draw=lambda figure, _, colors: _draw(figure, wide, first, last, colors),
        sources=("cow_nmc6",),
        tables=("capabilities",),
        note="The index counts claimed steel and people as strength." + (_BREAK if last > 1988 else ""),
    )


def _describe(wide, first, last):
    start, end = wide.loc[first], wide.loc[last]
    changes = "; ".join(
        f"{state} {start[state]:.1f} in {first}, {end[state]:.1f} in {last}" for state in wide
    )
    text = (
        f"Line chart of each state’s share of the world’s material capabilities in percent, {first} to "
        f"{last}: {changes}. "
    )
    famine = wide["China"].reindex(range(_FAMINE[0] - 1, _FAMINE[1] + 1)).dropna()
    if len(famine) == 5:
        peak = famine.idxmax()
        text += (
            f"China’s line rises from {famine.iloc[0]:.1f} in {famine.index[0]} to {famine[peak]:.1f} in "
            f"{peak}, in the middle of a famine, because the index believes the steel that was claimed. "
        )
    return text + "The index counts bodies and tonnage, not skill, technology or nuclear arms."


def _draw(figure, wide, first, last, colors):
    axes = figure.add_subplot()
    if first <= _FAMINE[0] and last >= _FAMINE[1]:
        axes.axvspan(_FAMINE[0], _FAMINE[1] + 0.99, color=colors["band"], zorder=0)
        axes.text(
            (_FAMINE[0] + _FAMINE[1] + 1) / 2,
            0.35,
            "Great Leap\nand famine",
            ha="center",
            va="bottom",
            size=9.5,
            color=colors["muted"],
        )
        peak = wide["China"].loc[_FAMINE[0] : _FAMINE[1]].idxmax()
        name_point(
            axes,
            "claimed steel lifts\nChina’s index",
            (peak, wide.loc[peak, "China"]),
            "beijing",
            colors,
            (0, 16),
            size=9.5,
            weight="normal",
        )
    ends = []
    for state, role in _ROLES.items():
        series = wide[state].dropna()
        draw_series(axes, series.index, series, role=role, colors=colors, markers=last - first < 20)
        ends.append((int(series.index[-1]), series.iloc[-1], state, role))
    axes.set_ylim(0, wide.max().max() * 1.08)
    axes.set_xlim(first - 0.3, last + (last - first) * 0.09)
    whole_years(axes, first, last, 5 if last - first > 12 else 1)
    axes.set_ylabel("Percent of the world’s total (index of six counts)")
    axes.set_title("Share of the world’s material capabilities")
    label_ends(axes, ends, colors)
