"""Trade returning: what was planned or forecast in the 1980s beside what came."""

import pandas as pd

from sinosoviet import tables
from sinosoviet.charts.chart import Chart
from sinosoviet.charts.marks import draw_series, halo, name_point, whole_years
from sinosoviet.wording import listed

FIRST, LAST = 1981, 1991
_DOLLARS = "million current US dollars"
_SPANS = ((1981, 1985), (1986, 1990))


def trade_plans():
    """Two-way trade of China and the USSR in current US dollars, 1981–1991: plans beside outcomes.

    Outcomes are the series of Correlates of War, and a few figures of others. Plans and forecasts
    are hollow. On the right, the sums of two five-year periods.
    """
    rows = tables.load("trade")
    rows = rows[(rows["flow"] == "turnover") & (rows["unit"] == _DOLLARS) & rows["year"].between(FIRST, LAST)]
    series = rows[rows["series"].str.startswith("COW")].set_index("year")["value"].astype(float).sort_index()
    others = rows[~rows["series"].str.startswith("COW") & rows["outcome"]].sort_values(["year", "id"])
    plans = rows[~rows["outcome"]].copy()
    plans["low"] = plans["value"].astype(float)
    plans["high"] = plans["value_high"].fillna(plans["value"]).astype(float)
    single = plans[plans["year_end"].isna()].sort_values(["year", "low"])
    fives = plans[plans["year_end"].notna()].sort_values(["year", "low"])
    return Chart(
        "trade-plans",
        title="Trade in the thaw: what was planned, what came",
        sentence=_describe(series, others, single, fives),
        table=_table(series, others, single, fives),
        draw=lambda figure, _, colors: _draw(figure, series, others, single, fives, colors),
        sources=tuple(sorted(set(rows["source_key"]))),
        tables=("trade",),
        note="Filled: outcomes. Hollow: plans and forecasts. Prices of the day; the two paid in goods, "
        "counted in Swiss francs, so every dollar figure is a conversion.",
    )


def _total(series, span):
    return series.loc[span[0] : span[1]].sum()


def _table(series, others, single, fives):
    rows = [(str(year), "outcome", value, value, "Correlates of War") for year, value in series.items()]
    rows += [(str(r.year), "outcome", r.value, r.value, r.claimed_by) for r in others.itertuples()]
    rows += [(str(r.year), "plan or forecast", r.low, r.high, r.claimed_by) for r in single.itertuples()]
    for span in _SPANS:
        name = f"{span[0]}–{span[1]}"
        rows.append((name, "outcome, sum", _total(series, span), _total(series, span), "Correlates of War"))
    rows += [
        (f"{r.year}–{int(r.year_end)}", "plan or forecast", r.low, r.high, r.claimed_by)
        for r in fives.itertuples()
    ]
    columns = ["year", "kind", f"{_DOLLARS}, low", f"{_DOLLARS}, high", "who says so"]
    return pd.DataFrame(rows, columns=columns)


def _span_text(row):
    return f"{row.low:,.0f}" if row.low == row.high else f"{row.low:,.0f} to {row.high:,.0f}"


def _short(maker):
    return maker.split(",")[0].split(" (")[0]


def _describe(series, others, single, fives):
    parts = [
        f"{row.year}: {_span_text(row)} ({_short(row.claimed_by)}), outcome {series[row.year]:,.0f}"
        for row in single.itertuples()
    ]
    lower = sum(float(row.value) < series[row.year] for row in others.itertuples())
    sums = []
    for span in _SPANS:
        of_span = [row for row in fives.itertuples() if row.year == span[0]]
        told = listed(f"{_span_text(row)} by {_short(row.claimed_by)}" for row in of_span)
        sums.append(f"{span[0]}–{span[1]}: {told}, outcome {_total(series, span):,.0f}")
    return (
        f"Line with dots of two-way trade of China and the USSR, {FIRST} to {LAST}, in million current US "
        f"dollars, with bars for two five-year sums. By Correlates of War it rose from "
        f"{series[FIRST]:,.0f} to {series.max():,.0f} in {series.idxmax()} and stood at {series[LAST]:,.0f} "
        f"in {LAST}. Plans and forecasts by year: {'; '.join(parts)}. Over five years: {'; '.join(sums)}. "
        f"Of {len(others)} figures of others {lower} are lower: compilers count and convert "
        "in different ways. The chart cannot show what was traded or who gained."
    )


def _draw(figure, series, others, single, fives, colors):
    left, right = figure.subplots(1, 2, width_ratios=(1.75, 1))
    figure.subplots_adjust(wspace=0.2)
    _draw_years(left, series, others, single, colors)
    _draw_sums(right, series, fives, colors)


def _draw_years(axes, series, others, single, colors):
    draw_series(axes, series.index, series, role="ochre", colors=colors)
    axes.plot(
        others["year"],
        others["value"].astype(float),
        "^",
        color=colors["third"],
        markersize=7,
        linestyle="none",
        zorder=4,
    )
    for row in single.itertuples():
        axes.plot([row.year] * 2, [row.low, row.high], color=colors["teal"], linewidth=1.6, zorder=4)
        axes.plot(
            [row.year] * 2,
            [row.low, row.high],
            "o",
            color=colors["teal"],
            markerfacecolor="none",
            markeredgewidth=1.8,
            markersize=8,
            zorder=5,
        )
    for row in single[single["year"] == single["year"].max()].itertuples():
        above = row.low > series[row.year]
        name_point(
            axes,
            f"{_short(row.claimed_by)}: {_span_text(row)}",
            (row.year, row.high),
            "teal",
            colors,
            (-12, 0) if above else (0, -16),
            ha="right" if above else "center",
            va="center",
        )
    for text, at, role in (
        ("outcome, by\nCorrelates of War", (1986.7, series[1988] + 120), "ochre"),
        ("plans and forecasts", (FIRST, 2300), "teal"),
        ("outcomes by others", (1982.7, 120), "third"),
    ):
        axes.text(
            *at,
            text,
            color=colors[role],
            weight="semibold",
            va="center",
            ha="right" if role == "ochre" else "left",
            path_effects=halo(colors),
            zorder=6,
        )
    axes.set_ylim(0, 5500)
    axes.set_xlim(FIRST - 0.5, LAST + 0.5)
    whole_years(axes, FIRST, LAST, 2)
    axes.yaxis.set_major_formatter("{x:,.0f}")
    axes.set_ylabel("Million current US dollars")
    axes.set_title("Trade in the thaw: what was planned, what came")


def _draw_sums(axes, series, fives, colors):
    for place, span in enumerate(_SPANS):
        total = _total(series, span)
        axes.bar(place, total, width=0.36, color=colors["ochre"], zorder=3)
        axes.text(
            place,
            total + 350,
            f"{total:,.0f}",
            ha="center",
            color=colors["ochre"],
            weight="semibold",
            path_effects=halo(colors),
        )
        for row in fives[fives["year"] == span[0]].itertuples():
            axes.plot([place + 0.3] * 2, [row.low, row.high], color=colors["teal"], linewidth=2.2, zorder=4)
            axes.plot(
                [place + 0.3] * 2,
                [row.low, row.high],
                "o",
                color=colors["teal"],
                markerfacecolor=colors["paper"],
                markeredgewidth=1.8,
                markersize=8,
                zorder=5,
            )
            axes.text(
                place + 0.38,
                (row.low + row.high) / 2,
                _short(row.claimed_by),
                va="center",
                color=colors["teal"],
                weight="semibold",
                path_effects=halo(colors),
            )
    axes.set_xticks(range(len(_SPANS)), [f"{a}–{b}" for a, b in _SPANS])
    axes.set_xlim(-0.45, len(_SPANS) - 0.25)
    axes.set_ylim(0, 22000)
    axes.yaxis.set_major_formatter("{x:,.0f}")
    axes.text(-0.4, 21600, "sums of five years", va="top", color=colors["muted"])
