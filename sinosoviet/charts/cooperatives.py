"""Peasant households in cooperatives, 1950 to 1956, and what each count means by the word."""

from sinosoviet import tables
from sinosoviet.charts.chart import Chart
from sinosoviet.charts.events import decimal_year
from sinosoviet.charts.marks import halo
from sinosoviet.style import DASHES, MARKERS

_SPEECH = "1955-07-31"
_KINDS = {
    "organized in some way, teams included": (
        "teal",
        [f"coop-organized-{year}" for year in (1950, 1951, 1952, 1953, 1955)],
    ),
    "in cooperatives": (
        "beijing",
        [
            "coop-1954-spring",
            "coop-1955-households",
            "coop-1955-december",
            "coop-1956-january",
            "coop-1956",
            "coop-1956-december",
        ],
    ),
    "in full collectives": (
        "ochre",
        ["coop-1956-january-full", "coop-1956-may-full", "coop-1956-december-full"],
    ),
}
_TITLE = "Peasant households in cooperatives: who counted what?"


def cooperatives():
    """Shares of China's peasant households, by date and by what was counted, 1950–1956."""
    rows = _rows()
    return Chart(
        "cooperatives",
        title=_TITLE,
        sentence=_describe(rows),
        table=rows[["period", "kind", "percent", "claimed_by", "status"]].rename(
            columns={
                "period": "date",
                "kind": "what was counted",
                "percent": "percent of households",
                "claimed_by": "who says so",
            }
        ),
        draw=lambda figure, _, colors: _draw(figure, rows, colors),
        sources=tuple(dict.fromkeys([*rows["source_key"], "cia1954collectivization"])),
        tables=("disputed_figures",),
        height=5.2,
        note=(
            "Circles: cooperatives. Diamonds: full collectives, a part of them. Triangles: a series whose "
            "source speaks of cooperatives; its size fits mutual-aid teams. No line joins figures of "
            "different makers. Hollow marks: computed or disputed."
        ),
    )


def _rows():
    wanted = {name: (kind, role) for kind, (role, names) in _KINDS.items() for name in names}
    rows = tables.rows("disputed_figures", wanted)
    rows["kind"] = [wanted[name][0] for name in rows["id"]]
    rows["role"] = [wanted[name][1] for name in rows["id"]]
    rows["percent"] = rows["value_low"].astype(float)
    rows["when"] = rows["period"].map(decimal_year)
    return rows.sort_values(["when", "id"]).reset_index(drop=True)


def _describe(rows):
    at = rows.set_index("id")["percent"]
    return (
        f"Dot chart of the percent of China's peasant households from 1950 to 1956, {len(rows)} "
        f"figures of three "
        f"kinds. Cooperatives rise from {at['coop-1955-households']:g} percent in July 1955, the "
        f"month of Mao's "
        f"speech, to {at['coop-1956']:g} in May 1956; full collectives from "
        f"{at['coop-1956-january-full']:g} in "
        f"January 1956 to {at['coop-1956-december-full']:g} at the end of the year. One series has "
        f"{at['coop-organized-1955']:g} percent in 1955; it probably counts mutual-aid teams. "
        f"All are official "
        "Chinese counts or rest on them. The chart does not say who joined freely, or what the harvest was."
    )


def _draw(figure, rows, colors):
    axes = figure.add_subplot()
    axes.set_xlim(1950, 1957.75)
    axes.set_ylim(0, 104)
    for _, group in rows.groupby("kind", sort=False):
        role = group["role"].iloc[0]
        color = colors[role]
        if group["claimed_by"].nunique() == 1:
            line = {"color": color, "linewidth": 1.1, "linestyle": DASHES["disputed"]}
            axes.plot(group["when"], group["percent"], **line)
        for row in group.itertuples():
            axes.plot(
                row.when,
                row.percent,
                marker=MARKERS[role],
                markersize=7.5,
                color=color,
                markerfacecolor=color if row.status == "reported" else colors["paper"],
                markeredgewidth=1.6,
                zorder=4,
            )
    speech = decimal_year(_SPEECH)
    axes.axvline(speech, color=colors["muted"], linewidth=0.9, linestyle=(0, (1, 1.5)), zorder=1)
    _write(
        axes, speech - 0.08, 92, "Mao's speech,\n31 July 1955", colors, "muted", ha="right", weight="normal"
    )
    at = rows.set_index("id")
    for name, text, shift in (
        ("coop-1954-spring", "1.5", (0, 5.5)),
        ("coop-1955-households", "14.2", (-0.12, 3.5)),
        ("coop-1956-december", "96", (0.14, 1.5)),
        ("coop-1956-december-full", "88", (0.14, -2.5)),
        ("coop-1955-december", "60", (-0.13, 0)),
        ("coop-1956-january", "78", (-0.13, 0)),
        ("coop-1956", "91.2", (-0.02, 6.2)),
        ("coop-1956-may-full", "61.9", (0.13, -1)),
        ("coop-1956-january-full", "20.7", (0.13, -1)),
        ("coop-organized-1953", "43", (0, 5)),
        ("coop-organized-1950", "10", (0, 5)),
    ):
        row = at.loc[name]
        _write(
            axes,
            row["when"] + shift[0],
            row["percent"] + shift[1],
            text,
            colors,
            row["role"],
            ha="left" if shift[0] > 0.1 else "right" if shift[0] < -0.1 else "center",
        )
    _write(axes, 1952.35, 56, "one series, probably\nwith mutual-aid teams", colors, "teal", ha="center")
    _write(axes, 1953.35, 18, "in cooperatives", colors, "beijing", ha="center")
    _write(axes, 1956.55, 38, "in full collectives", colors, "ochre", ha="left")
    axes.set_xticks([year + 0.5 for year in range(1950, 1957)], [str(year) for year in range(1950, 1957)])
    axes.tick_params(axis="x", length=0)
    axes.set_xticks(range(1950, 1958), minor=True)
    axes.tick_params(axis="x", which="minor", length=5)
    axes.set_ylabel("Percent of households")
    axes.set_title(_TITLE)


def _write(axes, x, y, text, colors, role, *, ha, weight="semibold"):
    axes.text(
        x,
        y,
        text,
        color=colors[role],
        ha=ha,
        va="center",
        weight=weight,
        size=11,
        path_effects=halo(colors),
        zorder=6,
    )
