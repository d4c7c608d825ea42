"""The opening figure: dated events of both capitals as flags on one axis."""

from sinosoviet import tables
from sinosoviet.charts.chart import WIDTH, Chart
from sinosoviet.charts.events import MARKERS, ROLES, decimal_year, rows_between
from sinosoviet.charts.labels import place_flags
from sinosoviet.charts.marks import draw_flag, halo, text_width
from sinosoviet.dates import in_words
from sinosoviet.errors import whole_number_between
from sinosoviet.wording import listed, numbered

FIRST, LAST = 1949, 1991
PHASES = (("Origins", 1949, 1960), ("Escalation", 1960, 1970), ("Consequences", 1970, 1992))
_SIZE = 10.5
_LANE = 0.30
_BAND = 0.30
_SHORTEST_RULE = 0.4


def timeline(first=FIRST, last=LAST):
    """Headline events from ``first`` to ``last``, Beijing's above the axis and Moscow's below.

    Years are whole numbers from 1949 to 1991. Above and below run the leaders of each
    party state by the dates of their effective rule (Archigos 4.1).
    """
    first = whole_number_between("The first year", first, FIRST, LAST - 1)
    last = whole_number_between("The last year", last, first + 1, LAST)
    events = rows_between(first, last)
    events = events[events["rank"] == 1]
    leaders = _leaders(first, last)
    rows = events[["date", "side", "short_label", "title", "date_certainty"]].reset_index(drop=True)
    return Chart(
        "timeline",
        title=f"The Sino-Soviet split, {first}–{last}",
        sentence=_describe(events, first, last),
        table=rows.rename(columns={"short_label": "label", "date_certainty": "certainty of the day"}),
        draw=lambda figure, _, colors: _draw(figure, events, leaders, first, last, colors),
        sources=("archigos41",),
        tables=("events", "leaders"),
        height=6.9,
        note=(
            "Circle and red: Beijing acts. Square and blue: Moscow acts. Diamond: both. Triangle: others. "
            "Each event's own sources are in the table of events."
        ),
    )


def _leaders(first, last):
    rows = tables.load("leaders")
    rows = rows[rows["state"].isin(["China (PRC)", "USSR"]) & (rows["end"] >= "1949-10-01")]
    rows = rows.sort_values(["state", "start"])
    rows = rows[rows["end"].isna() | (rows["end"] >= str(first))]
    spans = []
    for _, row in rows.iterrows():
        side = "moscow" if row["state"] == "USSR" else "beijing"
        start = decimal_year(row["start"])
        end = decimal_year(row["end"]) if isinstance(row["end"], str) else last + 1
        if side == "beijing" and row["start"] < "1949-10-01":
            continue
        start, end = max(start, first), min(end, last + 1)
        name = row["name"].split()[0 if side == "beijing" else -1]
        if spans and spans[-1][:2] == (side, name):
            spans[-1] = (side, name, spans[-1][2], end)
        elif end - start > _SHORTEST_RULE:
            spans.append((side, name, start, end))
    return spans


def _describe(events, first, last):
    count = events["side"].value_counts()
    years = events["when"].astype(int)
    busiest = years.value_counts()
    top = sorted(busiest[busiest == busiest.max()].index)
    opening, closing = events.iloc[0], events.iloc[-1]
    unsure = int((events["date_certainty"] == "usual").sum())
    caveat = (
        f" {numbered(unsure, 'day')} rest on common usage and not on a source that was read."
        if unsure
        else ""
    )
    by_side = listed(
        f"{numbered(int(count.get(side, 0)), 'event')} {where}"
        for side, where in (
            ("beijing", "by Beijing above the axis"),
            ("moscow", "by Moscow below it"),
            ("both", "by both"),
            ("third", "by others"),
        )
        if count.get(side, 0)
    )
    return (
        f"Timeline from {first} to {last} with {numbered(len(events), 'event')}: {by_side}. "
        f"It opens with “{opening['short_label']}” ({in_words(opening['date'])}) and closes with "
        f"“{closing['short_label']}” ({in_words(closing['date'])}). "
        f"The most crowded {'year is' if len(top) == 1 else 'years are'} {listed(map(str, top))} "
        f"({numbered(int(busiest.max()), 'event')}{'' if len(top) == 1 else ' each'}). "
        f"It is a choice made by the course’s editors, and says nothing of causes.{caveat}"
    )


def _draw(figure, events, leaders, first, last, colors):
    figure.subplots_adjust(left=0.015, right=0.985, bottom=0.02)
    axes = figure.add_subplot()
    axes.set_axis_off()
    axes.set_xlim(first - 0.1, last + 1.1)
    points_per_year = WIDTH * 0.97 * 72 / (last + 1.2 - first)
    sides = _sides(events)
    top = {"up": 0, "down": 0}
    for way, sign in (("up", 1), ("down", -1)):
        chosen = [row for row, side in zip(events.itertuples(), sides, strict=True) if side == way]
        flags = place_flags(
            [(row.when - first) * points_per_year for row in chosen],
            [text_width(_flag_text(row), _SIZE) + 6 for row in chosen],
            start=0,
            end=(last + 0.75 - first) * points_per_year,
            gap=8,
        )
        top[way] = max((flag.lane for flag in flags), default=-1) + 1
        for row, flag in sorted(zip(chosen, flags, strict=True), key=lambda pair: -pair[1].lane):
            _draw_flag(axes, row, flag, sign, first, points_per_year, colors)
    _draw_band(axes, first, last, colors)
    heights = {
        "beijing": _BAND + top["up"] * _LANE + 0.34,
        "moscow": -(_BAND + top["down"] * _LANE + 0.34),
    }
    for side, height in heights.items():
        _draw_leaders(axes, leaders, side, height, points_per_year, colors)
    axes.set_ylim(heights["moscow"] - 0.32, heights["beijing"] + 0.32)
    axes.set_title(f"The Sino-Soviet split, {first}–{last}: who did what, when")


def _flag_text(row):
    return f"{row.date[:4]}  {row.short_label}"


def _sides(events):
    sides, balance = [], 0
    for side in events["side"]:
        if side == "beijing":
            sides.append("up")
        elif side == "moscow":
            sides.append("down")
        else:
            sides.append("up" if balance <= 0 else "down")
        balance += 1 if sides[-1] == "up" else -1
    return sides


def _draw_flag(axes, row, flag, sign, first, points_per_year, colors):
    role = ROLES[row.side]
    height = sign * (_BAND + (flag.lane + 0.5) * _LANE)
    foot = sign * _BAND * 0.5
    left = first + flag.left / points_per_year + 3 / points_per_year
    draw_flag(axes, row.when, foot, height, _flag_text(row), left, role, colors, _SIZE)
    axes.plot(row.when, foot, marker=MARKERS[row.side], color=colors[role], markersize=5, zorder=5)


def _draw_band(axes, first, last, colors):
    for number, (name, start, end) in enumerate(PHASES):
        start, end = max(start, first), min(end, last + 1)
        if end <= start:
            continue
        axes.fill_between(
            [start, end],
            -_BAND / 2,
            _BAND / 2,
            color=colors["faint"] if number % 2 else colors["band"],
            linewidth=0,
            zorder=2,
        )
        axes.text(
            (start + end) / 2,
            0,
            name,
            ha="center",
            va="center",
            size=11,
            weight="semibold",
            zorder=4,
        )
        axes.text(
            start + 0.15,
            0,
            str(start),
            ha="left",
            va="center",
            size=9,
            color=colors["muted"],
            zorder=4,
        )
    axes.text(last + 0.95, 0, str(last), ha="right", va="center", size=9, color=colors["muted"], zorder=4)


def _draw_leaders(axes, leaders, side, height, points_per_year, colors):
    color, sign = colors[side], 1 if side == "beijing" else -1
    spans = [(name, start, end) for where, name, start, end in leaders if where == side]
    for _, start, end in spans:
        axes.plot(
            [start + 0.1, end - 0.1],
            [height] * 2,
            color=color,
            linewidth=3,
            solid_capstyle="butt",
            zorder=3,
        )
    for names, start, end in _readable(spans, points_per_year):
        axes.text(
            (start + end) / 2,
            height + sign * (0.17 if len(names) == 1 else -0.15),
            ", ".join(names),
            ha="center",
            va="center",
            size=10 if len(names) == 1 else 9,
            color=color,
            path_effects=halo(colors),
        )


def _readable(spans, points_per_year):
    """Leaders with a line long enough for their name stand alone; short-lived neighbors share a label."""
    together = []
    for name, start, end in spans:
        if text_width(name, 10) < (end - start) * points_per_year:
            if together:
                yield [name for name, *_ in together], together[0][1], together[-1][2]
                together = []
            yield [name], start, end
        else:
            together.append((name, start, end))
    if together:
        yield [name for name, *_ in together], together[0][1], together[-1][2]
