"""Who spoke at the United Nations of relations between Moscow and Beijing, when, and in which sense."""

from sinosoviet import tables
from sinosoviet.charts.chart import Chart
from sinosoviet.charts.marks import halo, whole_years
from sinosoviet.wording import listed, numbered

FIRST, LAST = 1954, 1990
_SENSES = {
    "bloc": ("treated as\none bloc", "third", "^"),
    "denial": ("“there is\nno quarrel”", "ochre", "D"),
    "rift": ("have\nfallen out", "ink", "o"),
    "border": ("border in\ndispute", "muted", "s"),
    "albania_against_both": ("Albania\nagainst both", "third", "v"),
    "rapprochement": ("come closer\nagain", "teal", "P"),
}
_PAGE = (1960, 1964)
_COUNTED = (1956, 1972)
_SHORT = {"United Kingdom": "Britain"}
_SAID_NOTHING = ("bloc",)
_STEP = 0.175


def mentions():
    """Speeches in the UN General Debate that talk about relations between Moscow and Beijing.

    One mark is one speech, 1954–1990, in the row of the sense that one reader gave its words.
    """
    rows = tables.load("un_mentions")[["year", "state", "sense", "key_words"]]
    rows = rows.sort_values(["year", "sense", "state"], ignore_index=True)
    speeches = tables.load("un_speeches")["year"].between(*_COUNTED).sum()
    return Chart(
        "mentions",
        title="Who said at the United Nations that the two had fallen out, and when",
        sentence=_describe(rows, int(speeches)),
        table=rows.fillna(""),
        draw=lambda figure, _, colors: _draw(figure, rows, colors),
        sources=("ungdc",),
        tables=("un_mentions", "un_speeches"),
        height=5.6,
        note=(
            "One mark is one speech, sorted by one reader. Britain in 1963 speaks of a split communist world "
            "without naming China. The first speech of the People’s Republic, of 1971, is not in the corpus. "
            "Shaded: the years of this page."
        ),
    )


def _describe(rows, speeches):
    told = rows[~rows["sense"].isin(_SAID_NOTHING)]
    counted = told[told["year"].between(*_COUNTED)]
    rift = rows[rows["sense"] == "rift"]
    first = int(rift["year"].min())
    speakers = listed(_short(state) for state in sorted(rift[rift["year"] == first]["state"], key=_short))
    own = rows[(rows["state"] == "USSR") & (rows["sense"] == "rift")]["year"].min()
    beijing = rows[(rows["state"] == "China (PRC)") & (rows["sense"] == "rift")]["year"].min()
    denial = rows[rows["sense"] == "denial"].iloc[0]
    return (
        f"Dot chart of {len(rows)} UN speeches, {FIRST} to {LAST}, that talk about relations between "
        f"Moscow and Beijing, in {len(_SENSES)} rows by what they say. {denial['state']} denies a quarrel in "
        f"{denial['year']}. The first to say that the two have fallen out do so in {first}: {speakers}. "
        f"The People’s Republic, seated since 1971, says so in {beijing}, the Soviet Union itself only in "
        f"{own}. Of the {speeches:,} speeches of {_COUNTED[0]}–{_COUNTED[1]}, {len(counted)} speak of the "
        f"quarrel, of the border, or deny that there is one; "
        f"{numbered(len(rows[rows['year'] == 1969]), 'speech', 'speeches')} of all date from 1969. "
        "What ministers knew and did not say, the chart cannot show."
    )


def _short(state):
    return _SHORT.get(state, state)


def _draw(figure, rows, colors):
    figure.subplots_adjust(left=0.12)
    axes = figure.add_subplot()
    axes.axvspan(_PAGE[0] - 0.5, _PAGE[1] + 0.5, color=colors["band"], zorder=0, linewidth=0)
    for height, (sense, (_, role, marker)) in enumerate(_SENSES.items()):
        for year, same in rows[rows["sense"] == sense].groupby("year"):
            for step in range(len(same)):
                axes.plot(
                    year,
                    height + step * _STEP,
                    marker=marker,
                    markersize=7,
                    color=colors[role],
                    linestyle="none",
                    zorder=3,
                )
    rift = list(_SENSES).index("rift")
    first = int(rows[rows["sense"] == "rift"]["year"].min())
    names = sorted(_short(s) for s in rows[(rows["sense"] == "rift") & (rows["year"] == first)]["state"])
    _name(axes, first, rift + _STEP, f"{first}: " + ",\n".join([", ".join(names[:2]), *names[2:]]), colors)
    own = rows[(rows["state"] == "USSR") & (rows["sense"] == "rift")]["year"].min()
    _name(axes, own, rift + 2.4 * _STEP, f"{own}: the Soviet\nUnion itself", colors, align="left")
    denial = rows[rows["sense"] == "denial"].iloc[0]
    at = list(_SENSES).index("denial")
    _name(axes, denial["year"], at, f"{denial['year']}: {denial['state']}", colors)
    axes.set_yticks(range(len(_SENSES)), [label for label, *_ in _SENSES.values()])
    axes.set_ylim(-0.5, len(_SENSES) - 0.1)
    axes.set_xlim(FIRST - 1, LAST + 1)
    whole_years(axes, FIRST, LAST, 5)
    axes.set_title("Who said at the United Nations that the two had fallen out, and when")


def _name(axes, year, height, text, colors, align="right"):
    axes.annotate(
        text,
        (year, height),
        xytext=(9 if align == "left" else -9, 0),
        textcoords="offset points",
        ha=align,
        va="center",
        color=colors["ink"],
        size=10,
        path_effects=halo(colors),
        zorder=5,
    )
