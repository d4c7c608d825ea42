"""Words in the UN General Debate, Moscow's bloc and everybody else, 1950 to 1960."""

import pandas as pd

from sinosoviet import tables
from sinosoviet.charts.chart import Chart
from sinosoviet.charts.marks import draw_series, label_ends, name_point, whole_years
from sinosoviet.errors import known

FIRST, LAST = 1950, 1960
WORDS = {
    "peaceful coexistence": "peaceful_coexistence",
    "imperialism": "imperialis_all",
    "nuclear": "nuclear",
}
KIN = {
    "imperialism": " Imperialist and other kin are counted too.",
    "nuclear": " Atomic and thermonuclear are counted too.",
}
BLOC = (
    "USSR",
    "Ukrainian SSR",
    "Byelorussian SSR",
    "Poland",
    "Czechoslovakia",
    "Albania",
    "Bulgaria",
    "Hungary",
    "Romania",
)


def un_word(word="peaceful coexistence"):
    """How often Moscow's bloc and all other states used a word in the General Debate, 1950–1960.

    ``word`` is ``peaceful coexistence``, ``imperialism`` (with imperialist) or ``nuclear`` (with atomic).
    """
    word = known("word", word, list(WORDS))
    rows = _rows(WORDS[word])
    return Chart(
        f"un-word-{word.replace(' ', '-')}",
        title=f"“{word.capitalize()}” at the United Nations",
        sentence=_describe(rows, word),
        table=rows.reset_index().rename(
            columns={
                "bloc": "Moscow's bloc, times per 1,000 words",
                "others": "all others, times per 1,000 words",
                "bloc_speeches": "speeches, bloc",
                "other_speeches": "speeches, others",
            }
        ),
        draw=lambda figure, _, colors: _draw(figure, rows, word, colors),
        sources=("ungdc",),
        tables=("un_speeches",),
        height=4.7,
        note=(
            "Moscow's bloc: the three Soviet seats, Poland and Czechoslovakia; from 1956 also "
            "Albania, Bulgaria, "
            "Hungary and Romania. Beijing had no seat." + KIN.get(word, "")
        ),
    )


def _rows(column):
    speeches = tables.load("un_speeches")
    speeches = speeches[speeches["year"].between(FIRST, LAST)]
    bloc = speeches["state"].isin(BLOC)
    parts = {}
    for name, part in (("bloc", speeches[bloc]), ("others", speeches[~bloc])):
        sums = part.groupby("year")[[column, "words"]].sum()
        parts[name] = (1000 * sums[column] / sums["words"]).round(3)
        parts["bloc_speeches" if name == "bloc" else "other_speeches"] = part.groupby("year").size()
    return pd.DataFrame(parts)


def _describe(rows, word):
    peak = rows["bloc"].idxmax()
    low = rows["bloc"].idxmin()
    return (
        f"Line chart of how often speeches in the UN General Debate used “{word}”, per 1,000 words, "
        f"from {FIRST} to "
        f"{LAST}. Moscow's bloc is lowest in {low} ({rows.loc[low, 'bloc']:.2f}) and highest in {peak} "
        f"({rows.loc[peak, 'bloc']:.2f}), when all other states stand at {rows.loc[peak, 'others']:.2f}. "
        f"In 1953 the two are at {rows.loc[1953, 'bloc']:.2f} and {rows.loc[1953, 'others']:.2f}, in 1957 at "
        f"{rows.loc[1957, 'bloc']:.2f} and {rows.loc[1957, 'others']:.2f}. "
        "A count does not tell praise from scorn, and Beijing, without a seat, is not in it."
    )


def _draw(figure, rows, word, colors):
    axes = figure.add_subplot()
    for name, role in (("bloc", "moscow"), ("others", "third")):
        draw_series(axes, rows.index, rows[name], role=role, colors=colors)
    axes.set_ylim(0, rows[["bloc", "others"]].max().max() * 1.18)
    axes.set_xlim(FIRST - 0.3, LAST + 2.3)
    peak = rows["bloc"].idxmax()
    highest = rows.loc[peak, "bloc"]
    name_point(axes, f"{highest:.2f}", (peak, highest), "moscow", colors)
    whole_years(axes, FIRST, LAST, 1)
    axes.set_ylabel("Times per 1,000 words")
    axes.set_title(f"“{word.capitalize()}” at the United Nations, {FIRST}–{LAST}")
    label_ends(
        axes,
        [
            (LAST, rows["bloc"].iloc[-1], "Moscow's bloc", "moscow"),
            (LAST, rows["others"].iloc[-1], "all others", "third"),
        ],
        colors,
    )
