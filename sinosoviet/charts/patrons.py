"""Guns from two patrons: arms orders from the USSR and from China, state by state."""

import pandas as pd
from matplotlib.collections import PatchCollection
from matplotlib.patches import Rectangle

from sinosoviet import tables
from sinosoviet.charts.chart import Chart
from sinosoviet.charts.marks import halo, whole_years

FIRST, LAST = 1955, 1980
_SPLIT = (1960, 1979)
# Panel title: name in the table, and the range of the scale downward and upward with its steps.
_PANELS = {
    "Albania": ("Albania", (-750, 750), 250),
    "North Korea": ("North Korea", (-3000, 3000), 1000),
    "Vietnam (the North to 1976)": ("North Vietnam / Vietnam", (-3000, 3000), 1000),
}


def two_patrons():
    """Arms orders placed with the USSR and with China, 1955–1980: three panels.

    Values are SIPRI trend-indicator values (TIV) in millions, by year of order. TIV measures the
    military worth of what was delivered; it is not money.
    """
    rows = _rows()
    return Chart(
        "two-patrons",
        title="Guns from two patrons",
        sentence=_describe(rows),
        table=rows.rename(
            columns={
                "panel": "Panel",
                "year": "Year of order",
                "ussr": "From the USSR (million TIV)",
                "china": "From China (million TIV)",
            }
        ).round(1),
        draw=lambda figure, _, colors: _draw(figure, rows, colors),
        sources=("sipri_arms",),
        tables=("arms_orders",),
        height=5.4,
        note="TIV is military worth, reckoned alike for all makers; it is not money. Albania has a scale of "
        "its own, four times as fine.",
    )


def _rows():
    orders = tables.load("arms_orders").set_index(["supplier", "recipient", "order_year"])["tiv_million"]
    frames = []
    for panel, (recipient, *_) in _PANELS.items():
        for year in range(FIRST, LAST + 1):
            frames.append(
                (
                    panel,
                    year,
                    float(orders.get(("USSR", recipient, year), 0.0)),
                    float(orders.get(("China", recipient, year), 0.0)),
                )
            )
    return pd.DataFrame(frames, columns=["panel", "year", "ussr", "china"])


def _describe(rows):
    years = rows[rows["year"].between(*_SPLIT)]
    sums = years.groupby("panel", sort=False)[["ussr", "china"]].sum()
    albania = rows[rows["panel"] == "Albania"].set_index("year")
    last = int(albania.index[albania["ussr"] > 0].max())
    korea, vietnam = (sums.loc[name] for name in list(_PANELS)[1:])
    return (
        f"Bars in three panels, arms orders by year from {FIRST} to {LAST} in million TIV: upward what was "
        "ordered from the USSR, downward what was ordered from China. Albania’s panel runs to 750 each way, "
        "North Korea’s and Vietnam’s to 3,000. "
        f"Albania’s last Soviet order is of {last}; from then to {_SPLIT[1]} it ordered "
        f"{albania.loc[last + 1 : _SPLIT[1], 'china'].sum():,.0f} million from China. In "
        f"{_SPLIT[0]}–{_SPLIT[1]} North Korea ordered {korea['ussr']:,.0f} from the USSR and "
        f"{korea['china']:,.0f} from China, Vietnam {vietnam['ussr']:,.0f} and {vietnam['china']:,.0f}. "
        "Rifles, soldiers, rice and railways are not counted, nor who paid, nor the reason for an order."
    )


def _draw(figure, rows, colors):
    figure.subplots_adjust(left=0.075, right=0.99, top=0.83, bottom=0.075, wspace=0.24)
    panels = figure.subplots(1, 3)
    for axes, (name, (_, limits, step)) in zip(panels, _PANELS.items(), strict=True):
        own = rows[rows["panel"] == name]
        for column, sign, role in (("ussr", 1, "moscow"), ("china", -1, "beijing")):
            bars = [
                Rectangle((year - 0.38, 0), 0.76, sign * orders)
                for year, orders in zip(own["year"], own[column], strict=True)
                if orders
            ]
            axes.add_collection(
                PatchCollection(bars, facecolor=colors[role], linewidth=0, zorder=3), autolim=False
            )
        axes.axhline(0, color=colors["ink"], linewidth=0.9, zorder=4)
        axes.set_ylim(*limits)
        ticks = range(limits[0], limits[1] + 1, step)
        axes.set_yticks(ticks, [f"{abs(tick):,}" for tick in ticks])
        axes.set_title(name, size=11.5, loc="left", pad=9)
        axes.set_xlim(FIRST - 0.8, LAST + 0.8)
        whole_years(axes, FIRST, LAST, 10)
    panels[0].set_ylabel("Million TIV")
    figure.text(0.012, 0.945, "Guns from two patrons", size=14, weight="semibold", color=colors["ink"])
    first = panels[0]
    first.axvline(1961.5, color=colors["muted"], linewidth=0.9, linestyle=(0, (1, 1.5)), zorder=1)
    first.text(
        1962, 0.8, "break, 1961", transform=first.get_xaxis_transform(), va="top", color=colors["muted"]
    )
    for words, role, place in (("from Moscow", "moscow", 0.96), ("from Beijing", "beijing", 0.04)):
        first.text(
            0.985,
            place,
            words,
            transform=first.transAxes,
            ha="right",
            va="top" if place > 0.5 else "bottom",
            size=11.5,
            color=colors[role],
            weight="semibold",
            path_effects=halo(colors),
        )
