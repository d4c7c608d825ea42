"""The border falls quiet: armed incidents between China and the USSR, year by year."""

from sinosoviet import tables
from sinosoviet.charts.border import FIRST, LAST, LOOKS, stack_events
from sinosoviet.charts.chart import Chart
from sinosoviet.charts.marks import halo, whole_years
from sinosoviet.wording import numbered

_LOOKS = {"shows": LOOKS["displays"], "uses_of_force": LOOKS["uses_of_force"]}


def border_quiet():
    """Militarized events between China and the USSR per year, 1964–1991, as MIE records them.

    Threats and shows of force are below, uses of force above. A zero means that the coders
    found no report of an event, not that the border was quiet.
    """
    rows = tables.load("border_events")
    rows = rows[rows["year"].between(FIRST, LAST)].sort_values("year").reset_index(drop=True)
    rows["shows"] = rows["threats"] + rows["displays"]
    return Chart(
        "border-quiet",
        title="Armed incidents on record, 1964–1991",
        sentence=_describe(rows),
        table=rows[["year", "shows", "uses_of_force", "total"]].rename(
            columns={
                "shows": "threats and shows of force",
                "uses_of_force": "uses of force",
            }
        ),
        draw=lambda figure, _, colors: _draw(figure, rows, colors),
        sources=("mie1",),
        tables=("border_events",),
        note="One show of force and one battle are one event each. Shaded: the years after the last event.",
    )


def _last(rows):
    return int(rows.loc[rows["total"] > 0, "year"].max())


def _describe(rows):
    peak = rows.loc[rows["total"].idxmax()]
    worst = rows[rows["year"].isin([1968, 1969])]["total"].sum()
    last = _last(rows)
    final = rows[rows["year"] == last].iloc[0]
    return (
        f"Stacked bars of armed incidents between China and the USSR on record, {FIRST} to {LAST}: "
        f"{rows['total'].sum():,} in all, {worst} of them in 1968 and 1969, the most in {peak['year']} "
        f"({peak['total']}). The last year with any is {last} ({numbered(int(final['total']), 'event')}, "
        f"{int(final['uses_of_force'])} of them uses of force); {last + 1} to {LAST} have none. "
        f"But {int((rows[rows['year'] < last]['total'] == 0).sum())} earlier years show zero as well, so "
        "a zero alone is no peace. The bars cannot show how many died or what went unreported."
    )


def _draw(figure, rows, colors):
    axes = figure.add_subplot()
    last = _last(rows)
    axes.axvspan(last + 0.5, LAST + 0.7, color=colors["band"], zorder=0, linewidth=0)
    stack_events(axes, rows, _LOOKS, colors)
    peak = rows.loc[rows["total"].idxmax()]
    for text, height, role in (
        ("uses of force", peak["shows"] + peak["uses_of_force"] / 2, _LOOKS["uses_of_force"][0]),
        ("threats and shows of force", peak["shows"] / 2, _LOOKS["shows"][0]),
    ):
        axes.text(
            peak["year"] + 0.7,
            height,
            text,
            va="center",
            color=colors[role],
            weight="semibold",
            path_effects=halo(colors),
        )
    final = rows[rows["year"] == last].iloc[0]
    axes.annotate(
        f"{last}: the last {final['total']}",
        (last, final["total"]),
        xytext=(-6, 40),
        textcoords="offset points",
        ha="right",
        color=colors["ink"],
        weight="semibold",
        path_effects=halo(colors),
        arrowprops={"arrowstyle": "-", "color": colors["muted"], "linewidth": 0.8},
    )
    axes.text(
        (last + 0.5 + LAST + 0.7) / 2,
        peak["total"] * 0.55,
        "none\non\nrecord",
        ha="center",
        va="center",
        color=colors["muted"],
    )
    axes.set_ylabel("Events on record")
    axes.set_xlim(FIRST - 0.7, LAST + 0.7)
    whole_years(axes, FIRST, LAST, 5)
    axes.set_title("Armed incidents between China and the USSR on record")
