"""Dated marks in named lanes: who stood where, and by what kind of testimony we know."""

from sinosoviet.charts.chart import WIDTH
from sinosoviet.charts.events import MARKERS, ROLES
from sinosoviet.charts.labels import place_flags
from sinosoviet.charts.marks import draw_flag, heading, text_width

_LEFT, _RIGHT = 0.17, 0.985
_SIZE = 11
_ROW = 0.30
_FOOT = 0.34
_HEAD = 0.16
_LEAST_DISTANCE = 9


def draw_lanes(figure, rows, lanes, colors, *, first, last, ticks, title):
    """Draw marks with labels on a common time axis, one band for each lane.

    ``rows`` has the columns ``when`` (a number from ``first`` to ``last``), ``lane``, ``side``,
    ``label`` and ``filled`` (a filled mark or a hollow one). ``lanes`` gives the lanes from top to
    bottom with the words at their left, ``ticks`` the labels of the time axis by place.
    """
    figure.subplots_adjust(left=_LEFT, right=_RIGHT, bottom=0.075, top=0.9)
    axes = figure.add_subplot()
    scale = WIDTH * 72 * (_RIGHT - _LEFT) / (last - first)
    placed = {name: _placed(rows[rows["lane"] == name], first, last, scale) for name in lanes}
    height = sum(_tall(flags) for flags in placed.values())
    top = height
    for number, (name, words) in enumerate(lanes.items()):
        bottom = top - _tall(placed[name])
        if number % 2 == 0:
            axes.axhspan(bottom, top, color=colors["band"], linewidth=0, zorder=0)
        axes.text(
            -0.012,
            (bottom + top) / 2,
            words,
            transform=axes.get_yaxis_transform(),
            ha="right",
            va="center",
            size=11,
            weight="semibold",
        )
        for row, when, flag in sorted(placed[name], key=lambda one: -one[2].lane):
            _draw_mark(axes, row, when, flag, bottom, first, scale, colors)
        top = bottom
    axes.set_xlim(first, last)
    axes.set_ylim(0, height)
    axes.set_yticks([])
    axes.grid(False)
    axes.set_xticks(list(ticks), list(ticks.values()))
    axes.spines["left"].set_visible(False)
    heading(figure, title, 0.955)


def _tall(flags):
    return _FOOT + _ROW * (max((flag.lane for *_, flag in flags), default=0) + 1) + _HEAD


def _placed(rows, first, last, scale):
    rows = list(rows.itertuples())
    places = _apart([(row.when - first) * scale for row in rows])
    flags = place_flags(
        places,
        [text_width(row.label, _SIZE) + 8 for row in rows],
        start=0,
        end=(last - first) * scale,
        gap=8,
    )
    return [(row, first + place / scale, flag) for row, place, flag in zip(rows, places, flags, strict=True)]


def _apart(places):
    """Places in order, pushed right where two marks would merge into one."""
    moved = []
    for place in places:
        close = moved and place - moved[-1] < _LEAST_DISTANCE
        moved.append(moved[-1] + _LEAST_DISTANCE if close else place)
    return moved


def _draw_mark(axes, row, when, flag, bottom, first, scale, colors):
    role = ROLES[row.side]
    color = colors[role]
    height = bottom + _FOOT + _ROW * (flag.lane + 0.5)
    base = bottom + _FOOT * 0.5
    left = first + flag.left / scale + 4 / scale
    draw_flag(axes, when, base, height, row.label, left, role, colors, _SIZE)
    axes.plot(
        when,
        base,
        marker=MARKERS[row.side],
        markersize=7,
        color=color,
        markerfacecolor=color if row.filled else colors["paper"],
        markeredgewidth=1.6,
        linestyle="none",
        zorder=5,
    )
