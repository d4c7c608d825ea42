"""Militarized events between China and the USSR: how many a year, of what kind."""

from sinosoviet import tables
from sinosoviet.charts.chart import Chart
from sinosoviet.charts.marks import halo, spans, stretches, whole_years
from sinosoviet.wording import numbered

FIRST, LAST = 1964, 1991
#: Kinds of events by column of the table: color and hatching.
LOOKS = {"uses_of_force": ("ink", ""), "displays": ("ochre", "///"), "threats": ("teal", "")}


def border_events():
    """Militarized events a year between China and the USSR, 1964–1991, stacked by kind.

    A zero means that the coders recorded nothing in that year.
    """
    rows = tables.load("border_events")
    return Chart(
        "border-events",
        title="Militarized events between China and the USSR",
        sentence=_describe(rows),
        table=rows[["year", "uses_of_force", "displays", "threats", "total"]].rename(
            columns=lambda name: name.replace("_", " ")
        ),
        draw=lambda figure, _, colors: _draw(figure, rows, colors),
        sources=("mie1",),
        tables=("border_events",),
        note=(
            "A 0 means that the coders recorded nothing in that year, not that the border was quiet. A "
            "battle and one man over the line are one event each."
        ),
    )


def _empty(rows):
    return rows.loc[rows["total"] == 0, "year"]


def _describe(rows):
    top = rows.loc[rows["total"].idxmax()]
    second = rows.drop(index=rows["total"].idxmax())
    second = second.loc[second["total"].idxmax()]
    total = int(rows["total"].sum())
    empty = _empty(rows)
    silence = (
        f" None is recorded in {spans(empty)}: that says that no report was found, not that nothing happened."
        if len(empty)
        else ""
    )
    return (
        f"Stacked bars of militarized events a year between China and the USSR, {FIRST} to {LAST}: uses of "
        f"force below, shows of force and border violations above, threats on top. "
        f"There are {numbered(total, 'event')} in all; {top['year']} is highest with "
        f"{top['total']} ({top['uses_of_force']} uses of force), then "
        f"{second['year']} with {second['total']}, of which {second['uses_of_force']} used force.{silence} "
        "The chart counts reports, not shots: a battle and one man over the line weigh the same."
    )


def stack_events(axes, rows, looks, colors):
    """Stack bars of events a year, the kinds from below as they stand in ``looks``.

    ``rows`` has a column ``year`` and one of counts for each kind; ``looks`` gives each kind its
    role of color and its hatching.
    """
    years = rows["year"].astype(int)
    bottom = years * 0
    for kind, (role, hatch) in looks.items():
        values = rows[kind].astype(int)
        axes.bar(
            years,
            values,
            bottom=bottom,
            width=0.78,
            color=colors[role],
            edgecolor=colors["paper"],
            linewidth=0.4,
            hatch=hatch,
            zorder=3,
        )
        bottom = bottom + values


def _draw(figure, rows, colors):
    axes = figure.add_subplot()
    stack_events(axes, rows, LOOKS, colors)
    for row in rows.itertuples():
        axes.text(
            row.year,
            row.total + 0.7,
            f"{row.total}",
            ha="center",
            va="bottom",
            color=colors["ink" if row.total else "muted"],
            weight="semibold" if row.total else "normal",
            size=10.5,
            path_effects=halo(colors),
            zorder=5,
        )
    top = rows.loc[rows["total"].idxmax()]
    side = int(top["year"]) + 0.55
    for name, label, height in (
        ("uses_of_force", "use of force", 0.45 * top["uses_of_force"]),
        ("displays", "show of force or border violation", top["uses_of_force"] + 0.5 * top["displays"]),
    ):
        axes.text(
            side,
            float(height),
            f"{label}: {top[name]}",
            color=colors[LOOKS[name][0]],
            weight="semibold",
            va="center",
            path_effects=halo(colors, 4),
            zorder=6,
        )
    for row in rows[rows["threats"] > 0].itertuples():
        axes.text(
            row.year + 0.55,
            row.total - 0.5 * row.threats,
            f"threat: {row.threats}",
            color=colors[LOOKS["threats"][0]],
            weight="semibold",
            va="center",
            path_effects=halo(colors, 4),
            zorder=6,
        )
    for first, _ in stretches(_empty(rows))[:1]:
        axes.text(
            first - 0.4,
            4.4,
            "0: nothing recorded",
            color=colors["muted"],
            size=10.5,
            path_effects=halo(colors),
        )
    axes.set_xlim(FIRST - 0.7, LAST + 0.7)
    axes.set_ylim(0, float(rows["total"].max()) * 1.12)
    whole_years(axes, FIRST, LAST, 3)
    axes.set_ylabel("Events recorded in the year")
    axes.set_title("Militarized events between China and the USSR")
