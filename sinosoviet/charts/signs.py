"""Two triangles, with Washington and with Hanoi at the top: friend or foe, in windows of four years."""

import pandas as pd

from sinosoviet import tables
from sinosoviet.charts.chart import Chart
from sinosoviet.charts.marks import heading
from sinosoviet.errors import known
from sinosoviet.wording import listed

#: First years of windows that do not overlap, so that each rests on evidence of its own.
STARTS = tuple(range(1949, 1990, 4))
_TOPS = {
    "Washington": {"left": "USA-USSR", "right": "USA-China", "base": "USSR-China"},
    "Hanoi": {"left": "USSR-Vietnam", "right": "China-Vietnam", "base": "USSR-China"},
}
_CORNERS = {"top": (0.5, 0.86), "Moscow": (0.1, 0.14), "Beijing": (0.9, 0.14)}
_SIDES = {"left": ("top", "Moscow"), "right": ("top", "Beijing"), "base": ("Moscow", "Beijing")}
_LOOKS = {
    1: ("teal", "solid", "friends", "+"),
    -1: ("ochre", (0, (5, 2)), "foes", "−"),
    0: ("muted", (0, (1, 2.2)), "not coded", "?"),
}
_APART = 1.3
_WORDS = {
    "balanced": "balanced: the rule holds",
    "unbalanced": "not balanced: the rule fails",
    "open": "a side is missing: the rule says nothing",
}


def triangles(start=1977):
    """Signs between Moscow, Beijing and a third capital in the four years from ``start``.

    ``start`` is one of 1949, 1953 … 1989. A triangle is balanced when the product of its
    three signs is plus: all friends, or two friends with one foe in common.
    """
    start = known("window of four years that begins in", start, STARTS)
    signs = _signs()
    return Chart(
        f"triangles-{start}",
        title=f"Friends and foes, {_window(start)}",
        sentence=_describe(signs, start),
        table=_table(signs),
        draw=lambda figure, _, colors: _draw(figure, signs, start, colors),
        sources=("doreian2015", "atop5"),
        tables=("triangle_signs", "obligations"),
        height=5.0,
        note=(
            "Plus and a full line: a formal tie of friendship is coded. Minus and a dashed line: a dispute "
            "is coded, whatever the treaties say. Question mark and dots: neither. Hanoi is North Vietnam to "
            "1975."
        ),
    )


def _window(start):
    return f"{start}–{start + 3}"


def _signs():
    rows = tables.load("triangle_signs")
    rows = rows[rows["window_start"].isin(STARTS)]
    return rows.pivot(index="window_start", columns="pair", values="sign").astype(int)


def _state(signs, start, top):
    product = 1
    for pair in _TOPS[top].values():
        product *= signs.loc[start, pair]
    return {1: "balanced", -1: "unbalanced", 0: "open"}[int(product)]


def _table(signs):
    pairs = list(dict.fromkeys(pair for sides in _TOPS.values() for pair in sides.values()))
    table = signs[pairs].rename(columns=lambda pair: pair.replace("-", " and "))
    table.insert(0, "window", [_window(start) for start in table.index])
    for top in _TOPS:
        table[f"with {top}"] = [_state(signs, start, top) for start in signs.index]
    return pd.DataFrame(table).reset_index(drop=True)


def _describe(signs, start):
    told = []
    for top, sides in _TOPS.items():
        corners = {"left": f"{top} and Moscow", "right": f"{top} and Beijing", "base": "Moscow and Beijing"}
        words = listed(f"{corners[side]} {_LOOKS[signs.loc[start, pair]][2]}" for side, pair in sides.items())
        told.append(f"With {top}: {words}; {_WORDS[_state(signs, start, top)]}")
    balanced = {
        top: [_window(at) for at in signs.index if _state(signs, at, top) == "balanced"] for top in _TOPS
    }
    ever = "; ".join(
        f"the one with {top} in {listed(windows) if windows else 'no window'}"
        for top, windows in balanced.items()
    )
    return (
        f"Two triangles of friends and foes in {_window(start)}. {'. '.join(told)}. "
        f"Of the {len(signs)} windows from {STARTS[0]} to {STARTS[-1] + 3}, {ever} is balanced. "
        "Plus follows formal treaties and minus follows recorded disputes, so a friendship without a treaty "
        f"cannot be seen. {_blanks(signs)}"
    )


def _blanks(signs):
    """Windows in which Moscow and Beijing are left uncoded although their treaty was in force throughout."""
    promises = tables.load("obligations")
    between = promises[(promises["state_1"] == "USSR") & (promises["state_2"] == "China")]
    force = between[between["obligation"] == "defense"].iloc[0]
    first, last = int(force["year_first"]), int(force["year_last"])
    blank = [
        _window(at)
        for at in signs.index
        if first <= at and at + 3 <= last and signs.loc[at, _TOPS["Washington"]["base"]] == 0
    ]
    return (
        f"Moscow and Beijing are not coded in {listed(blank)}, although their treaty was in force; the data "
        "do not say why."
    )


def _draw(figure, signs, start, colors):
    figure.subplots_adjust(left=0.02, right=0.98, top=0.86, bottom=0.05)
    heading(figure, f"Friends and foes, {_window(start)}", 0.94)
    axes = figure.add_subplot()
    axes.set_axis_off()
    axes.set_xlim(-0.12, 1.12 + _APART)
    axes.set_ylim(-0.16, 1.06)
    for number, (top, sides) in enumerate(_TOPS.items()):
        left = number * _APART
        for side, pair in sides.items():
            _draw_side(axes, left, side, signs.loc[start, pair], colors)
        for corner, (x, y) in _CORNERS.items():
            role = {"Moscow": "moscow", "Beijing": "beijing"}.get(corner, "ink")
            axes.text(
                left + x,
                y,
                top if corner == "top" else corner,
                ha="center",
                va="center",
                size=13,
                weight="semibold",
                color=colors["paper"],
                zorder=6,
                bbox={"facecolor": colors[role], "edgecolor": "none", "boxstyle": "round,pad=0.35"},
            )
        state = _state(signs, start, top)
        axes.text(
            left + 0.5,
            -0.08,
            _WORDS[state][0].upper() + _WORDS[state][1:],
            ha="center",
            va="center",
            size=12,
            weight="semibold" if state != "open" else "normal",
            color=colors["ink"] if state != "open" else colors["muted"],
        )


def _draw_side(axes, left, side, sign, colors):
    role, dash, words, mark = _LOOKS[int(sign)]
    (x, y), (x2, y2) = (_CORNERS[corner] for corner in _SIDES[side])
    axes.plot([left + x, left + x2], [y, y2], color=colors[role], linestyle=dash, linewidth=3, zorder=2)
    middle = 0.5 if side == "base" else 0.56
    axes.text(
        left + x + (x2 - x) * middle,
        y + (y2 - y) * middle,
        f"{mark} {words}",
        ha="center",
        va="center",
        size=11.5,
        color=colors[role],
        weight="semibold",
        zorder=4,
        bbox={"facecolor": colors["paper"], "edgecolor": "none", "pad": 2.5},
    )
