"""Paper and reality: the treaty in force, the rivalry that experts date, and the fights that were counted."""

import pandas as pd

from sinosoviet import tables
from sinosoviet.charts.chart import Chart
from sinosoviet.charts.events import decimal_year
from sinosoviet.charts.marks import halo, whole_years
from sinosoviet.wording import listed, numbered

FIRST, LAST = 1949, 1991
_SIGNED, _LAPSED = "treaty-1950", "treaty-expiry-1980"
_WAR_OF_OTHERS = 3007
_TEAMS = {"MID": "Armed disputes,\nfirst team (MID)", "GML": "Armed disputes,\nsecond team (GML)"}
_THINNEST = 0.16


def paper_and_reality():
    """The treaty of 1950 beside the rivalry, the armed disputes and the border events, 1949–1991.

    The treaty is drawn from day to day, the rivalry by whole years (two lists give the same years),
    and the disputes by the dates of two teams of coders. Below stand the militarized events per year.
    """
    lanes, events = _lanes(), _events()
    return Chart(
        "paper-and-reality",
        title="On paper and on the ground",
        sentence=_describe(lanes, events),
        table=lanes.drop(columns=["lane"]).rename(columns={"label": "what", "start": "from", "end": "to"}),
        draw=lambda figure, _, colors: _draw(figure, lanes, events, colors),
        sources=(
            "atop5",
            "wapo1979treaty",
            "tss_rivalries",
            "td_rivalries",
            "cow_mid5",
            "gml_mid",
            "mie1",
        ),
        tables=("obligations", "events", "rivalries", "disputes", "border_events"),
        height=5.4,
        note=(
            "The war of China and Vietnam in 1979 is left out: there the USSR is listed only as Vietnam’s "
            "supporter. A dispute with deaths on either side stands in full color. A pale one has none "
            "coded, or its deaths are marked as missing."
        ),
    )


def _lanes():
    dates = tables.load("events").set_index("id")["date"]
    promises = tables.load("obligations")
    between = promises[(promises["state_1"] == "USSR") & (promises["state_2"] == "China")]
    last = int(between[between["obligation"] == "defense"]["year_last"].iloc[0])
    lapsed = dates[_LAPSED]
    rows = [("paper", "Treaty of alliance", dates[_SIGNED], lapsed if lapsed[:4] == str(last) else str(last))]
    lists = tables.load("rivalries")
    spans = lists[lists["pair"].isin(["China-USSR", "China-Russia 2"])]
    rows.append(
        ("rivalry", "Rivalry, two lists", str(spans["year_start"].max()), str(spans["year_end"].min()))
    )
    disputes = tables.load("disputes")
    disputes = disputes[disputes["dispute_id"] != _WAR_OF_OTHERS].sort_values(["coding_team", "date_start"])
    for row in disputes.itertuples():
        deadly = any(pd.notna(dead) and dead > 0 for dead in (row.china_deaths_high, row.ussr_deaths_high))
        label = f"Dispute {row.dispute_id}, {'with deaths' if deadly else 'no deaths coded'}"
        rows.append((row.coding_team, label, row.date_start, row.date_end))
    return pd.DataFrame(rows, columns=["lane", "label", "start", "end"])


def _events():
    return tables.load("border_events").set_index("year")["total"]


def _edges(row):
    """Start and end as years with fractions; a date without a month covers its whole year."""
    start = decimal_year(row.start) if len(row.start) > 4 else float(row.start)
    end = decimal_year(row.end) if len(row.end) > 4 else float(row.end) + 1
    return start, max(end, start + _THINNEST)


def _describe(lanes, events):
    paper, rivalry = (lanes[lanes["lane"] == lane].iloc[0] for lane in ("paper", "rivalry"))
    counts = {team: int((lanes["lane"] == team).sum()) for team in _TEAMS}
    deadly = lanes[lanes["label"].str.contains("with deaths")]
    in_force = deadly[(deadly["start"] >= paper["start"]) & (deadly["start"] < paper["end"])]
    fights = in_force.groupby("lane").size()
    worst = int(events.idxmax())
    quiet = [int(year) for year in events.index if 1970 <= year <= 1979 and events[year] == 0]
    return (
        f"Lane chart of {FIRST} to {LAST}. The treaty of alliance runs from {paper['start']} to "
        f"{paper['end']}. Two lists date a rivalry from {rivalry['start']} to {rivalry['end']}. "
        "Of armed disputes, "
        + listed(
            f"{name} lists {counts[team]}, {fights.get(team, 0)} of them with deaths "
            "while the treaty was in force"
            for team, name in (("MID", "one team"), ("GML", "another"))
        )
        + f". Bars below count militarized events: they peak in {worst} with {events[worst]}, "
        f"{int(paper['end'][:4]) - worst} years before the treaty lapsed, and {numbered(len(quiet), 'year')} "
        f"of 1970–1979 {'has' if len(quiet) == 1 else 'have'} none. "
        "A lane shows that something was in force or was coded. It shows neither how seriously anyone took "
        "it nor who began a fight."
    )


def _draw(figure, lanes, events, colors):
    figure.subplots_adjust(left=0.185, right=0.985, top=0.9, bottom=0.075)
    upper, lower = figure.subplots(2, sharex=True, height_ratios=(1.9, 1), gridspec_kw={"hspace": 0.1})
    order = ["paper", "rivalry", *_TEAMS]
    roles = {"paper": "teal", "rivalry": "ochre", "MID": "ink", "GML": "ink"}
    for row in lanes.itertuples():
        start, end = _edges(row)
        height = order.index(row.lane)
        upper.barh(
            height,
            end - start,
            left=start,
            height=0.44 if row.lane in _TEAMS else 0.56,
            color=colors[roles[row.lane]],
            alpha=0.45 if "no deaths" in row.label or row.lane not in _TEAMS else 1,
            linewidth=0,
            zorder=3,
        )
    on_bar = {"color": colors["ink"], "va": "center", "zorder": 5}
    paper, rivalry = (lanes[lanes["lane"] == lane].iloc[0] for lane in ("paper", "rivalry"))
    upper.text(_edges(paper)[0] + 0.4, 0, f"{paper['start'][:4]}: promises of help in war", **on_bar)
    upper.text(_edges(paper)[1] + 0.4, 0, f"lapses in {paper['end'][:4]}", **on_bar)
    upper.text(_edges(rivalry)[0] + 0.4, 1, f"from {rivalry['start']}: each sees an enemy", **on_bar)
    upper.set_yticks(range(len(order)), ["Treaty of alliance", "Rivalry", *_TEAMS.values()])
    upper.invert_yaxis()
    upper.grid(False)
    upper.tick_params(axis="x", length=0, labelbottom=False)
    for side in ("bottom", "left"):
        upper.spines[side].set_visible(False)
    upper.text(FIRST + 1, 2, "full color: people died", **on_bar)
    upper.text(FIRST + 1, 3, "pale: no deaths coded", **{**on_bar, "color": colors["muted"]})
    upper.set_title(f"Allies on paper to {paper['end'][:4]}. And on the ground?", loc="left", x=-0.2)
    lower.bar(events.index + 0.5, events, width=0.8, color=colors["third"], zorder=3)
    worst = int(events.idxmax())
    lower.annotate(
        f"{events[worst]} in {worst}",
        (worst + 1.1, events[worst]),
        va="top",
        weight="semibold",
        path_effects=halo(colors),
    )
    lower.set_ylabel("Militarized\nevents\nper year", rotation=0, ha="right", va="center", labelpad=34)
    lower.set_ylim(0, events.max() * 1.12)
    lower.set_xlim(FIRST, LAST + 1)
    whole_years(lower, 1950, 1990, 5)
    for axes in (upper, lower):
        axes.axvline(
            decimal_year(paper["end"]),
            color=colors["teal"],
            linewidth=1.1,
            linestyle=(0, (1, 1.5)),
            zorder=2,
        )
