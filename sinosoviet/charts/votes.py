"""Votes in the UN General Assembly: Albania and Moscow, before and after their break."""

from sinosoviet import tables
from sinosoviet.charts.chart import Chart
from sinosoviet.charts.marks import draw_series, halo, whole_years
from sinosoviet.wording import listed

FIRST, LAST = 1956, 1991
_BREAK = 1961
_PACT = 1968
_PAIRS = {"Albania": "ochre", "China (PRC)": "beijing"}


def albania_votes():
    """How often Albania voted as the USSR did in the UN General Assembly, sessions of 1956–1991.

    Below: how many roll calls both took part in. The PRC's line is there to compare.
    """
    rows = _rows()
    return Chart(
        "albania-votes",
        title="Voting as Moscow votes: Albania and the PRC in the UN",
        sentence=_describe(rows),
        table=rows.rename(
            columns={
                "partner": "State",
                "year": "Year the session opened",
                "n_roll_calls": "Shared roll calls",
                "n_same": "Same vote",
                "n_opposite": "Yes against no",
                "percent": "Same vote (%)",
            }
        ).round(1),
        draw=lambda figure, _, colors: _draw(figure, rows, colors),
        sources=("unga_votes",),
        tables=("un_votes",),
        height=5.8,
        note="The session of 1964 had one roll call; its rate is left out. Absences count neither way.",
    )


def _rows():
    votes = tables.load("un_votes")
    votes = votes[
        (votes["reference"] == "USSR") & votes["partner"].isin(_PAIRS) & votes["year"].between(FIRST, LAST)
    ]
    return (
        votes.assign(percent=(100 * votes["agreement"]).where(votes["usable"].astype(bool)))[
            ["partner", "year", "n_roll_calls", "n_same", "n_opposite", "percent"]
        ]
        .sort_values(["partner", "year"])
        .reset_index(drop=True)
    )


def _of(rows, partner):
    return rows[rows["partner"] == partner].set_index("year")


def _shared(frame):
    return 100 * frame["n_same"].sum() / frame["n_roll_calls"].sum()


def _describe(rows):
    albania, prc = _of(rows, "Albania"), _of(rows, "China (PRC)")
    after = albania.loc[_BREAK + 1 : _BREAK + 5].dropna(subset=["percent"])
    low = albania["percent"].idxmin()
    return (
        f"Line chart of the share of roll calls in which a state voted as the USSR did in the UN General "
        f"Assembly, sessions of {FIRST} to {LAST}, from 0 to 100 percent, with bars below for the number of "
        f"roll calls that Albania and the USSR shared. Moscow broke with Albania in December {_BREAK}; in "
        f"the sessions of {listed(after.index.astype(str))} Albania still cast the same vote in "
        f"{_shared(after):.0f} percent of {after['n_roll_calls'].sum()} shared roll calls. Its line falls "
        f"in 1967 and is lowest in {low}, {albania.loc[low, 'percent']:.0f} percent of only "
        f"{albania.loc[low, 'n_roll_calls']} roll calls. The PRC votes from 1971; up to 1986 its line "
        f"stays between {prc.loc[1971:1986, 'percent'].min():.0f} and "
        f"{prc.loc[1971:1986, 'percent'].max():.0f} percent, though the two were rivals. The chart cannot "
        "show the votes that a state stayed away from, nor why it voted as it did."
    )


def _draw(figure, rows, colors):
    figure.subplots_adjust(hspace=0.1, top=0.9, bottom=0.075, right=0.975)
    lines, bars = figure.subplots(2, sharex=True, height_ratios=(3.1, 1))
    albania, prc = _of(rows, "Albania"), _of(rows, "China (PRC)")
    for state, role in _PAIRS.items():
        known = _of(rows, state).dropna(subset=["percent"])
        draw_series(
            lines,
            known.index.astype(int),
            known["percent"],
            role=role,
            colors=colors,
            status="reported",
        )
    for year, words, side, y in (
        (_BREAK, "December 1961: \nMoscow breaks \nrelations ", "right", 40),
        (_PACT, " September 1968: Albania\n leaves the Warsaw Pact", "left", 22),
    ):
        # A session opens in September and votes to December, so a line stands after its year's dot.
        x = year + (0.5 if year == _BREAK else -0.15)
        for axes in (lines, bars):
            axes.axvline(x, color=colors["muted"], linewidth=0.9, linestyle=(0, (1, 1.5)), zorder=1)
        lines.text(x, y, words, ha=side, va="center", color=colors["muted"], path_effects=halo(colors))
    lines.text(
        1980.4, 101.5, "Albania", ha="left", va="bottom", color=colors["ochre"], weight="semibold", size=12
    )
    lines.text(
        1978.3,
        prc.loc[1971:1986, "percent"].min() - 7,
        "China (PRC)",
        color=colors["beijing"],
        weight="semibold",
        size=12,
        va="center",
        path_effects=halo(colors),
    )
    lines.set_ylim(0, 112)
    lines.set_yticks(range(0, 101, 20))
    lines.yaxis.set_major_formatter("{x:.0f}%")
    lines.set_ylabel("Same vote as the USSR")
    lines.tick_params(axis="x", length=0)
    lines.set_title("Voting as Moscow votes: Albania and the PRC in the UN")
    bars.bar(albania.index.astype(int), albania["n_roll_calls"].astype(int), width=0.7, color=colors["ochre"])
    single = albania[albania["percent"].isna()]
    for year in single.index:
        bars.annotate(
            "1",
            (int(year), 3),
            xytext=(0, 1),
            textcoords="offset points",
            ha="center",
            va="bottom",
            size=10,
            color=colors["ink"],
        )
    bars.set_ylabel("Votes shared")
    bars.set_yticks([0, 50, 100])
    bars.set_xlim(FIRST - 0.8, LAST + 0.8)
    whole_years(bars, FIRST, LAST, 5)
