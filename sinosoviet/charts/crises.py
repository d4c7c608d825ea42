"""International crises that Beijing and Moscow felt, side by side in time."""

from sinosoviet import tables
from sinosoviet.charts.chart import Chart
from sinosoviet.charts.events import decimal_year
from sinosoviet.charts.marks import halo, whole_years
from sinosoviet.errors import whole_number_between
from sinosoviet.wording import listed, numbered

FIRST, LAST = 1950, 1988
_LANES = {"China": "beijing", "USSR": "moscow"}
_SHORT = {"Taiwan Strait": "Strait", "China-India Border": "Indian border"}
_WEIGHTS = {"no violence": 5, "minor clashes": 8, "serious clashes": 12, "full-scale war": 16}


def crises(first=1954, last=1962):
    """Crises that China or the USSR felt, from one year to another, as bars on two lanes.

    A crisis is in the list (ICB, version 14) if the leaders of a state saw a risk of military
    hostilities. Years are whole numbers from 1950 to 1988, at most 15 years at a time.
    """
    first = whole_number_between("The first year", first, FIRST, LAST - 3)
    last = whole_number_between("The last year", last, first + 3, min(LAST, first + 14))
    rows = _rows(first, last)
    return Chart(
        "crises" if (first, last) == (1954, 1962) else f"crises-{first}-{last}",
        title="Crises with a risk of war, by who felt them",
        sentence=_describe(rows, first, last),
        table=rows[["actor", "crisis", "trigger_date", "end_date", "gravest_threat", "violence"]].rename(
            columns={"trigger_date": "from", "end_date": "to", "gravest_threat": "gravest threat seen"}
        ),
        draw=lambda figure, _, colors: _draw(figure, rows, first, last, colors),
        sources=("icb14",),
        tables=("crises",),
        height=5.0,
        note="The thicker the bar, the more violence that state met. Names are those of the project.",
    )


def _rows(first, last):
    rows = tables.load("crises")
    rows["start"] = rows["trigger_date"].map(decimal_year)
    rows["end"] = rows["end_date"].map(decimal_year)
    chosen = (rows["start"] < last + 1) & (rows["end"] >= first)
    return rows[chosen].sort_values(["start", "crisis_id", "actor"]).reset_index(drop=True)


def _describe(rows, first, last):
    counts = rows["actor"].value_counts()
    shared = rows[rows.duplicated("crisis_id", keep=False)]["crisis"].unique()
    named = {
        actor: listed(
            f"{row.crisis} ({row.trigger_date[:4]})" for row in rows[rows["actor"] == actor].itertuples()
        )
        for actor in _LANES
        if actor in counts
    }
    text = f"Bars on two lanes for the crises that China or the USSR felt, {first} to {last}. "
    for actor, names in named.items():
        text += f"{actor}, {numbered(counts[actor], 'crisis', 'crises')}: {names}. "
    text += f"Both felt {listed(shared)}. " if len(shared) else "Not one of them was felt by both. "
    return text + (
        "A crisis is listed only where leaders saw a risk of fighting, so quarrels between the allies and "
        "threats made for an ally’s sake do not appear."
    )


def _draw(figure, rows, first, last, colors):
    figure.subplots_adjust(left=0.1)
    axes = figure.add_subplot()
    heights = {}
    for lane, (actor, role) in enumerate(_LANES.items()):
        mine = rows[rows["actor"] == actor]
        sign = 1 if lane == 0 else -1
        for number, row in enumerate(mine.itertuples()):
            height = sign * (0.55 + 0.62 * (number % 4))
            heights[row.Index] = height
            start, end = max(row.start, first), min(max(row.end, row.start + 0.06), last + 1)
            axes.plot(
                [start, end],
                [height, height],
                color=colors[role],
                linewidth=_WEIGHTS[row.violence],
                solid_capstyle="butt",
                zorder=3,
            )
            name = row.crisis
            for long, short in _SHORT.items():
                name = name.replace(long, short)
            left = end > first + 0.74 * (last + 1 - first)
            axes.annotate(
                name,
                (start if left else end, height),
                xytext=(-6 if left else 6, 0),
                textcoords="offset points",
                ha="right" if left else "left",
                va="center",
                size=10.5,
                color=colors[role],
                path_effects=halo(colors),
                zorder=5,
            )
    axes.axhline(0, color=colors["muted"], linewidth=1)
    most = max((abs(height) for height in heights.values()), default=1) + 0.5
    axes.set_ylim(-most, most)
    axes.set_xlim(first, last + 1)
    axes.set_yticks([most / 2, -most / 2], ["felt in\nBeijing", "felt in\nMoscow"])
    axes.grid(False)
    axes.xaxis.grid(True)
    whole_years(axes, first, last + 1, 1 if last - first < 11 else 2)
    axes.spines["left"].set_visible(False)
    axes.set_title("Crises with a risk of war, by who felt them")
