"""Militarized events between China and the USSR: how many a year, of what kind."""

from sinosoviet import tables
from sinosoviet.charts.chart import Chart
from sinosoviet.charts.marks import halo, listed, numbered, whole_years

FIRST, LAST = 1964, 1991
_KINDS = (
    ("uses_of_force", "use of force", "ink", ""),
    ("displays", "show of force or border violation", "ochre", "///"),
    ("threats", "threat", "teal", ""),
)
_LONG_RUN = 3


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


def _zero_runs(rows):
    runs = []
    for year in rows.loc[rows["total"] == 0, "year"]:
        if runs and runs[-1][-1] == year - 1:
            runs[-1].append(int(year))
        else:
            runs.append([int(year)])
    return [run for run in runs if len(run) >= _LONG_RUN]


def _describe(rows):
    top = rows.loc[rows["total"].idxmax()]
    second = rows.drop(index=rows["total"].idxmax())
    second = second.loc[second["total"].idxmax()]
    total = int(rows["total"].sum())
    empty = _zero_runs(rows)
    silence = (
        f" None is recorded in {listed(f'{run[0]}–{run[-1]}' for run in empty)}: "
        "that says that no report was found, not that nothing happened."
        if empty
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


def _draw(figure, rows, colors):
    axes = figure.add_subplot()
    years = rows["year"].astype(int)
    bottom = years * 0
    for name, _, role, hatch in _KINDS:
        values = rows[name].astype(int)
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
    for year, total in zip(years, bottom, strict=True):
        axes.text(
            year,
            total + 0.7,
            f"{total}",
            ha="center",
            va="bottom",
            color=colors["ink" if total else "muted"],
            weight="semibold" if total else "normal",
            size=10.5,
            path_effects=halo(colors),
            zorder=5,
        )
    top = rows.loc[rows["total"].idxmax()]
    side = int(top["year"]) + 0.55
    for (name, label, role, _), height in zip(
        _KINDS[:2], (0.45 * top["uses_of_force"], top["uses_of_force"] + 0.5 * top["displays"]), strict=True
    ):
        axes.text(
            side,
            float(height),
            f"{label}: {top[name]}",
            color=colors[role],
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
            color=colors["teal"],
            weight="semibold",
            va="center",
            path_effects=halo(colors, 4),
            zorder=6,
        )
    for run in _zero_runs(rows)[:1]:
        axes.text(
            run[0] - 0.4,
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
