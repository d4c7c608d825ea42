"""How often Beijing voted with its enemies and its new friend in the UN General Assembly."""

import pandas as pd

from sinosoviet import tables
from sinosoviet.charts.chart import Chart
from sinosoviet.charts.marks import draw_series, halo, label_ends, whole_years

FIRST, LAST = 1971, 1991
_WAR = 1979
_PARTNERS = {"Vietnam": "ochre", "USSR": "moscow", "USA": "third"}
_NAMES = {"Vietnam": "Vietnam", "USSR": "Soviet Union", "USA": "United States"}
_TITLE = "How often does Beijing vote the same way?"


def un_agreement():
    """Share of shared roll calls on which the People's Republic chose as Vietnam, the USSR and the USA did.

    From the session of 1971, in which the People's Republic took China's seat, to that of 1991.
    Below the lines stand the roll calls that Beijing and Moscow shared: the fewer, the less a rate means.
    """
    rates, shared = _rows()
    table = (100 * rates).round(0)
    table.columns = [f"same vote as {_NAMES[state]} (%)" for state in rates]
    table["roll calls shared with the Soviet Union"] = shared
    return Chart(
        "un-agreement",
        title=_TITLE,
        sentence=_describe(rates, shared),
        table=table.reset_index(),
        draw=lambda figure, _, colors: _draw(figure, rates, shared, colors),
        sources=("unga_votes",),
        tables=("un_votes",),
        height=5.6,
        note=(
            "A roll call counts if both voted yes, no or abstain; absences are dropped. Vietnam joined the "
            "UN in 1977. The year is that in which the session opened. Before the vote of 25 October 1971 "
            "another government held China’s seat; it is not drawn."
        ),
    )


def _rows():
    votes = tables.load("un_votes")
    votes = votes[votes["usable"]]
    ours = votes[(votes["reference"] == "China (PRC)") & votes["partner"].isin(["USA", "Vietnam"])]
    moscow = votes[(votes["reference"] == "USSR") & (votes["partner"] == "China (PRC)")]
    moscow = moscow.assign(partner="USSR")
    rates = {
        state: rows.set_index("year")["agreement"].astype(float)
        for state in _PARTNERS
        for rows in [moscow if state == "USSR" else ours[ours["partner"] == state]]
    }
    rates = pd.DataFrame(rates).loc[FIRST:LAST]
    return rates, moscow.set_index("year")["n_roll_calls"].astype(int).loc[FIRST:LAST]


def _describe(rates, shared):
    low, high = (100 * rates["USSR"].loc[:1986].agg(way) for way in ("min", "max"))
    least, most = (100 * rates["USA"].agg(way) for way in ("min", "max"))
    war = 100 * rates.loc[_WAR]
    return (
        f"Line chart of how often Beijing voted as three others did in the UN General Assembly, {FIRST} "
        f"to {LAST}, in percent of shared roll calls. With the Soviet Union it is {low:.0f} to "
        f"{high:.0f} percent "
        f"up to 1986; with the United States {least:.0f} to {most:.0f} percent in all years. In {_WAR}, the "
        f"year of its war with Vietnam, Beijing voted with Vietnam in {war['Vietnam']:.0f} percent, with "
        f"Moscow in {war['USSR']:.0f} and with Washington in {war['USA']:.0f}. Bars below count the roll "
        f"calls shared with Moscow, from {shared.min()} ({shared.idxmin()}) to {shared.max()} "
        f"({shared.idxmax()}): votes in "
        "which Beijing took no part are dropped, and that pushes agreement up. Agreement depends on what is "
        "put to a vote, so the rate does not show friendship."
    )


def _draw(figure, rates, shared, colors):
    figure.subplots_adjust(top=0.91, bottom=0.06, left=0.095)
    upper, lower = figure.subplots(2, sharex=True, height_ratios=(3, 1), gridspec_kw={"hspace": 0.12})
    ends = []
    for state, role in _PARTNERS.items():
        series = 100 * rates[state].dropna()
        draw_series(upper, series.index, series, role=role, colors=colors)
        ends.append((LAST, series.iloc[-1], _NAMES[state], role))
    upper.axvspan(_WAR - 0.5, _WAR + 0.5, color=colors["band"], zorder=0)
    upper.text(
        _WAR,
        48,
        f"{_WAR}\nwar with\nVietnam",
        ha="center",
        va="center",
        color=colors["muted"],
        path_effects=halo(colors),
    )
    upper.set_ylim(0, 104)
    upper.set_ylabel("Same vote, % of shared roll calls")
    upper.tick_params(axis="x", length=0, labelbottom=False)
    upper.set_title(_TITLE, x=-0.08)
    lower.bar(shared.index, shared, width=0.76, color=colors["moscow"], alpha=0.45, zorder=3)
    lower.set_ylabel("Votes shared\nwith Moscow")
    lower.set_xlim(FIRST - 0.8, LAST + 4.4)
    lower.set_ylim(0, shared.max() * 1.12)
    whole_years(lower, 1975, 1990, 5)
    label_ends(upper, ends, colors)
