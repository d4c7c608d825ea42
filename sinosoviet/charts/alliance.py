"""One year of the alliance: its events by month, and three counts beside the years around it."""

import pandas as pd

from sinosoviet import tables
from sinosoviet.charts.chart import WIDTH, Chart
from sinosoviet.charts.events import MARKERS, ROLES, rows_between
from sinosoviet.charts.labels import place_flags
from sinosoviet.charts.marks import text_width
from sinosoviet.dates import in_words
from sinosoviet.errors import whole_number_between
from sinosoviet.wording import listed, numbered

FIRST, LAST = 1949, 1955
_SIZE = 11
_LANE = 0.17
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_PANELS = (
    ("arms", "China’s arms orders, million TIV", "beijing"),
    ("credits", "Soviet credits, million old rubles", "moscow"),
    ("steel", "China’s iron and steel, 1,000 t", "ochre"),
)
_MOST_EVENTS = 9
_LEAST_DISTANCE = 8
_LOWEST_RANK = 2


def alliance_year(year):
    """Events of one year from 1949 to 1955 by month, with arms orders, credits and steel.

    Arms orders are in million TIV (SIPRI), Soviet credits in million old rubles (Shen Zhihua's
    table of agreements), iron and steel in thousand tonnes (Correlates of War).
    """
    year = whole_number_between("The year", year, FIRST, LAST)
    events = _events(year)
    counts = _counts()
    return Chart(
        f"alliance-{year}",
        title=f"The alliance in {year}",
        sentence=_describe(events, counts, year),
        table=events[["date", "side", "title"]].reset_index(drop=True),
        draw=lambda figure, _, colors: _draw(figure, events, counts, year, colors),
        sources=tuple(
            dict.fromkeys([*events["source_1_key"].dropna(), "sipri_arms", "shen_loans", "cow_nmc6"])
        ),
        tables=("events", "arms_orders", "disputed_figures", "capabilities"),
        height=5.6,
        note=(
            "Above the months: Beijing, or both. Below: Moscow, or others. Events without a day stand in "
            "the middle of their month. The copy of the table of credits that was read breaks off in "
            "October 1954."
        ),
    )


def _events(year):
    events = rows_between(year, year)
    events = events[events["rank"] <= _LOWEST_RANK]
    return events.sort_values(["rank", "when", "id"]).head(_MOST_EVENTS).sort_values(["when", "id"])


def _counts():
    orders = tables.load("arms_orders")
    orders = orders[(orders["supplier"] == "USSR") & (orders["recipient"] == "China")]
    strength = tables.load("capabilities")
    steel = strength[strength["state"] == "China"].set_index("year")["iron_steel_kt"]
    figures = tables.load("disputed_figures")
    credits = figures[figures["topic"] == "loans-by-agreement"].groupby("year")["value_low"].sum()
    years = range(FIRST, LAST + 1)
    return {
        "arms": orders.set_index("order_year")["tiv_million"].reindex(years),
        "steel": steel.reindex(years),
        "credits": credits.reindex(years),
    }


def _describe(events, counts, year):
    if len(events):
        told = "; ".join(f"{row.title} ({in_words(row.date)})" for row in events.itertuples())
        text = f"{year}, with {numbered(len(events), 'event')} on a line of months: {told}. "
    else:
        text = f"{year}: the table of events has none. "
    arms, credit, steel = (counts[name].get(year) for name in ("arms", "credits", "steel"))
    facts = [
        f"China’s arms orders from the USSR were {arms:,.0f} million TIV"
        if pd.notna(arms)
        else "no arms orders are on record, since the record begins in 1950",
        f"Soviet credits came to {credit:,.0f} million old rubles"
        if pd.notna(credit)
        else "no Soviet credit is in the table that was read",
        f"China made {steel:,.0f} thousand tonnes of iron and steel",
    ]
    return text + f"Below, bars for {FIRST} to {LAST}: in {year} {listed(facts)}."


def _draw(figure, events, counts, year, colors):
    figure.subplots_adjust(top=0.91, bottom=0.05)
    months, bars = figure.subplots(2, height_ratios=(1.15, 1), gridspec_kw={"hspace": 0.16})
    _draw_months(months, events, year, colors)
    _draw_counts(bars, counts, year, colors)


def _draw_months(axes, events, year, colors):
    axes.set_axis_off()
    axes.set_xlim(0, 12.06)
    axes.set_ylim(-0.66, 0.66)
    axes.set_title(f"The alliance in {year}: events by month")
    axes.axhspan(-0.08, 0.08, color=colors["band"], zorder=0)
    for month, name in enumerate(_MONTHS):
        axes.text(month + 0.5, 0, name, ha="center", va="center", size=9, color=colors["muted"])
    points_per_month = WIDTH * 72 * 0.9 / 12.06
    for sign, sides in ((1, ("beijing", "both")), (-1, ("moscow", "third"))):
        chosen = [row for row in events.itertuples() if row.side in sides]
        flags = place_flags(
            _apart([(row.when - year) * 12 * points_per_month for row in chosen]),
            [text_width(row.short_label, _SIZE) + 10 for row in chosen],
            start=0,
            end=12 * points_per_month,
            gap=8,
        )
        for row, flag in sorted(zip(chosen, flags, strict=True), key=lambda pair: -pair[1].lane):
            color = colors[ROLES[row.side]]
            height = sign * (0.19 + flag.lane * _LANE)
            when = flag.x / points_per_month
            axes.plot([when, when], [sign * 0.08, height], color=color, linewidth=0.9, zorder=1)
            axes.plot(when, sign * 0.08, marker=MARKERS[row.side], color=color, markersize=5, zorder=4)
            axes.text(
                flag.left / points_per_month + 0.06,
                height,
                row.short_label,
                size=_SIZE,
                color=color,
                va="center",
                zorder=3,
                bbox={"facecolor": colors["paper"], "edgecolor": "none", "pad": 1},
            )
    for sign, side, name in (
        (1, "beijing", "Beijing\nor both"),
        (-1, "moscow", "Moscow\nor others"),
    ):
        axes.text(
            -0.12,
            sign * 0.3,
            name,
            color=colors[side],
            size=9.5,
            weight="semibold",
            va="center",
            ha="right",
        )


def _apart(positions):
    """Positions in order, pushed right where two marks would merge into one."""
    moved = []
    for position in positions:
        close = moved and 0 < position - moved[-1] < _LEAST_DISTANCE
        moved.append(moved[-1] + _LEAST_DISTANCE if close else position)
    return moved


def _draw_counts(axes, counts, year, colors):
    years = range(FIRST, LAST + 1)
    step = len(years) + 2
    axes.set_axis_off()
    axes.set_xlim(-0.5, 3 * step - 2.5)
    axes.set_ylim(-0.16, 1.4)
    for number, (name, title, role) in enumerate(_PANELS):
        left, series = number * step, counts[name].astype("float64")
        axes.text(left - 0.5, 1.3, title, size=10.5, weight="semibold", va="center")
        axes.plot([left - 0.5, left + len(years) - 0.5], [0, 0], color=colors["muted"], linewidth=0.8)
        shares = (series / series.max()).fillna(0)
        axes.bar(
            [left + place for place in range(len(years))],
            shares,
            width=0.72,
            color=[colors[role] if y == year else colors["faint"] for y in years],
        )
        for place, at in enumerate(years):
            label = {"x": left + place, "ha": "center", "color": colors["muted"]}
            axes.text(y=-0.09, s=f"’{at % 100}", va="center", size=10, **label)
            if pd.isna(series[at]):
                axes.text(y=0.05, s="no figure", va="bottom", rotation=90, size=9, **label)
            elif at == year:
                axes.text(
                    left + place,
                    shares[at] + 0.03,
                    f"{series[at]:,.0f}",
                    ha="center",
                    va="bottom",
                    weight="semibold",
                )
