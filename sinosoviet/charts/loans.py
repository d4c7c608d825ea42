"""Soviet loans to China: sums that differ until the currency is named."""

from sinosoviet import tables
from sinosoviet.charts.chart import Chart
from sinosoviet.charts.marks import listed
from sinosoviet.errors import CourseError

_ROLES = {"yuan": "beijing", "new rubles": "moscow", "old rubles": "moscow", "US dollars": "third"}
_TOTALS = (
    "loans-total-old-rubles",
    "loans-total-chinese",
    "loans-total-usd",
    "loans-total-soviet",
)


def loans():
    """Totals of Soviet loans to China as printed, and the same sums in US dollars.

    Each sum is converted at the official rate of its time, from the ``exchange_rates`` table.
    """
    rows = _rows()
    return Chart(
        "loans",
        title="One debt in four kinds of money",
        sentence=_describe(rows),
        table=rows[["claimed_by", "printed", "currency", "dollars"]].rename(
            columns={
                "claimed_by": "who says so",
                "printed": "millions, as printed",
                "dollars": "million US dollars at the official rate",
            }
        ),
        draw=lambda figure, _, colors: _draw(figure, rows, colors),
        sources=tuple(dict.fromkeys([*rows["source_key"], *rows["rate_key"].dropna()])),
        tables=("disputed_figures", "exchange_rates"),
        height=4.2,
    )


def _rows():
    figures = tables.load("disputed_figures").set_index("id")
    missing = [wanted for wanted in _TOTALS if wanted not in figures.index]
    if missing:
        raise CourseError(f"data/disputed_figures.csv has no rows {', '.join(missing)}.")
    rows = figures.loc[list(_TOTALS)].reset_index()
    rates = tables.load("exchange_rates").set_index("currency")
    rows["printed"] = rows["value_low"].astype(float)
    rows["dollars"] = [
        row.printed * rates.loc[row.currency, "us_dollars"] / rates.loc[row.currency, "amount"]
        for row in rows.itertuples()
    ]
    rows["dollars"] = rows["dollars"].round(0)
    rows["rate_key"] = [rates.loc[currency, "source_key"] for currency in rows["currency"]]
    return rows


def _describe(rows):
    printed = listed(
        f"{row.printed:,.0f} million {row.currency} ({row.claimed_by})" for row in rows.itertuples()
    )
    spread = rows["dollars"].max() - rows["dollars"].min()
    return (
        f"Two bar charts of the same four totals for all Soviet loans to China. As printed they look far "
        f"apart: {printed}. At the official rates of the time they lie between "
        f"{rows['dollars'].min():,.0f} and {rows['dollars'].max():,.0f} million dollars, "
        f"{100 * spread / rows['dollars'].min():.1f} percent apart: one debt, reckoned in dollars and printed in "
        "four kinds of money. Official rates are not prices in a shop; the chart does not say what the "
        "goods were worth to China."
    )


def _draw(figure, rows, colors):
    figure.subplots_adjust(left=0.2)
    left, right = figure.subplots(1, 2, sharey=True)
    roles = [colors[_ROLES[currency]] for currency in rows["currency"]]
    positions = range(len(rows))
    for axes, column, title in (
        (left, "printed", "As printed, in millions"),
        (right, "dollars", "In million US dollars"),
    ):
        axes.barh(positions, rows[column], color=roles, height=0.62, zorder=3)
        axes.set_xlim(0, rows["printed"].max() * 1.16)
        for position, value in zip(positions, rows[column], strict=True):
            axes.text(
                value + rows["printed"].max() * 0.015, position, f"{value:,.0f}", va="center", weight="semibold"
            )
        axes.set_title(title)
        axes.grid(False)
        axes.set_xticks([])
        axes.spines["bottom"].set_visible(False)
    left.set_yticks(positions, [f"{row.currency}\n{row.claimed_by}" for row in rows.itertuples()])
    left.invert_yaxis()
