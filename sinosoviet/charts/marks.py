"""Marks shared by the charts: series with honest gaps, halos, direct labels, measured text."""

from functools import cache

from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.patheffects import withStroke

from sinosoviet.charts.labels import spread
from sinosoviet.style import DASHES, MARKERS
from sinosoviet.wording import listed

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


def heading(figure, words, height, left=0.02):
    """Title of a figure with more than one panel; ``left`` and ``height`` are shares of the figure."""
    figure.text(left, height, words, size=14, weight="semibold", va="center")


def name_point(axes, words, at, role, colors, shift=(0, 9), **look):
    """Write beside a point in the color of its series.

    ``at`` is in data coordinates, ``shift`` in points; ``look`` goes to Matplotlib's text.
    """
    axes.annotate(
        words,
        at,
        xytext=shift,
        textcoords="offset points",
        color=colors[role],
        path_effects=halo(colors),
        **{"ha": "center", "weight": "semibold", **look},
    )


def draw_flag(axes, when, foot, height, words, left, role, colors, size):
    """Words at ``left`` on a dotted stem that stands at ``when`` and goes from ``foot`` to ``height``.

    All places are in data coordinates; ``size`` is in points.
    """
    color = colors[role]
    axes.plot([when, when], [foot, height], color=color, linewidth=0.9, linestyle=(0, (1, 1.5)), zorder=1)
    axes.text(
        left,
        height,
        words,
        size=size,
        color=color,
        va="center",
        ha="left",
        zorder=3,
        bbox={"facecolor": colors["paper"], "edgecolor": "none", "pad": 1.2},
    )


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


def stretches(years):
    """Runs of consecutive years as ``(first, last)``, in order; ``years`` are whole numbers in order."""
    runs = []
    for year in years:
        if runs and year == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], int(year))
        else:
            runs.append((int(year), int(year)))
    return runs


def spans(years):
    """Years in words, runs as one: ``1970–1973, 1975–1976 and 1979``."""
    return listed(str(first) if first == last else f"{first}–{last}" for first, last in stretches(years))
