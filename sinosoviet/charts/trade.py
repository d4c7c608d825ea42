"""Trade between China and the USSR, in single graded figures with honest gaps."""

from sinosoviet import tables
from sinosoviet.charts.chart import Chart
from sinosoviet.charts.marks import halo, spans, stretches, whole_years
from sinosoviet.errors import whole_number_between
from sinosoviet.wording import listed, numbered

FIRST, LAST = 1949, 1991
_ASIDE = 0.3
_DOLLARS = "million current US dollars"
_MAKERS = {
    "COW": ("Correlates of War", "ochre", "D"),
    "Chinese": ("Chinese publications", "beijing", "o"),
    "Soviet": ("Soviet statements", "moscow", "s"),
    "Western": ("American sources", "third", "^"),
    "inferred": ("Inferred", "teal", "v"),
}


def trade(first=FIRST, last=LAST):
    """Two-way trade of China and the USSR in current US dollars, one mark for each known figure.

    Years are whole numbers from 1949 to 1991. Forecasts, plans and sums in other currencies
    are in the ``trade`` table but not on this chart. A year without a mark is a year for
    which no figure was found, not a year without trade.
    """
    first = whole_number_between("The first year", first, FIRST, LAST - 3)
    last = whole_number_between("The last year", last, first + 3, LAST)
    known, others = _rows(first, last)
    rows = known[["year", "value", "claimed_by", "status", "grade"]].reset_index(drop=True)
    return Chart(
        "trade" if (first, last) == (FIRST, LAST) else f"trade-{first}-{last}",
        title="Trade of China and the USSR",
        sentence=_describe(known, others, first, last),
        table=rows.rename(columns={"value": "million current US dollars", "claimed_by": "who says so"}),
        draw=lambda figure, _, colors: _draw(figure, known, first, last, colors),
        sources=tuple(sorted(set(known["source_key"]))),
        tables=("trade",),
        note="Filled: reported. Hollow: estimated. Crossed: disputed. Shaded: no figure found.",
    )


def _rows(first, last):
    rows = tables.load("trade")
    rows = rows[rows["year"].between(first, last) & (rows["flow"] == "turnover") & rows["outcome"]].copy()
    rows["year"] = rows["year_end"].fillna(rows["year"]).astype(int)
    in_dollars = rows["unit"] == _DOLLARS
    rows["maker"] = [_maker(row) for row in rows.itertuples()]
    return rows[in_dollars].sort_values(["year", "id"]), rows[~in_dollars].sort_values(["year", "id"])


def _maker(row):
    if row.series.startswith("COW"):
        return "COW"
    if row.id.endswith(("inferred", "misprint")):
        return "inferred" if row.id.endswith("inferred") else "Chinese"
    if any(word in row.claimed_by for word in ("Chinese", "PRC", "China News")):
        return "Chinese"
    if any(word in row.claimed_by for word in ("TASS", "Soviet")):
        return "Soviet"
    return "Western"


def _gaps(known, first, last):
    return sorted(set(range(first, last + 1)) - set(known["year"]))


def _describe(known, others, first, last):
    trusted = known[known["status"] != "disputed"]
    high, low = trusted.loc[trusted["value"].idxmax()], trusted.loc[trusted["value"].idxmin()]
    gaps = _gaps(known, first, last)
    text = (
        f"Dot chart of two-way trade of China and the USSR, {first} to {last}, in million current US "
        f"dollars: {numbered(len(known), 'figure')} from "
        f"{numbered(known['claimed_by'].nunique(), 'source')}. "
        f"The highest that is not disputed is {high['value']:,.0f} in {high['year']} "
        f"({high['claimed_by']}), the lowest {low['value']:,.0f} in {low['year']} ({low['claimed_by']}). "
    )
    if gaps:
        text += f"No figure in dollars was found for {spans(gaps)}; that does not mean no trade. "
    disputed = known[known["status"] == "disputed"]
    if len(disputed):
        text += f"{numbered(len(disputed), 'figure')} marked by a cross cannot be squared with others. "
    if len(others):
        sums = listed(f"{row.value:,g} {row.unit} in {row.year}" for row in others.itertuples())
        text += f"Left off, because they are in other money: {sums}. "
    return text + "Compilers used different exchange rates, so no line joins the dots."


def _draw(figure, known, first, last, colors):
    axes = figure.add_subplot()
    gaps = stretches(_gaps(known, first, last))
    for start, end in gaps:
        axes.axvspan(start - 0.5, end + 0.5, color=colors["band"], zorder=0, linewidth=0)
    top = known["value"].max() * 1.12
    handles = {}
    for row in known.itertuples():
        name, role, marker = _MAKERS[row.maker]
        together = [maker for maker in _MAKERS if maker in set(known[known["year"] == row.year]["maker"])]
        at = row.year + (together.index(row.maker) - (len(together) - 1) / 2) * _ASIDE
        disputed = row.status == "disputed"
        axes.plot(
            at,
            row.value,
            marker=marker,
            markersize=8,
            color=colors[role],
            markerfacecolor=colors[role] if row.status == "reported" else colors["paper"],
            markeredgewidth=1.6,
            linestyle="none",
            zorder=3,
        )
        if disputed:
            axes.plot(at, row.value, "x", color=colors["ink"], markersize=9, zorder=4)
        handles.setdefault(name, (role, marker))
    for row in known[known["id"].str.endswith("misprint")].itertuples():
        axes.annotate(
            "as printed: a misprint?",
            (row.year, row.value),
            xytext=(10, 0),
            textcoords="offset points",
            va="center",
            color=colors["muted"],
            path_effects=halo(colors),
        )
    axes.legend(
        handles=[
            axes.plot(
                [],
                [],
                marker=marker,
                color=colors[role],
                linestyle="none",
                label=name,
                markersize=8,
            )[0]
            for name, (role, marker) in handles.items()
        ],
        loc="upper left" if last - first > 20 else "upper right",
        bbox_to_anchor=(0.12, 1.0) if last - first > 20 else None,
    )
    widest = max(gaps, key=lambda gap: gap[1] - gap[0], default=None)
    if widest:
        axes.text(
            sum(widest) / 2,
            top * 0.5,
            "no figure\nin dollars\nfound",
            ha="center",
            va="center",
            color=colors["muted"],
            size=10,
        )
    axes.set_ylim(0, top)
    axes.set_xlim(first - 0.7, last + 0.7)
    whole_years(axes, first, last, 5 if last - first > 14 else 1)
    axes.yaxis.set_major_formatter("{x:,.0f}")
    axes.set_ylabel("Million current US dollars")
    axes.set_title("Trade of China and the USSR: what is known")
