"""The three obstacles that Beijing named: when each stood, what was promised, and when it fell."""

import pandas as pd

from sinosoviet import tables
from sinosoviet.charts.chart import Chart
from sinosoviet.charts.events import decimal_year
from sinosoviet.charts.marks import halo
from sinosoviet.dates import in_words
from sinosoviet.wording import listed, numbered

FIRST, LAST = 1978, 1992
_MEETING = "gorbachev-beijing-1989"
_HANDSHAKE = "1989-05-16"
_NAMED = "three-obstacles-1982"
#: The study that dates the last detachment to leave Mongolia.
_LAST_OUT = "radchenko2012mongolia"
#: Each lane: name, color role, the event that opens it, the event whose last day
#: closes it, and its steps. A step is an event, its kind, its label, and where the label hangs.
_LANES = (
    (
        "Vietnamese troops in Cambodia",
        "teal",
        "cambodia-1978",
        "cambodia-withdrawal-1989",
        (
            ("cambodia-promise-1985", "promise", "Hanoi: out by 1990", "center"),
            ("cambodia-announcement-1989", "promise", "Hanoi: out by September", "over"),
        ),
    ),
    (
        "Soviet troops in Afghanistan",
        "moscow",
        "afghanistan-1979",
        "afghan-withdrawal-1989",
        (
            ("vladivostok-1986", "promise", "Vladivostok speech", "right"),
            ("geneva-accords-1988", "promise", "Geneva accords", "center"),
        ),
    ),
    (
        "Soviet troops in Mongolia",
        "moscow",
        "mongolia-treaty-1966",
        "mongolia-withdrawal-1989",
        (
            ("vladivostok-1986", "promise", "Vladivostok speech", "right"),
            ("mongolia-withdrawal-1987", "deed", "a division leaves", "above"),
            ("mongolia-withdrawal-1989", "promise", "most to leave", "right"),
        ),
    ),
    (
        "Soviet troops along the border",
        "moscow",
        None,
        None,
        (
            ("vladivostok-1986", "promise", "Vladivostok speech", "right"),
            ("border-cuts-1989", "promise", "cuts announced", "right"),
            ("li-peng-moscow-1990", "promise", "accord to cut", "left"),
        ),
    ),
)
#: Where a label hangs: how far aside, how it is aligned, and whether it stands above its lane.
_HANGS = {
    "left": (0.26, "left", False),
    "center": (0.0, "center", False),
    "right": (-0.1, "right", False),
    "above": (0.0, "center", True),
    "over": (-0.1, "right", True),
}


def obstacles():
    """The three obstacles as four lanes of troops, 1978–1992: promises hollow, departures filled.

    Beijing's third obstacle, the northern border, has two lanes: Mongolia and the border itself.
    Days and sources are those of the ``events`` table.
    """
    events = tables.load("events").set_index("id")
    lanes = [_lane(events, *lane) for lane in _LANES]
    rows = _rows(events, lanes)
    used = [event for lane in lanes for event in lane["events"]] + [_MEETING, _NAMED]
    return Chart(
        "obstacles",
        title="The three obstacles: what stood, what was promised, what left",
        sentence=_describe(lanes),
        table=rows,
        draw=lambda figure, _, colors: _draw(figure, lanes, events, colors),
        sources=(
            *dict.fromkeys(
                key
                for event in used
                for key in (events.loc[event, "source_1_key"], events.loc[event, "source_2_key"])
                if isinstance(key, str)
            ),
            _LAST_OUT,
        ),
        tables=("events",),
        note="Hollow: an offer, a promise or an accord. Filled: troops leave. An arrow: the lane goes on "
        "beyond the axis.",
    )


def _lane(events, name, role, opens, closes, steps):
    end = None
    if closes:
        end = events.loc[closes, "date_end"]
        end = end if isinstance(end, str) else events.loc[closes, "date"]
    return {
        "name": name,
        "role": role,
        "start": events.loc[opens, "date"] if opens else None,
        "end": end,
        "steps": [(events.loc[event, "date"], kind, label, side) for event, kind, label, side in steps],
        "events": [event for event in (opens, closes, *(event for event, *_ in steps)) if event],
    }


def _rows(events, lanes):
    rows = []
    for lane in lanes:
        if lane["start"]:
            rows.append((lane["name"], lane["start"], "they come"))
        rows += [(lane["name"], date, f"{kind}: {label}") for date, kind, label, _ in lane["steps"]]
        if lane["end"]:
            rows.append((lane["name"], lane["end"], "the last leave"))
    return pd.DataFrame(rows, columns=["lane", "date", "what"])


def _ended(lanes):
    return listed(f"{lane['name']} ({in_words(lane['end'])})" for lane in lanes)


def _years(lanes):
    return listed(dict.fromkeys(date[:4] for lane in lanes for date, *_ in lane["steps"]))


def _describe(lanes):
    fallen = [lane for lane in lanes if lane["end"] and lane["end"] < _HANDSHAKE]
    later = [lane for lane in lanes if lane["end"] and lane["end"] >= _HANDSHAKE]
    still = [lane for lane in lanes if not lane["end"]]
    return (
        f"Lane chart from {FIRST} to {LAST} of the troops behind Beijing’s three obstacles, in {len(lanes)} "
        "lanes, since the third obstacle is both Mongolia and the border. When Deng and Gorbachev met on "
        f"{in_words(_HANDSHAKE)}, {numbered(len(fallen), 'lane')} had ended: {_ended(fallen)}. Later came "
        f"the end for {_ended(later)}. For {listed(lane['name'] for lane in still)} Beijing asked for a cut, "
        f"not an end; cuts were offered, announced or agreed in {_years(still)}. The chart counts no "
        "soldiers, and does not say who persuaded whom."
    )


def _draw(figure, lanes, events, colors):
    figure.subplots_adjust(left=0.175)
    axes = figure.add_subplot()
    low, high = FIRST, LAST + 1.3
    heights = range(len(lanes) - 1, -1, -1)
    for height, lane in zip(heights, lanes, strict=True):
        _draw_lane(axes, height, lane, low, high, colors)
    top = len(lanes) - 0.1
    for date, text in (
        (events.loc[_NAMED, "date"], "1982: Beijing names\nthree obstacles"),
        (_HANDSHAKE, "16 May 1989:\nDeng and Gorbachev"),
    ):
        when = decimal_year(date)
        axes.plot([when, when], [-0.4, top], color=colors["beijing"], linewidth=1.3, zorder=2)
        axes.text(when + 0.1, top, text, va="top", color=colors["beijing"], weight="semibold")
    axes.set_xlim(low, high)
    axes.set_ylim(-0.5, top + 0.05)
    axes.set_yticks(heights, [lane["name"].replace("troops ", "troops\n") for lane in lanes])
    axes.tick_params(axis="y", pad=12)
    axes.grid(visible=False)
    axes.grid(visible=True, axis="x")
    axes.spines["left"].set_visible(False)
    axes.set_xticks(range(FIRST, LAST + 1, 2))
    axes.xaxis.set_major_formatter("{x:.0f}")
    axes.set_title("The three obstacles: what stood, what was promised, what left")


def _draw_lane(axes, height, lane, low, high, colors):
    color = colors[lane["role"]]
    start = max(decimal_year(lane["start"]), low) if lane["start"] else low
    end = min(decimal_year(lane["end"]), high) if lane["end"] else high
    axes.plot([start, end], [height] * 2, color=color, linewidth=9, solid_capstyle="butt", alpha=0.55)
    for at, marker, beyond in ((low, "<", start == low), (high, ">", lane["end"] is None)):
        if beyond:
            axes.plot(at, height, marker, color=color, markersize=10, clip_on=False)
    for date, kind, label, side in lane["steps"]:
        when = decimal_year(date)
        axes.plot(
            when,
            height,
            "D",
            color=color,
            markersize=8,
            markerfacecolor=color if kind == "deed" else colors["paper"],
            markeredgewidth=1.8,
            zorder=4,
        )
        aside, aligned, above = _HANGS[side]
        axes.text(
            when + aside,
            height + (0.17 if above else -0.17),
            label,
            ha=aligned,
            va="bottom" if above else "top",
            size=10,
            path_effects=halo(colors),
            zorder=5,
        )
    if lane["end"]:
        axes.plot(end, height, "|", color=color, markersize=20, markeredgewidth=2.5, zorder=4)
        inside = lane["end"] < _HANDSHAKE or end > LAST
        axes.text(
            end if inside else end + 0.12,
            height + (0.2 if inside else 0.02),
            in_words(lane["end"]),
            ha="right" if inside else "left",
            va="bottom" if inside else "center",
            color=color,
            weight="semibold",
            path_effects=halo(colors),
            zorder=5,
        )
