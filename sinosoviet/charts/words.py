"""Words in the UN General Debate: how far one travelled, and who used it."""

import pandas as pd

from sinosoviet import tables
from sinosoviet.charts.chart import Chart
from sinosoviet.charts.marks import draw_series, name_point, whole_years
from sinosoviet.errors import known

FIRST, LAST = 1956, 1991
#: Words to choose from: column, what is counted, the state that says it first or most.
WORDS = {
    "hegemony": ("hegemon", "any word that begins with hegemon"),
    "social-imperialism": ("social_imperial", "social-imperialism and social-imperialist"),
    "superpower": ("superpower", "superpower, in any spelling"),
    "Third World": ("third_world", "third world"),
    "non-aligned": ("nonaligned", "non-aligned and non-alignment"),
}
_SPEAKERS = {
    "China (PRC)": ("beijing", ("CHN",)),
    "USSR": ("moscow", ("RUS",)),
    "Albania": ("ochre", ("ALB",)),
    "Yugoslavia": ("teal", ("YUG",)),
    "Vietnam": ("third", ("VNM",)),
}
_TOP = 80
_ROC_UNTIL = 1971


def un_words(word="hegemony"):
    """One word in the yearly speeches at the UN, 1956–1991: share of speeches, and use by five states.

    ``word`` is one of hegemony, social-imperialism, superpower, Third World, non-aligned.
    """
    column, counted = WORDS[known("word", word, list(WORDS))]
    share, speakers = _share(column), _speakers(column)
    return Chart(
        f"un-words-{word.lower().replace(' ', '-')}",
        title=f"“{word}” in speeches at the UN",
        sentence=_describe(word, counted, share, speakers),
        table=_table(share, speakers),
        draw=lambda figure, _, colors: _draw(figure, word, share, speakers, colors),
        sources=("ungdc",),
        tables=("un_speech_years", "un_speeches"),
        height=5.2,
        note=f"Counted: {counted}. A tick is a speech without the word. The line leaves out 1970: many "
        f"speeches are missing. The PRC speaks from {_first(speakers, 'China (PRC)')}, Vietnam from "
        f"{_first(speakers, 'Vietnam')}.",
    )


def _share(column):
    years = tables.load("un_speech_years")
    years = years[years["year"].between(FIRST, LAST) & years["complete"].astype(bool)]
    return (
        (100 * years[f"n_with_{column}"] / years["n_speeches"])
        .astype(float)
        .set_axis(years["year"].astype(int))
    )


def _speakers(column):
    speeches = tables.load("un_speeches")
    speeches = speeches[speeches["year"].between(FIRST, LAST)]
    rates = {}
    for name, (_, codes) in _SPEAKERS.items():
        own = speeches[speeches["country_iso3"].isin(codes)]
        if name == "China (PRC)":
            own = own[own["year"] > _ROC_UNTIL]
        rates[name] = (1000 * own[column] / own["words"]).astype(float).set_axis(own["year"].astype(int))
    return rates


def _first(speakers, name):
    return int(speakers[name].index.min())


def _table(share, speakers):
    table = pd.DataFrame({"Share of speeches (%)": share})
    for name, rates in speakers.items():
        table[f"{name} (per 1,000 words)"] = rates
    return table.round(2).rename_axis("Year").reset_index()


def _describe(word, counted, share, speakers):
    peak, low = share.idxmax(), share.loc[: share.idxmax()].idxmin()
    highest = {name: rates.max() for name, rates in speakers.items() if rates.max() > 0}
    loudest = max(highest, key=highest.get) if highest else None
    silent = [name for name in speakers if name not in highest]
    text = (
        f"Two panels on the word “{word}” ({counted}) in the General Debate at the UN, {FIRST} to {LAST}. "
        f"Above, a line of the share of all speeches that use it, on a scale from 0 to {_TOP} percent: "
        f"{share[low]:.0f} percent in {low}, highest in {peak} with {share[peak]:.0f} percent. Below, a row "
        "of dots for each of five states; the larger the dot, the more often the word stands in that "
        "year’s speech. "
    )
    if loudest:
        year = speakers[loudest].idxmax()
        text += f"{loudest} uses it most densely, {highest[loudest]:.1f} times in 1,000 words in {year}. "
    if silent:
        text += f"Never in these speeches: {', '.join(silent)}. "
    return text + (
        "A count finds the word, praised or mocked alike; it cannot show whom the speaker meant, nor from "
        "whom he had it."
    )


def _draw(figure, word, share, speakers, colors):
    figure.subplots_adjust(left=0.125, hspace=0.12, top=0.9, bottom=0.075, right=0.975)
    above, below = figure.subplots(2, sharex=True, height_ratios=(1.45, 1))
    draw_series(above, share.index, share, role="ochre", colors=colors)
    peak = share.idxmax()
    name_point(above, f"{share[peak]:.0f}% in {peak}", (peak, share[peak]), "ochre", colors)
    above.set_ylim(0, _TOP + 8)
    above.set_yticks(range(0, _TOP + 1, 20))
    above.yaxis.set_major_formatter("{x:.0f}%")
    above.set_ylabel("Speeches with the word")
    above.tick_params(axis="x", length=0)
    above.set_title(f"“{word}” in speeches at the UN")
    below.hlines(
        range(len(speakers)), FIRST - 0.9, LAST + 0.9, color=colors["faint"], linewidth=0.8, zorder=1
    )
    dots, ticks = [], []
    for place, (name, rates) in enumerate(speakers.items()):
        color = colors[_SPEAKERS[name][0]]
        dots += [(year, place, 28 + 62 * rate, color) for year, rate in rates.items() if rate > 0]
        ticks += [(year, place) for year, rate in rates.items() if rate == 0]
        below.text(
            FIRST - 1.3, place, name, ha="right", va="center", size=10.5, weight="semibold", color=color
        )
    years, places, sizes, shades = zip(*dots, strict=True)
    below.scatter(years, places, s=sizes, c=shades, alpha=0.85, zorder=3)
    below.plot(
        *zip(*ticks, strict=True),
        "|",
        color=colors["third"],
        markersize=4.5,
        markeredgewidth=1.2,
        zorder=2,
    )
    below.set_ylim(len(speakers) - 0.3, -0.7)
    below.set_yticks([])
    below.grid(False)
    below.set_xlim(FIRST - 0.9, LAST + 0.9)
    whole_years(below, FIRST, LAST, 5)
