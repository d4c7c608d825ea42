"""One year on the border, 1964–1969: where the quarrel touched ground, and how much was counted."""

import textwrap

from sinosoviet import tables
from sinosoviet.charts.chart import Chart
from sinosoviet.charts.maps import draw_outlines
from sinosoviet.charts.marks import halo
from sinosoviet.dates import in_words
from sinosoviet.errors import whole_number_between
from sinosoviet.wording import listed, numbered

FIRST, LAST = 1964, 1969
_FRAME = (68.0, 142.0, 35.5, 57.0)
_KINDS = {
    "clash": ("^", "ink"),
    "crowd": ("o", "ochre"),
    "troops": ("s", "moscow"),
    "talks": ("D", "teal"),
    "test": ("*", "ink"),
}
_MONTHS = ("", "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_ANCHORS = ("beijing", "ulaanbaatar", "khabarovsk")
_APART = 2.4
_EAST = 130
_NORTH = 49


def border_year(year):
    """Map of one year from 1964 to 1969: talks, troops, crowds and clashes, with the count beside it.

    The incidents are a choice of the course's editors; the count is that of Gibler and Miller.
    """
    year = whole_number_between("The year", year, FIRST, LAST)
    rows = tables.load("border_incidents")
    rows = rows[rows["date"].str[:4] == str(year)]
    rows = rows.sort_values("date", key=_after_its_days, kind="stable")
    places = tables.load("places").set_index("id")
    counts = tables.load("border_events").set_index("year")["total"]
    counts = counts[counts.index.isin(range(FIRST, LAST + 1))].astype(int)
    return Chart(
        f"border-{year}",
        title=f"On the border and in the capitals, {year}",
        sentence=_describe(rows, counts, year),
        table=rows[["date", "place_id", "kind", "what", "said_by", "status"]].rename(
            columns={"place_id": "place", "said_by": "who says so"}
        ),
        draw=lambda figure, _, colors: _draw(figure, rows, places, counts, year, colors),
        sources=tuple(dict.fromkeys([*rows["source_key"], "mie1", "naturalearth41"])),
        tables=("border_incidents", "places", "border_events"),
        height=6.6,
        note=(
            "Triangle: shots. Circle: a crowd. Square: troops. Diamond: talks. Star: a bomb test. Hollow: "
            "the two sides tell it differently, or only one tells it. Small dots: cities for orientation. "
            "Borders of about 1965, a sketch; made with Natural Earth."
        ),
    )


def _after_its_days(dates):
    """Sort key: a month without a day comes after the days of that month."""
    return dates.str.ljust(10, "~")


def _day(date):
    parts = [int(part) for part in date.split("-")]
    return " ".join([str(part) for part in parts[2:]] + [_MONTHS[part] for part in parts[1:2]])


def _describe(rows, counts, year):
    told = "; ".join(f"{row.short_label} ({in_words(row.date)})" for row in rows.itertuples())
    disputed = int((rows["status"] == "disputed").sum())
    elsewhere = [row.short_label for row in rows.itertuples() if not _on_map(row)]
    away = f" Not on the map: {listed(elsewhere)}." if elsewhere else ""
    return (
        f"Map of the border in {year} with {numbered(len(rows), 'moment')}: {told}.{away} "
        f"{disputed} of them the two sides tell differently, or only one tells. The bars give the coders’ "
        f"count of militarized events: {counts[year]} in {year}, between {counts.min()} and {counts.max()} a "
        f"year from {FIRST} to {LAST}. The map is a choice and the count a list of reports; neither shows "
        "what was not published."
    )


def _on_map(row):
    return isinstance(row.place_id, str) and row.place_id != "moscow"


def _draw(figure, rows, places, counts, year, colors):
    figure.subplots_adjust(left=0.015, right=0.985, top=0.93, bottom=0.055)
    upper, lower = figure.add_gridspec(2, 1, height_ratios=(1.75, 1), hspace=0.12)
    axes = figure.add_subplot(upper)
    draw_outlines(axes, colors, _FRAME)
    for name, x, y, role in (
        ("SOVIET UNION", 92, 54.2, "ink"),
        ("CHINA", 104, 37.5, "ink"),
        ("MONGOLIA", 101.5, 45.2, "ink"),
    ):
        axes.text(x, y, name, color=colors[role], weight="semibold", size=10, ha="center")
    _draw_places(axes, rows, places, colors)
    axes.set_title(f"On the border and in the capitals, {year}")
    bars, words = lower.subgridspec(1, 2, width_ratios=(1, 2.35), wspace=0.04).subplots()
    _draw_counts(bars, counts, year, colors)
    _write_moments(words, rows, colors)


def _draw_places(axes, rows, places, colors):
    at = {}
    for row in rows.itertuples():
        if _on_map(row):
            at.setdefault(row.place_id, []).append(row)
    for name in _ANCHORS:
        if name not in at:
            city = places.loc[name]
            axes.plot(city["longitude"], city["latitude"], "o", color=colors["muted"], markersize=3, zorder=3)
            _name(axes, city, city["name"], colors, size=9.5, weight="normal", height=9)
    for name, moments in at.items():
        place = places.loc[name]
        kinds = {row.kind: row.status for row in moments}
        for step, (kind, status) in enumerate(kinds.items()):
            marker, role = _KINDS[kind]
            axes.plot(
                place["longitude"] + _APART * step,
                place["latitude"],
                marker=marker,
                markersize=12,
                color=colors[role],
                markerfacecolor=colors["paper"] if status == "disputed" else colors[role],
                markeredgewidth=2,
                linestyle="none",
                zorder=5,
            )
        count = f" ({len(moments)})" if len(moments) > 1 else ""
        text = place["name"].split(" (")[0] + count
        height = 15 if place["latitude"] > _NORTH else -15
        _name(axes, place, text, colors, size=11, weight="semibold", height=height)


def _name(axes, place, text, colors, *, size, weight, height):
    axes.annotate(
        text,
        (place["longitude"], place["latitude"]),
        xytext=(0, height),
        textcoords="offset points",
        ha="right" if place["longitude"] > _EAST else "center",
        va="center",
        size=size,
        weight=weight,
        path_effects=halo(colors),
        zorder=6,
    )


def _draw_counts(axes, counts, year, colors):
    axes.set_axis_off()
    axes.set_xlim(FIRST - 0.7, LAST + 0.7)
    axes.set_ylim(-0.2 * counts.max(), counts.max() * 1.45)
    axes.bar(
        counts.index.astype(int),
        counts,
        width=0.74,
        color=[colors["ink"] if at == year else colors["faint"] for at in counts.index],
        edgecolor=colors["muted"],
        linewidth=0.6,
    )
    for at, value in counts.items():
        axes.text(at, -0.03 * counts.max(), f"’{at % 100}", ha="center", va="top", size=10)
        if at == year:
            axes.text(at, value + 1, f"{value}", ha="center", va="bottom", weight="semibold")
    axes.text(FIRST - 0.5, counts.max() * 1.4, "Events counted", size=10.5, weight="semibold", va="top")


def _write_moments(axes, rows, colors):
    axes.set_axis_off()
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1)
    lines = len(rows)
    step = min(0.2, 1 / max(lines, 1))
    for number, row in enumerate(rows.itertuples()):
        height = 1 - (number + 0.5) * step
        marker, role = _KINDS[row.kind]
        axes.plot(
            0.012,
            height,
            marker=marker,
            markersize=8,
            color=colors[role],
            markerfacecolor=colors["paper"] if row.status == "disputed" else colors[role],
            markeredgewidth=1.6,
            linestyle="none",
        )
        away = "" if _on_map(row) else " (not on the map)"
        text = textwrap.shorten(f"{row.short_label}{away}", 60)
        axes.text(0.045, height, _day(row.date), va="center", size=10.5, color=colors["muted"])
        axes.text(0.145, height, text, va="center", size=10.5, weight="semibold")
        axes.text(0.60, height, _teller(row), va="center", size=10.5, color=colors["muted"])


def _teller(row):
    if row.status == "disputed" and row.said_by == "both sides":
        return "told differently by each side"
    return f"told by {row.said_by}"
