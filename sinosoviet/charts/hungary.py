"""Hungary, October and November 1956: troops in or out, testimony by testimony."""

from sinosoviet import tables
from sinosoviet.charts.chart import Chart
from sinosoviet.charts.lanes import draw_lanes
from sinosoviet.dates import in_words
from sinosoviet.wording import listed, numbered

FIRST, LAST = 22.4, 36.2  # days from 1 October
_LANES = {
    "moscow-force": "Moscow:\ntroops stay,\nor strike",
    "moscow-withdraw": "Moscow:\npull back,\nor talk",
    "beijing-force": "Beijing:\ntroops stay,\nor strike",
    "beijing-withdraw": "Beijing:\npull back,\nor talk",
}
_TITLE = "Hungary, 1956: troops in or out?"
_CAPITALS = {"moscow": "Moscow", "beijing": "Beijing"}
_POSITIONS = {"force": "troops in", "withdraw": "troops out or talks"}


def hungary():
    """Where Moscow and Beijing stood on Soviet troops in Hungary, 23 October to 4 November 1956.

    Filled marks rest on papers of those days, hollow ones on what was told later.
    """
    rows = tables.load("hungary_1956")
    rows = rows.sort_values(["date", "written", "id"], ascending=[True, False, True]).reset_index(drop=True)
    return Chart(
        "hungary",
        title=_TITLE,
        sentence=_describe(rows),
        table=rows[["date", "capital", "position", "written", "witness", "what"]].rename(
            columns={"what": "what the witness says"}
        ),
        draw=lambda figure, _, colors: _draw(figure, rows, colors),
        sources=tuple(dict.fromkeys(rows["source_key"])),
        tables=("hungary_1956",),
        height=6.0,
        note=(
            "Filled: written in those days. Hollow: told later. Square and blue: Moscow. Circle and red: "
            "Beijing. Marks of one day stand side by side."
        ),
    )


def _describe(rows):
    told = int((rows["written"] == "later").sum())
    papers = rows[(rows["capital"] == "moscow") & (rows["written"] == "same day")]
    path = ", ".join(f"{_POSITIONS[row.position]} on {_day(row.date)}" for row in papers.itertuples())
    both = _on_both_sides(rows)
    written = _on_both_sides(rows[rows["written"] == "same day"])
    return (
        f"Four bands of dated marks from {_day(rows['date'].min())} to {_day(rows['date'].max())} 1956, with "
        f"{numbered(len(rows), 'testimony', 'testimonies')}: did each capital want Soviet troops in "
        f"Hungary, or "
        f"out? By papers of those days Moscow is for {path}. {told} testimonies were told later. "
        f"Witnesses put "
        f"one capital on both sides in one day: {listed(both)}; papers of the time alone do so for "
        f"{listed(written)}. A mark says what a witness reports, and not "
        "who changed whose mind."
    )


def _on_both_sides(rows):
    return [
        f"{_CAPITALS[capital]} on {_day(date)}"
        for (date, capital), group in rows.groupby(["date", "capital"])
        if group["position"].nunique() > 1
    ]


def _day(date):
    return in_words(date).removesuffix(f" {date[:4]}")


def _draw(figure, rows, colors):
    days = rows["date"].map(lambda date: int(date[8:]) + (31 if date[5:7] == "11" else 0))
    rows = rows.assign(
        when=days.astype(float),
        lane=rows["capital"] + "-" + rows["position"],
        side=rows["capital"],
        filled=rows["written"] == "same day",
    )
    ticks = {day: f"{day} Oct" for day in (23, 25, 27, 29, 31)} | {33: "2 Nov", 35: "4 Nov"}
    draw_lanes(figure, rows, _LANES, colors, first=FIRST, last=LAST, ticks=ticks, title=_TITLE)
