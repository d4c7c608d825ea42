"""Soviet arms orders: China's part in everything Moscow sold or gave."""

from sinosoviet import tables
from sinosoviet.charts.chart import Chart
from sinosoviet.charts.marks import halo, stretches, whole_years

FIRST, LAST = 1950, 1991
_BOOM = (1950, 1954)


def arms_orders():
    """Soviet arms orders by year, 1950–1991: China's orders against everybody's.

    Values are SIPRI trend-indicator values (TIV) in millions, booked to the year of the
    order. TIV measures the military worth of what was delivered; it is not money.
    """
    rows = _rows()
    return Chart(
        "arms-orders",
        title="China’s part in all Soviet arms orders",
        sentence=_describe(rows),
        table=rows.rename(
            columns={
                "year": "Year of order",
                "china": "China (million TIV)",
                "others": "All others (million TIV)",
                "share": "China’s share (%)",
            }
        ).round(1),
        draw=lambda figure, _, colors: _draw(figure, rows, colors),
        sources=("sipri_arms",),
        tables=("arms_orders", "arms_orders_totals"),
        note="TIV is military worth on one scale for all makers, not money.",
    )


def _rows():
    orders = tables.load("arms_orders")
    china = orders[(orders["supplier"] == "USSR") & (orders["recipient"] == "China")]
    china = china.set_index("order_year")["tiv_million"]
    totals = tables.load("arms_orders_totals")
    total = totals[totals["supplier"] == "USSR"].set_index("order_year")["tiv_million_all_recipients"]
    years = range(FIRST, LAST + 1)
    china, total = (series.reindex(years).fillna(0.0).astype(float) for series in (china, total))
    rows = china.to_frame("china").assign(others=total - china, share=(100 * china / total).where(total > 0))
    return rows.rename_axis("year").reset_index()


def _boom(rows):
    return rows[rows["year"].between(*_BOOM)]


def _describe(rows):
    boom, all_years = _boom(rows)["china"].sum(), rows["china"].sum()
    everybody = boom + _boom(rows)["others"].sum()
    peak = rows.loc[rows["share"].idxmax()]
    none = rows[(rows["china"] == 0) & (rows["year"] > 1960)]
    start, end = max(stretches(none["year"]), key=lambda run: run[1] - run[0])
    return (
        f"Stacked bars of Soviet arms orders by year, {FIRST} to {LAST}, in million TIV: "
        f"China’s part below, everybody else’s above. In {_BOOM[0]}–{_BOOM[1]} China ordered "
        f"{boom:,.0f} million, {100 * boom / all_years:.0f} percent of the {all_years:,.0f} million it would "
        f"order up to {LAST}, and {100 * boom / everybody:.0f} percent of all that Moscow took orders for "
        f"in those years. Its share of all Soviet orders was highest in {peak['year']:.0f} "
        f"({peak['share']:.0f} percent). It ordered nothing in {start}–{end}. "
        "Orders are booked to the year they were placed, so deliveries came later; "
        "small arms, training and most nuclear help are not counted."
    )


def _draw(figure, rows, colors):
    axes = figure.add_subplot()
    axes.bar(rows["year"], rows["china"], width=0.8, color=colors["beijing"], zorder=3)
    for color, alpha in ((colors["paper"], 1), (colors["third"], 0.55)):
        axes.bar(
            rows["year"], rows["others"], bottom=rows["china"], width=0.8, color=color, alpha=alpha, zorder=2
        )
    boom = _boom(rows)
    whole = boom["china"].sum() + boom["others"].sum()
    height = (boom["china"] + boom["others"]).max()
    axes.text(
        _BOOM[0] - 0.4,
        height * 1.14,
        f"{_BOOM[0]}–{_BOOM[1]}: China places {100 * boom['china'].sum() / whole:.0f}% of all\n"
        f"Soviet orders, and {100 * boom['china'].sum() / rows['china'].sum():.0f}% of all\n"
        f"it would ever place by {LAST}",
        color=colors["beijing"],
        weight="semibold",
        va="bottom",
        path_effects=halo(colors),
    )
    axes.text(
        _BOOM[1] + 0.7,
        boom["china"].max() * 0.42,
        "China",
        color=colors["beijing"],
        weight="semibold",
        path_effects=halo(colors),
        zorder=5,
    )
    axes.plot([_BOOM[0] - 0.4, _BOOM[1] + 0.4], [height * 1.08] * 2, color=colors["beijing"], linewidth=2)
    busiest = rows.loc[rows["others"].idxmax()]
    axes.annotate(
        "everybody else",
        (busiest["year"], busiest["others"] * 1.02),
        ha="center",
        va="bottom",
        color=colors["muted"],
        weight="semibold",
        path_effects=halo(colors),
    )
    axes.set_ylabel("Million TIV, by year of order")
    axes.yaxis.set_major_formatter("{x:,.0f}")
    axes.set_xlim(FIRST - 0.8, LAST + 0.8)
    whole_years(axes, FIRST, LAST, 5)
    axes.set_title("China’s part in all Soviet arms orders")
