"""The Great Leap in the yearbooks: claimed steel, and the index that believes it."""

from sinosoviet import tables
from sinosoviet.charts.chart import Chart
from sinosoviet.charts.marks import draw_series, halo, heading, name_point, whole_years

FIRST, LAST = 1952, 1966
FAMINE = (1959, 1961)
_INDEX, _STEEL = "share of world capabilities (%)", "iron and steel (million tonnes)"


def leap():
    """China's iron and steel and its share of world power, 1952–1966, with the famine shaded.

    Both come from the Correlates of War project: iron and steel in million tonnes, and the
    Composite Index of National Capability (CINC) in percent of the world.
    """
    rows = _rows()
    return Chart(
        "leap",
        title="China’s steel and China’s power, as an index has them",
        sentence=_describe(rows),
        table=rows.round(2).reset_index(),
        draw=lambda figure, _, colors: _draw(figure, rows, colors),
        sources=("cow_nmc6",),
        tables=("capabilities",),
        statuses=("reported",),
        height=5.4,
        note=(
            "The index is the mean of six shares: people, city people, iron and steel, energy, soldiers and "
            "military spending. Shaded: 1959–1961."
        ),
    )


def _rows():
    rows = tables.load("capabilities")
    rows = rows[(rows["state"] == "China") & rows["year"].between(FIRST, LAST)].set_index("year")
    return (
        rows[["capability_index", "iron_steel_kt"]]
        .astype(float)
        .assign(
            **{_INDEX: lambda t: t["capability_index"] * 100, _STEEL: lambda t: t["iron_steel_kt"] / 1000}
        )[[_INDEX, _STEEL]]
    )


def _describe(rows):
    index, steel = rows[_INDEX], rows[_STEEL]
    top, most = index.idxmax(), steel.idxmax()
    before, after = FAMINE[0] - 2, FAMINE[1]
    return (
        f"Two line charts of China, {FIRST} to {LAST}. Iron and steel rises from {steel[before]:.1f} million "
        f"tonnes in {before} to {steel[most]:.1f} in {most} and falls to {steel[after]:.1f} in {after}. "
        f"China’s share of world power, by an index of six counts, rises with it from {index[before]:.1f} "
        f"percent in {before} to a peak of {index[top]:.1f} in {top}, in the middle of the famine, and falls "
        f"to {index[after]:.1f} in {after}. The index takes the tonnage as reported and has no column for "
        "hunger: the chart does not show how good the steel was, or who went without food to make it."
    )


def _draw(figure, rows, colors):
    figure.subplots_adjust(hspace=0.42, top=0.84)
    heading(figure, "China’s steel and China’s power, as an index has them", 0.955, left=0.015)
    upper, lower = figure.subplots(2, 1, sharex=True)
    for axes, column, role, title, unit in (
        (upper, _STEEL, "ochre", "Iron and steel, million tonnes", "{:.1f}"),
        (lower, _INDEX, "beijing", "Share of world power by the index, percent", "{:.1f}"),
    ):
        series = rows[column]
        axes.axvspan(FAMINE[0] - 0.5, FAMINE[1] + 0.5, color=colors["band"], zorder=0, linewidth=0)
        draw_series(axes, series.index, series, role=role, colors=colors)
        for year in (FAMINE[0] - 2, series.idxmax(), FAMINE[1]):
            top = year == series.idxmax()
            above = top or year < FAMINE[0]
            name_point(
                axes,
                unit.format(series[year]),
                (year, series[year]),
                role,
                colors,
                (0, 8) if above else (12, 6),
                ha="center" if above else "left",
                zorder=5,
            )
        axes.set_ylim(0, series.max() * 1.32)
        axes.set_title(title, size=11.5, pad=4)
    upper.text(
        sum(FAMINE) / 2,
        0.6,
        "famine",
        ha="center",
        va="bottom",
        color=colors["muted"],
        path_effects=halo(colors),
    )
    lower.set_xlim(FIRST - 0.5, LAST + 0.5)
    whole_years(lower, FIRST, LAST, 2)
