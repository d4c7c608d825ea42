"""Marks shared by the charts: series with honest gaps, halos, direct labels, measured text."""

from functools import cache

from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.patheffects import withStroke

from sinosoviet.charts.labels import spread
from sinosoviet.style import DASHES, MARKERS

_FINER = 16  # measured large, so that hinting at the real size does not round the width


def halo(colors, width=3.0):
    """Path effect that keeps text readable over data."""
    return [withStroke(linewidth=width, foreground=colors["paper"])]


@cache
def text_width(text, size, weight="normal"):
    """Width of a text in points in the house typeface."""
    font = get_font(findfont(FontProperties(family="Source Sans Pro", weight=weight)))
    font.set_size(size * _FINER, 72)
    font.set_text(text, 0.0)
    return font.get_width_height()[0] / 64 / _FINER


def draw_series(axes, years, values, *, role, colors, status="reported", markers=True, label_step=1):
    """Draw one yearly series; the line stops at a gap and starts again after it.

    ``years`` are whole numbers, ``values`` floats without missing entries; a gap is any
    step longer than ``label_step`` years.
    """
    runs, run = [], []
    for year, value in sorted(zip(years, values, strict=True)):
        if run and year - run[-1][0] > label_step:
            runs.append(run)
            run = []
        run.append((year, value))
    if run:
        runs.append(run)
    for run in runs:
        axes.plot(
            *zip(*run, strict=True),
            color=colors[role],
            linestyle=DASHES[status],
            marker=MARKERS[role] if markers or len(run) == 1 else "none",
            markersize=5,
            markerfacecolor=colors[role] if status == "reported" else colors["paper"],
            markeredgecolor=colors[role],
            zorder=3,
        )


def label_ends(axes, ends, colors, *, size=11, pad=8):
    """Name lines at their right ends; names move apart where they would touch.

    ``ends`` is a list of ``(x, y, text, role)`` in data coordinates, on a linear or log axis.
    """
    figure = axes.figure
    to_pixels = axes.transData.transform
    scale = figure.dpi / 72
    bottom, top = (axes.transAxes.transform((0, edge))[1] for edge in (0, 1))
    anchors = [to_pixels((x, y)) for x, y, *_ in ends]
    heights = spread(
        [float(anchor[1]) for anchor in anchors], low=bottom, high=top, distance=size * 1.25 * scale
    )
    for (x, y, text, role), anchor, height in zip(ends, anchors, heights, strict=True):
        shift = (height - anchor[1]) / scale
        axes.annotate(
            text,
            (x, y),
            xytext=(pad + (8 if abs(shift) > size * 0.7 else 0), shift),
            textcoords="offset points",
            color=colors[role],
            size=size,
            weight="semibold",
            va="center",
            path_effects=halo(colors),
            annotation_clip=False,
            arrowprops=(
                {
                    "arrowstyle": "-",
                    "color": colors[role],
                    "linewidth": 0.7,
                    "shrinkA": 0,
                    "shrinkB": 3,
                }
                if abs(shift) > size * 0.7
                else None
            ),
        )


def whole_years(axes, first, last, step):
    """Label the time axis with whole years that ``step`` divides."""
    axes.set_xticks(range(-(-first // step) * step, last + 1, step))
    axes.xaxis.set_major_formatter("{x:.0f}")


def numbered(count, one, many=None):
    """``1 year``, ``2 years``."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def listed(words):
    """``a``, ``a and b``, ``a, b and c``."""
    words = list(words)
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
