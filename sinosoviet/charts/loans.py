"""Soviet loans to China: sums that differ until the currency is named."""

from sinosoviet import tables
from sinosoviet.charts.chart import Chart
from sinosoviet.charts.marks import halo, heading
from sinosoviet.wording import listed

_ROLES = {"Soviet": "moscow", "Li": "beijing", "Zhou": "beijing", "The": "third"}
_SAME_SUM = (
    "loans-total-old-rubles",
    "loans-total-chinese",
    "loans-total-usd",
    "loans-total-soviet",
)
_APART = "debt-total-zhou"
_TITLE = "One sum of loans in four kinds of money, and one that differs"


def loans():
    """Totals of Soviet loans to China as printed, and the same sums in US dollars.

    Each sum is converted at the official rate of its time, from the ``exchange_rates`` table.
    """
    rows = _rows()
    return Chart(
        "loans",
        title=_TITLE,
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
        height=4.8,
    )


def _rows():
    rows = tables.rows("disputed_figures", [*_SAME_SUM, _APART])
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
    same, apart = rows[rows["id"].isin(_SAME_SUM)], rows[rows["id"] == _APART].iloc[0]
    printed = listed(
        f"{row.printed:,.0f} million {row.currency} ({row.claimed_by})" for row in same.itertuples()
    )
    low, high = same["dollars"].min(), same["dollars"].max()
    return (
        f"Two bar charts of {len(rows)} totals for Soviet loans to China. As printed, {len(same)} of them "
        f"look far apart: {printed}. At the official rates of the time they lie between {low:,.0f} and "
        f"{high:,.0f} million dollars, {100 * (high / low - 1):.1f} percent apart: one sum in dollars. "
        f"One total, {apart['printed']:,.0f} million {apart['currency']} ({apart['claimed_by']}), stays "
        f"apart at {apart['dollars']:,.0f} million; what it leaves out was not found. "
        "Official rates are not prices in a shop: the chart does not say what the goods were worth to China."
    )


def _draw(figure, rows, colors):
    figure.subplots_adjust(left=0.225, top=0.78, bottom=0.04)
    heading(figure, _TITLE, 0.93)
    left, right = figure.subplots(1, 2, sharey=True, width_ratios=(2, 1))
    roles = [colors[_ROLES[claimant.split()[0]]] for claimant in rows["claimed_by"]]
    positions = range(len(rows))
    for axes, column, title in (
        (left, "printed", "As printed, in millions"),
        (right, "dollars", "In million US dollars,\nat official rates"),
    ):
        axes.barh(positions, rows[column], color=roles, height=0.62, zorder=3)
        axes.set_xlim(0, rows[column].max() * (1.16 if axes is left else 1.5))
        for position, value in zip(positions, rows[column], strict=True):
            axes.text(
                value + rows[column].max() * 0.03,
                position,
                f"{value:,.0f}",
                va="center",
                weight="semibold",
                path_effects=halo(colors),
                zorder=5,
            )
        axes.set_title(title, size=11.5, pad=4)
        axes.grid(False)
        axes.set_xticks([])
        axes.spines["bottom"].set_visible(False)
    right.axvline(
        rows.loc[rows["id"] == "loans-total-usd", "dollars"].iloc[0],
        color=colors["ink"],
        linewidth=0.9,
        linestyle=(0, (1, 1.5)),
        zorder=4,
    )
    left.set_yticks(positions, [f"{row.currency}\n{row.claimed_by}" for row in rows.itertuples()])
    left.invert_yaxis()
