"""The three disagreements of 1954 to 1957, and what fits none of them."""

from sinosoviet import tables
from sinosoviet.charts.chart import Chart
from sinosoviet.charts.events import decimal_year
from sinosoviet.charts.lanes import draw_lanes
from sinosoviet.dates import in_words
from sinosoviet.wording import listed, numbered

FIRST, LAST = 1954.7, 1958.05
_LANES = {
    "development": "How to build\nsocialism",
    "stalin": "What Stalin\nwas worth",
    "war": "War and the\nWest",
    "rank": "None of the\nthree: help,\ntroops, rank",
}
_TITLE = "Where did it show, and who could see it?"


def disagreements():
    """Sixteen dated moments by disagreement; filled if published by their own side, hollow if kept closed."""
    rows = tables.load("disagreements").sort_values(["date", "id"]).reset_index(drop=True)
    return Chart(
        "disagreements",
        title=_TITLE,
        sentence=_describe(rows),
        table=rows[["date", "issue", "side", "setting", "what", "known_from"]].rename(
            columns={"issue": "disagreement", "known_from": "known from"}
        ),
        draw=lambda figure, _, colors: _draw(figure, rows, colors),
        sources=("luthi2008", *dict.fromkeys(rows["source_key"])),
        tables=("disagreements",),
        height=6.3,
        note=(
            "Filled: published by its own side within months. Hollow: kept closed, known by leaks or later. "
            "Circle and red: Beijing. Square and blue: Moscow. Diamond: both. Marks that would cover each "
            "other stand side by side."
        ),
    )


def _describe(rows):
    private = rows[rows["setting"] == "private"]
    parts = listed(
        f"{numbered(int((rows['issue'] == issue).sum()), 'moment')} {words}"
        for issue, words in (
            ("development", "on how to build socialism"),
            ("stalin", "on Stalin"),
            ("war", "on war and the West"),
            ("rank", "that fit none of the three"),
        )
    )
    opening, closing = rows.iloc[0], rows.iloc[-1]
    public = int((rows["setting"] == "public").sum())
    hidden = int((private["side"] == "beijing").sum())
    return (
        f"Four bands of dated marks from {opening['date'][:4]} to {closing['date'][:4]}: {parts}. "
        f"{public} were made public and {len(private)} kept closed, {hidden} of the closed ones by Beijing "
        f"alone. "
        f"The first mark is “{opening['label']}” ({in_words(opening['date'])}), the last "
        f"“{closing['label']}” ({in_words(closing['date'])}). The moments and their places are the editors' "
        "choice, the first three bands are Lüthi's; a mark is not always a quarrel, and the chart does not "
        "say how much each one weighed."
    )


def _draw(figure, rows, colors):
    rows = rows.assign(
        when=rows["date"].map(decimal_year), lane=rows["issue"], filled=rows["setting"] == "public"
    )
    draw_lanes(
        figure,
        rows,
        _LANES,
        colors,
        first=FIRST,
        last=LAST,
        ticks={year: str(year) for year in range(1955, 1959)},
        title=_TITLE,
    )
