"""One quantity, several claimants: numbers that disagree."""

import re
from dataclasses import dataclass

from sinosoviet import tables
from sinosoviet.charts.chart import WIDTH, Chart
from sinosoviet.charts.marks import halo, text_width
from sinosoviet.errors import known
from sinosoviet.wording import numbered

_SIZE = 10.5
_ENOUGH = 8
_MARKERS = {"beijing": "o", "moscow": "s", "third": "^"}


@dataclass(frozen=True)
class Topic:
    """What a set of claims is about, the ids that belong to it, and what the dots hide."""

    title: str
    prefix: str
    without: tuple
    hides: str


#: The topics, by the words a reader chooses.
TOPICS = {
    "Famine deaths": Topic(
        "Deaths in the famine after the Great Leap, million people",
        "famine-",
        ("famine-low", "famine-middle", "famine-high"),
        "They cover different years and ordinary years, and many rest on the same official data",
    ),
    "Grain of 1958": Topic(
        "China’s grain harvest of 1958, million tonnes",
        "grain-1958-",
        (),
        "Only the highest was announced at the time; the others are later",
    ),
    "Specialists in all": Topic(
        "Soviet specialists in China in the 1950s",
        "specialists-1950",
        ("specialists-1950-air", "specialists-1950-navy", "specialists-1950-all"),
        "They cover different years, and some count people, some visits",
    ),
    "Specialists recalled": Topic(
        "Soviet specialists called home in July 1960",
        "specialists-1960-",
        (),
        "Some are counts, some are round numbers of officials, and families may or may not be in them",
    ),
    "Chinese dead, 1969": Topic(
        "Chinese dead in the border fighting of 1969",
        "zhenbao-losses-chinese-",
        (),
        "Graves, statements and an enemy’s count from afar are three kinds of evidence",
    ),
}
_EXTRA = {"Specialists in all": ("specialists-visits-yang",)}


def claims(topic="Famine deaths"):
    """The claims about one quantity, one line for each claimant, from the lowest to the highest.

    ``topic`` is one of the keys of ``TOPICS``. Ranges are drawn as bars between two marks.
    """
    known("topic", topic, list(TOPICS))
    rows = rows_about(topic)
    about = TOPICS[topic]
    return Chart(
        f"claims-{topic.lower().replace(',', '').replace(' ', '-')}",
        title=about.title,
        sentence=_describe(rows, about),
        table=rows[["claimed_by", "qualifier", "value_low", "value_high", "unit", "status", "note"]].rename(
            columns={"claimed_by": "who says so", "value_low": "from", "value_high": "to"}
        ),
        draw=lambda figure, _, colors: _draw(figure, rows, about, colors),
        sources=tuple(dict.fromkeys(rows["source_key"])),
        tables=("disputed_figures",),
        height=1.25 + 0.3 * max(len(rows), 6),
        note=(
            "Circle: Chinese government, party or press. Square: Soviet government. Triangle: scholars and "
            "others. Filled: reported. Hollow: estimated. Crossed: disputed."
        ),
    )


def rows_about(topic):
    """The rows of ``disputed_figures`` about one topic, from the lowest claim to the highest."""
    rows, about = tables.load("disputed_figures"), TOPICS[topic]
    mine = rows["id"].str.startswith(about.prefix) & ~rows["id"].isin(about.without)
    mine |= rows["id"].isin(_EXTRA.get(topic, ()))
    rows = rows[mine].sort_values(["value_low", "value_high", "id"], ignore_index=True)
    rows["role"] = [_role(row.claimed_by) for row in rows.itertuples()]
    return rows


def _role(claimant):
    if claimant.startswith(("Chinese", "PRC")):
        return "beijing"
    return "moscow" if claimant.startswith(("Soviet", "Khrushchev")) else "third"


def value_in_words(row):
    """The number or the range that a row claims, as its claimant says it: ``more than 1,000``, ``4–5``."""
    numbers = (
        f"{row.value_low:,g}"
        if row.value_low == row.value_high
        else f"{row.value_low:,g}–{row.value_high:,g}"
    )
    word = row.qualifier if isinstance(row.qualifier, str) else ""
    return f"{word} {numbers}".strip()


def _describe(rows, about):
    low, high = rows.iloc[0], rows.loc[rows["value_high"].idxmax()]
    disputed = int((rows["status"] == "disputed").sum())
    years = [int(year) for period in rows["period"] for year in re.findall(r"\d{4}", period)]
    when = str(years[0]) if min(years) == max(years) else f"{min(years)}–{max(years)}"
    text = (
        f"Dot chart with {numbered(len(rows), 'claim')} for {when}: {about.title}. "
        f"The lowest is {value_in_words(low)} ({low['claimed_by']}), the highest {value_in_words(high)} "
        f"({high['claimed_by']}), {high['value_high'] / low['value_low']:.1f} times as high. "
    )
    if len(rows) >= _ENOUGH:
        middle = (rows["value_low"] + rows["value_high"]) / 2
        half = rows[middle.between(middle.quantile(0.25), middle.quantile(0.75))]
        text += (
            f"The middle half lies between {half['value_low'].min():,g} and {half['value_high'].max():,g}. "
        )
    text += f"Marked as disputed: {disputed}. " if disputed else "None is marked as disputed. "
    return text + f"{about.hides}: do not add them, and do not take their mean."


def _draw(figure, rows, about, colors):
    widest = max(text_width(name, _SIZE) for name in rows["claimed_by"]) / 72 / WIDTH
    figure.subplots_adjust(left=widest + 0.03, top=1 - 0.62 / figure.get_figheight())
    figure.text(
        0.015, 1 - 0.28 / figure.get_figheight(), about.title, size=14, weight="semibold", va="center"
    )
    axes = figure.add_subplot()
    for place, row in enumerate(rows.itertuples()):
        color = colors[row.role]
        ends = sorted({row.value_low, row.value_high})
        filled = color if row.status == "reported" else colors["paper"]
        if len(ends) > 1:
            axes.plot(ends, [place] * 2, color=color, linewidth=2, zorder=2)
        axes.plot(
            ends,
            [place] * len(ends),
            linestyle="none",
            marker=_MARKERS[row.role],
            markersize=8,
            color=color,
            markerfacecolor=filled,
            markeredgewidth=1.7,
            zorder=3,
        )
        if row.status == "disputed":
            axes.plot(
                ends,
                [place] * len(ends),
                linestyle="none",
                marker="x",
                markersize=7,
                color=colors["ink"],
                zorder=4,
            )
        axes.annotate(
            value_in_words(row),
            (ends[-1], place),
            xytext=(10, 0),
            textcoords="offset points",
            va="center",
            size=_SIZE,
            weight="semibold",
            color=color,
            path_effects=halo(colors),
            zorder=5,
        )
    axes.set_yticks(range(len(rows)), rows["claimed_by"], size=_SIZE)
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.set_xlim(0, rows["value_high"].max() * 1.22)
    axes.xaxis.set_major_formatter("{x:,.0f}")
    axes.grid(False)
    axes.xaxis.grid(True)
    axes.spines["left"].set_visible(False)
