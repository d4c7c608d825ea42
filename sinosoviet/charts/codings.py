"""The same disputes coded by two teams: dates side by side, deaths beside them."""

import calendar

import pandas as pd

from sinosoviet import tables
from sinosoviet.charts.chart import Chart
from sinosoviet.charts.events import decimal_year
from sinosoviet.charts.marks import halo, heading, whole_years
from sinosoviet.dates import in_words
from sinosoviet.wording import numbered

FIRST, LAST = 1964, 1969
_TEAMS = {"MID": ("teal", "solid"), "GML": ("ochre", (0, (2.2, 1)))}
_TITLE = "The same six disputes, dated by two teams"


def dispute_codings():
    """Disputes between China and the USSR that began in 1964–1969, as two expert teams date them.

    MID is the list of the Correlates of War project; GML is its revision by Gibler, Miller, Little.
    """
    rows = _rows()
    return Chart(
        "dispute-codings",
        title=_TITLE,
        sentence=_describe(rows),
        table=rows[["dispute_id", "coding_team", "date_start", "date_end", "china", "ussr"]].rename(
            columns={
                "dispute_id": "dispute",
                "coding_team": "team",
                "date_start": "from",
                "date_end": "to",
                "china": "Chinese deaths",
                "ussr": "Soviet deaths",
            }
        ),
        draw=lambda figure, _, colors: _draw(figure, rows, colors),
        sources=("cow_mid5", "gml_mid"),
        tables=("disputes",),
        height=5.4,
        note=(
            f"The numbers are the coders’ own; {rows['dispute_id'].iloc[-1]} is the fighting of 1969. A date "
            "without a day is drawn to the edge of its month. Deaths are brackets, not counts."
        ),
    )


def _rows():
    rows = tables.load("disputes")
    starts = rows.groupby("dispute_id")["date_start"].transform("min").str[:4].astype(int)
    rows = rows[starts.between(FIRST, LAST)].copy()
    rows["start"] = [decimal_year(date if len(date) > 7 else f"{date}-01") for date in rows["date_start"]]
    rows["to"] = [decimal_year(_last_day(date)) for date in rows["date_end"]]
    for side in ("china", "ussr"):
        pairs = zip(rows[f"{side}_deaths_low"], rows[f"{side}_deaths_high"], strict=True)
        rows[side] = [_bracket(low, high) for low, high in pairs]
    rows["order"] = rows.groupby("dispute_id")["start"].transform("min")
    rows = rows.sort_values(["order", "dispute_id", "coding_team"], ascending=[True, True, False])
    return rows.reset_index(drop=True)


def _last_day(date):
    if len(date) > 7:
        return date
    year, month = (int(part) for part in date.split("-"))
    return f"{date}-{calendar.monthrange(year, month)[1]}"


def _bracket(low, high):
    if pd.isna(low):
        return "not known"
    return "0" if high == 0 else f"{low}–{high}"


def _describe(rows):
    values = ["date_start", "date_end", "china", "ussr"]
    wide = rows.pivot(index="dispute_id", columns="coding_team", values=values)
    same = (wide["date_start"]["MID"] == wide["date_start"]["GML"]) & (
        wide["date_end"]["MID"] == wide["date_end"]["GML"]
    )
    deaths = (wide["china"]["MID"] != wide["china"]["GML"]) | (wide["ussr"]["MID"] != wide["ussr"]["GML"])
    last = rows[rows["dispute_id"] == rows.loc[rows["to"].idxmax(), "dispute_id"]].set_index("coding_team")
    mid, gml = last.loc["MID"], last.loc["GML"]
    return (
        f"Range chart of {numbered(len(wide), 'dispute')} between China and the USSR that began from {FIRST} "
        f"to {LAST}, each drawn twice, as the teams MID and GML date it. The two agree on both dates of "
        f"{numbered(int(same.sum()), 'dispute')} only. For the fighting of 1969 MID begins on "
        f"{in_words(mid['date_start'])}, GML on {in_words(gml['date_start'])}; MID has {mid['china']} "
        f"Chinese and {mid['ussr']} Soviet dead, GML {gml['china']} and {gml['ussr']}. "
        f"On deaths they differ for {numbered(int(deaths.sum()), 'dispute')}. "
        f"Both teams worked from what was published; the chart cannot say which reading is nearer the truth."
    )


def _draw(figure, rows, colors):
    figure.subplots_adjust(left=0.105, right=0.70, top=0.80, bottom=0.1)
    heading(figure, _TITLE, 0.94)
    axes = figure.add_subplot()
    place = 0.0
    places, names = [], []
    for dispute, pair in rows.groupby("dispute_id", sort=False):
        for row in pair.itertuples():
            role, dash = _TEAMS[row.coding_team]
            axes.plot(
                [row.start, row.to],
                [place, place],
                color=colors[role],
                linewidth=6,
                linestyle=dash,
                solid_capstyle="butt",
                dash_capstyle="butt",
                zorder=3,
            )
            axes.plot(
                [row.start, row.to], [place] * 2, "|", color=colors[role], markersize=11, markeredgewidth=2
            )
            place += 1
        places.append(place - 1.5)
        names.append(f"{dispute}")
        place += 0.7
    axes.set_ylim(place - 0.4, -0.8)
    axes.set_yticks(places, names)
    axes.tick_params(axis="y", length=0)
    axes.set_ylabel("Number of the dispute")
    axes.set_xlim(FIRST, LAST + 1.1)
    whole_years(axes, FIRST, LAST + 1, 1)
    axes.grid(axis="y", visible=False)
    last = rows.iloc[-1]
    axes.text(
        rows["start"].iloc[-2:].min() - 0.15,
        places[-1],
        f"the fighting of {last['date_end'][:4]}",
        ha="right",
        va="center",
        color=colors["muted"],
        path_effects=halo(colors),
    )
    _write_deaths(axes, rows, colors)


def _write_deaths(axes, rows, colors):
    columns = ((1.04, "team"), (1.15, "Chinese dead"), (1.33, "Soviet dead"))
    for x, text in columns:
        axes.text(x, 1.03, text, transform=axes.transAxes, weight="semibold", size=10.5, va="bottom")
    place = 0.0
    transform = axes.get_yaxis_transform()
    for _, pair in rows.groupby("dispute_id", sort=False):
        differ = pair["china"].nunique() > 1 or pair["ussr"].nunique() > 1
        for row in pair.itertuples():
            role = _TEAMS[row.coding_team][0]
            style = {"transform": transform, "va": "center", "size": 10.5, "path_effects": halo(colors)}
            axes.text(1.04, place, row.coding_team, color=colors[role], weight="semibold", **style)
            weight = "semibold" if differ else "normal"
            axes.text(1.15, place, row.china, weight=weight, **style)
            axes.text(1.33, place, row.ussr, weight=weight, **style)
            place += 1
        place += 0.7
