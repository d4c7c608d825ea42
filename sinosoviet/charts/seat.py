"""China's seat in the UN: how the Assembly divided, and on whose side six states voted."""

import pandas as pd

from sinosoviet import tables
from sinosoviet.charts.chart import Chart
from sinosoviet.charts.marks import draw_series, halo, label_ends, whole_years
from sinosoviet.wording import listed, numbered

FIRST, LAST = 1950, 1971
_STATES = ("USSR", "Albania", "India", "France", "United Kingdom", "USA")
_WITH, _AGAINST = "for Beijing", "against Beijing"
_LOOKS = {
    "for Beijing": ("beijing", "o", True),
    "both ways": ("ochre", "D", True),
    "against Beijing": ("third", "s", True),
    "abstained only": ("muted", "o", False),
}
_TITLE = "Who votes to give Beijing China’s seat in the UN?"


def seat_votes():
    """The last roll call of each year on China's seat, and the side six states took in all of that year's.

    A vote counts for Beijing if it was a yes to seating the People's Republic or a no to delay,
    to a hurdle or to keeping the Republic of China. Motions whose sense is unclear are left out.
    """
    last, sides = _last(), _sides()
    return Chart(
        "seat-votes",
        title=_TITLE,
        sentence=_describe(last, sides),
        table=last.merge(sides.unstack("state"), on="year").rename(
            columns={"with": "votes on Beijing's side", "against": "votes against"}
        ),
        draw=lambda figure, _, colors: _draw(figure, last, sides, colors),
        sources=("unga_votes", "unga2758"),
        tables=("un_seat_votes", "un_seat_votes_by_state"),
        height=5.9,
        note=(
            "Above: the last roll call of the year. Below: all of the year’s. Circle: for Beijing every time "
            "it voted. Square: against every time. Diamond: some votes each way. Hollow: abstained only. "
            "No mark: no recorded roll call, or not yet a member."
        ),
    )


def _motions():
    motions = tables.load("un_seat_votes")
    return motions[motions["on_the_seat"] & motions["yes_means"].isin([_WITH, _AGAINST])]


def _last():
    rows = _motions().sort_values("id").groupby("year").tail(1)
    favors = rows["yes_means"] == _WITH
    return pd.DataFrame(
        {
            "year": rows["year"].astype(int),
            "with": rows["yes"].where(favors, rows["no"]).astype(int),
            "against": rows["no"].where(favors, rows["yes"]).astype(int),
        }
    ).reset_index(drop=True)


def _sides():
    votes = tables.load("un_seat_votes_by_state").merge(
        _motions()[["id", "year", "yes_means"]], left_on="rollcall_id", right_on="id"
    )
    votes = votes[votes["state"].isin(_STATES) & votes["vote"].isin(["yes", "no", "abstain"])]
    favors = (votes["vote"] == "yes") == (votes["yes_means"] == _WITH)
    votes["side"] = favors.map({True: _WITH, False: _AGAINST}).where(votes["vote"] != "abstain", "abstain")
    return votes.groupby(["state", "year"])["side"].agg(_side)


def _side(votes):
    cast = {vote for vote in votes if vote != "abstain"}
    if not cast:
        return "abstained only"
    return cast.pop() if len(cast) == 1 else "both ways"


def _describe(last, sides):
    won, tied = last.iloc[-1], last[last["with"] == last["against"]]
    ahead = last[(last["with"] > last["against"]) & (last["year"] < LAST)]
    moscow = sides["USSR"].value_counts()
    london = sides["United Kingdom"].value_counts()
    return (
        f"Line chart of the last roll call of each year on China’s seat in the UN, {FIRST} to {LAST}, above "
        "a grid of the side that six states took. States on Beijing’s side rise from "
        f"{last['with'].iloc[0]} in {last['year'].iloc[0]} to {won['with']} in {won['year']}, against "
        f"{won['against']}. They tie in {listed(map(str, tied['year']))} and lead in "
        f"{listed(map(str, ahead['year']))}, yet fall short of the two thirds that an earlier vote demanded. "
        f"The USSR votes for Beijing in {moscow.get(_WITH, 0)} of {moscow.sum()} years with a roll call and "
        f"never against; the USA always against; the United Kingdom both ways in "
        f"{numbered(int(london.get('both ways', 0)), 'year')}. "
        "A vote shows where a state stood in public. It does not show how hard it worked, or what it wished."
    )


def _draw(figure, last, sides, colors):
    figure.subplots_adjust(left=0.135, right=0.985, top=0.91, bottom=0.06)
    upper, lower = figure.subplots(2, sharex=True, height_ratios=(1.45, 1), gridspec_kw={"hspace": 0.2})
    ends = []
    for column, role, text in (("with", "beijing", "for\nBeijing"), ("against", "third", "against")):
        draw_series(upper, last["year"], last[column], role=role, colors=colors, label_step=2)
        ends.append((LAST, last[column].iloc[-1], text, role))
    upper.set_ylim(0, 84)
    upper.set_ylabel("States")
    upper.tick_params(axis="x", length=0, labelbottom=False)
    upper.set_title(_TITLE, x=-0.13)
    tie, ahead = last[last["with"] == last["against"]].iloc[-1], last[last["with"] > last["against"]].iloc[0]
    for row, place, words in (
        (tie, (tie["year"] + 0.6, 26), f"{tie['year']}: {tie['with']} to {tie['against']}"),
        (
            ahead,
            (ahead["year"] + 0.6, 22),
            f"{ahead['year']}: {ahead['with']} to {ahead['against']},\nbut two thirds needed",
        ),
    ):
        upper.annotate(
            words,
            (row["year"], min(row["with"], row["against"])),
            xytext=place,
            ha="right",
            va="center",
            path_effects=halo(colors),
            arrowprops={"arrowstyle": "-", "color": colors["muted"], "linewidth": 0.8, "shrinkB": 5},
        )
    for height, state in enumerate(_STATES):
        for year, side in sides[state].items():
            role, marker, filled = _LOOKS[side]
            lower.plot(
                year,
                height,
                marker=marker,
                markersize=8 if marker != "D" else 7,
                markeredgecolor=colors[role],
                markerfacecolor=colors[role] if filled else colors["paper"],
                markeredgewidth=1.3,
                linestyle="none",
                zorder=3,
            )
    lower.set_yticks(range(len(_STATES)), _STATES)
    lower.invert_yaxis()
    lower.set_ylim(len(_STATES) - 0.4, -0.7)
    _draw_key(lower, colors)
    lower.spines["left"].set_visible(False)
    lower.set_xlim(FIRST - 0.8, LAST + 2.6)
    whole_years(lower, 1950, 1970, 5)
    label_ends(upper, ends, colors)


def _draw_key(axes, colors):
    """What the marks of the grid mean, in one line between the two panels."""
    handles = [
        axes.plot(
            [],
            [],
            marker=marker,
            markersize=7,
            linestyle="none",
            color=colors[role],
            markerfacecolor=colors[role] if filled else colors["paper"],
            label=side,
        )[0]
        for side, (role, marker, filled) in _LOOKS.items()
    ]
    axes.legend(
        handles=handles,
        loc="lower left",
        bbox_to_anchor=(0, 0.97),
        ncols=len(handles),
        frameon=False,
        handletextpad=0.2,
        columnspacing=1.6,
    )
