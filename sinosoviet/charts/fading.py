"""Words fading: what Beijing and Moscow called each other at the United Nations."""

from sinosoviet import tables
from sinosoviet.charts.chart import Chart
from sinosoviet.charts.marks import draw_series, halo, whole_years

FIRST, LAST = 1972, 1991
_PER = 1000
_WORDS = {
    "superpower": ("superpower", "ochre"),
    "hegemon": ("hegemony, hegemonism", "beijing"),
    "social_imperial": ("social-imperialism", "teal"),
}


def words_fading():
    """Four words in the yearly UN speeches of Beijing and Moscow, per 1,000 words, 1972–1991.

    Above, three words of Beijing's quarrel; below, how often the Soviet speech names China.
    Counts are the course's own, on the UN General Debate Corpus.
    """
    rows = tables.load("un_speeches")
    rows = rows[rows["year"].between(FIRST, LAST)]
    beijing = _rates(rows[rows["speaker"] == "PRC"], list(_WORDS))
    moscow = _rates(rows[rows["speaker"] == "USSR"], ["china"])
    table = beijing.join(moscow).round(2).reset_index()
    return Chart(
        "words-fading",
        title="Words fading from the UN speeches",
        sentence=_describe(beijing, moscow),
        table=table.rename(
            columns={
                **{word: f"Beijing: {name} (per 1,000 words)" for word, (name, _) in _WORDS.items()},
                "china": "Moscow: names China (per 1,000 words)",
            }
        ),
        draw=lambda figure, _, colors: _draw(figure, beijing, moscow, colors),
        sources=("ungdc",),
        tables=("un_speeches",),
        height=5.8,
        note="One speech a year for each. The two panels have different scales.",
    )


def _rates(rows, words):
    rows = rows.set_index("year").sort_index()
    return rows[words].astype(float).mul(_PER).div(rows["words"].astype(float), axis=0)


def _describe(beijing, moscow):
    peaks = "; ".join(
        f"{name} {beijing[word].max():.1f} in {beijing[word].idxmax()}" for word, (name, _) in _WORDS.items()
    )
    gone = int(beijing.index[beijing["social_imperial"] > 0].max())
    silent = beijing.index[(beijing == 0).all(axis=1)]
    last = " and ".join(
        f"{name} {beijing.loc[LAST, word]:.1f}"
        for word, (name, _) in _WORDS.items()
        if word != "social_imperial"
    )
    loud = moscow["china"].idxmax()
    zeros = int((moscow["china"] == 0).sum())
    return (
        f"Two line charts of words per {_PER:,} words in the yearly UN speeches, {FIRST} to {LAST}. In "
        f"Beijing’s the peaks are {peaks}. Social-imperialism is last used in {gone}; in "
        f"{' and '.join(map(str, silent))} none of the three words occurs; in {LAST} {last}. "
        f"Moscow’s speech names China most in {loud} ({moscow['china'].max():.1f}) and not at all in {zeros} "
        f"of the {len(moscow)} years. A count shows a word, not a feeling, and cannot show whom it was "
        "aimed at: superpower and hegemony could mean Washington as well."
    )


def _draw(figure, beijing, moscow, colors):
    above, below = figure.subplots(2, 1, height_ratios=(1.9, 1), sharex=True)
    figure.subplots_adjust(hspace=0.34)
    for word, (_, role) in _WORDS.items():
        draw_series(above, beijing.index, beijing[word], role=role, colors=colors)
    gone = int(beijing.index[beijing["social_imperial"] > 0].max())
    for word, text, at in (
        ("superpower", "superpower", (1977.35, 9.6)),
        ("hegemon", "hegemony, hegemonism", (1981.25, 4.1)),
        ("social_imperial", f"social-imperialism: not after {gone}", (1978.5, -1.1)),
    ):
        above.text(
            *at,
            text,
            va="center",
            color=colors[_WORDS[word][1]],
            weight="semibold",
            path_effects=halo(colors),
            zorder=6,
        )
    above.set_ylim(-1.9, 10.8)
    above.set_ylabel("per 1,000 words")
    above.tick_params(labelbottom=False)
    above.set_title("Beijing’s speech: three words of the quarrel")
    draw_series(below, moscow.index, moscow["china"], role="moscow", colors=colors)
    below.set_ylim(-0.08, 1.3)
    below.set_ylabel("per 1,000 words")
    below.set_title("Moscow’s speech: names China")
    below.set_xlim(FIRST - 0.6, LAST + 0.6)
    whole_years(below, FIRST, LAST, 2)
