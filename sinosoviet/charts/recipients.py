"""Arms orders that move: China's to nothing, India's upward, Albania's from Moscow to Beijing."""

import pandas as pd

from sinosoviet import tables
from sinosoviet.charts.chart import Chart
from sinosoviet.charts.marks import draw_series, heading, name_point, whole_years
from sinosoviet.wording import listed, numbered

FIRST, LAST = 1950, 1970
_PAGE = (1960, 1964)
_PANELS = (
    ("Ordered from Moscow", (("USSR", "China", "beijing"), ("USSR", "India", "ochre"))),
    ("Ordered by Albania", (("USSR", "Albania", "moscow"), ("China", "Albania", "beijing"))),
)


def recipients():
    """Arms orders of China and India from Moscow, and of Albania from both capitals, 1950–1970.

    Values are SIPRI trend-indicator values (TIV) in millions, booked to the year of the order.
    TIV measures the military worth of what was delivered; it is not money.
    """
    rows = _rows()
    return Chart(
        "recipients",
        title="Who orders arms from whom",
        sentence=_describe(rows),
        table=rows.rename(columns={name: f"{name[1]} from {name[0]} (million TIV)" for name in rows.columns})
        .round(1)
        .reset_index(),
        draw=lambda figure, _, colors: _draw(figure, rows, colors),
        sources=("sipri_arms",),
        tables=("arms_orders",),
        height=6.2,
        note=(
            "TIV is military worth on one scale for all makers, not money. The two panels have different "
            "scales. Shaded: the years of this page."
        ),
    )


def _rows():
    orders = tables.load("arms_orders").set_index(["supplier", "recipient", "order_year"])["tiv_million"]
    wanted = [pair[:2] for _, pairs in _PANELS for pair in pairs]
    years = range(FIRST, LAST + 1)
    columns = {pair: orders.loc[pair].reindex(years).fillna(0.0).astype(float) for pair in wanted}
    return pd.DataFrame(columns).rename_axis("year")


def _describe(rows):
    china, india = rows[("USSR", "China")], rows[("USSR", "India")]
    old, new = rows[("USSR", "Albania")], rows[("China", "Albania")]
    peak = china.idxmax()
    inside = range(_PAGE[0], _PAGE[1] + 1)
    nothing = [str(year) for year in inside if china[year] == 0]
    high = india.loc[list(inside)].idxmax()
    last = old[old > 0].index[-1]
    return (
        f"Two line charts of arms orders by year, {FIRST} to {LAST}, in million TIV. Above, orders from "
        f"Moscow. China’s are highest in {peak} ({china[peak]:,.0f}) and fall to {china[peak + 1]:,.0f} the "
        f"year after; in {_PAGE[0]} they are {china[_PAGE[0]]:,.0f}, in {listed(nothing)} none, in "
        f"{_PAGE[1]} {china[_PAGE[1]]:,.0f}. India’s rise from {india[_PAGE[0] - 1]:,.0f} in "
        f"{_PAGE[0] - 1} to {india[high]:,.0f} in {high}, more than China’s in every year from "
        f"{_overtakes(china, india)}. Below, on a scale {_scale(rows)} times finer, Albania: its last "
        f"order from Moscow is of {last} ({old[last]:,.0f}); from Beijing it orders {new[last]:,.0f} that "
        f"year and {new[last + 1]:,.0f} in {last + 1}, and something in "
        f"{numbered(int((new > 0).sum()), 'year')} of the {len(rows)}. "
        "Orders show decisions, not deliveries, and not who refused whom."
    )


def _overtakes(china, india):
    behind = india.index[india <= china]
    return int(behind.max()) + 1


def _tops(rows):
    return [max(rows[pair[:2]].max() for pair in pairs) for _, pairs in _PANELS]


def _scale(rows):
    upper, lower = _tops(rows)
    return round(upper / lower)


def _draw(figure, rows, colors):
    figure.subplots_adjust(hspace=0.3, top=0.87)
    panels = figure.subplots(2, 1, sharex=True, height_ratios=(1.6, 1))
    for axes, (title, pairs), top in zip(panels, _PANELS, _tops(rows), strict=True):
        axes.axvspan(_PAGE[0] - 0.5, _PAGE[1] + 0.5, color=colors["band"], zorder=0, linewidth=0)
        for supplier, recipient, role in pairs:
            series = rows[(supplier, recipient)]
            draw_series(axes, series.index, series, role=role, colors=colors)
        axes.set_ylim(-top * 0.05, top * 1.15)
        axes.yaxis.set_major_formatter("{x:,.0f}")
        axes.set_ylabel("Million TIV")
        axes.set_title(title, size=12, pad=6)
    panels[1].set_title(f"{_PANELS[1][0]}, on a scale {_scale(rows)} times finer", size=12, pad=6)
    upper, lower = panels
    china, india = rows[("USSR", "China")], rows[("USSR", "India")]
    for name, series, role in (("China", china, "beijing"), ("India", india, "ochre")):
        year, value = series.idxmax(), series.max()
        _name(upper, year, value, f"{name}, {year}: {value:,.0f}", role, colors)
    old, new = rows[("USSR", "Albania")], rows[("China", "Albania")]
    _name(lower, new.idxmax(), new.max(), "from Beijing", "beijing", colors)
    _name(lower, old.idxmax(), old.max(), "from Moscow", "moscow", colors, above=True)
    lower.set_xlim(FIRST - 0.7, LAST + 0.7)
    whole_years(lower, FIRST, LAST, 2)
    heading(figure, "Who orders arms from whom", 0.955, left=0.085)


def _name(axes, year, value, text, role, colors, above=False):
    name_point(
        axes,
        text,
        (year, value),
        role,
        colors,
        (0, 11) if above else (9, 0),
        ha="center" if above else "left",
        va="bottom" if above else "center",
        zorder=5,
    )
