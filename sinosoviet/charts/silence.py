"""How often the Soviet speech at the United Nations names China, year by year."""

from sinosoviet import tables
from sinosoviet.charts.chart import Chart
from sinosoviet.charts.marks import draw_series, halo, label_ends, whole_years
from sinosoviet.errors import whole_number_between
from sinosoviet.wording import listed, numbered

FIRST, LAST = 1946, 1991
_SHORTEST = 10
_ROLES = {"Albania": "teal", "USSR": "moscow"}
_NAMES = {"Albania": "Albania’s speech", "USSR": "the Soviet speech"}


def silence(first=1950, last=1976):
    """How often the Soviet and the Albanian speech in the UN General Debate name China.

    Counts are per 1,000 words of the one speech that a state gives in the debate each autumn.
    Years are whole numbers from 1946 to 1991, at least ten years apart. A year whose speech is
    not in the corpus is left open.
    """
    first = whole_number_between("The first year", first, FIRST, LAST - _SHORTEST)
    last = whole_number_between("The last year", last, first + _SHORTEST, LAST)
    rows = _rows(first, last)
    return Chart(
        "silence" if (first, last) == (1950, 1976) else f"silence-{first}-{last}",
        title="How often one speech a year names China",
        sentence=_describe(rows, first, last),
        table=rows.rename(
            columns={
                "words": "words in the speech",
                "china": "times China is named",
                "rate": "times per 1,000 words",
            }
        ).round(2),
        draw=lambda figure, _, colors: _draw(figure, rows, first, last, colors),
        sources=("ungdc",),
        tables=("un_speeches",),
        note=(
            "Counted: China, Chinese, Peking, Peiping and Beijing. Shaded: no Soviet speech in the corpus. "
            "Lines only lead the eye from one autumn to the next."
        ),
    )


def _rows(first, last):
    rows = tables.load("un_speeches")
    rows = rows[rows["state"].isin(_ROLES) & rows["year"].between(first, last)]
    rows = rows[["state", "year", "words", "china"]].sort_values(["state", "year"], ignore_index=True)
    return rows.assign(rate=(1000 * rows["china"] / rows["words"]).astype(float))


def _of(rows, state):
    return rows[rows["state"] == state].set_index("year")


def _missing(rows, first, last):
    have = set(_of(rows, "USSR").index)
    return [year for year in range(first, last + 1) if year not in have]


def _describe(rows, first, last):
    soviet, albania = _of(rows, "USSR"), _of(rows, "Albania")
    peak = soviet["china"].idxmax()
    never = [str(year) for year in soviet.index[soviet["china"] == 0]]
    text = (
        f"Line chart of how often the Soviet speech in the UN General Debate names China, {first} to {last}, "
        f"per 1,000 words. It names China most often in {peak}: "
        f"{numbered(int(soviet.loc[peak, 'china']), 'time')} in "
        f"{soviet.loc[peak, 'words']:,} words. "
    )
    densest = soviet["rate"].idxmax()
    if densest != peak:
        text += (
            f"Per 1,000 words {densest} is higher ({soviet.loc[densest, 'rate']:.1f} against "
            f"{soviet.loc[peak, 'rate']:.1f}). "
        )
    if 1960 in soviet.index:
        text += (
            f"In 1960 it is {numbered(int(soviet.loc[1960, 'china']), 'time')} in "
            f"{soviet.loc[1960, 'words']:,} words. "
        )
    if never:
        text += f"It never does in {listed(never)}. "
    if len(albania):
        most = albania["rate"].idxmax()
        ahead = sum(albania["rate"].reindex(soviet.index) > soviet["rate"])
        both = len(albania.index.intersection(soviet.index))
        text += (
            f"Albania’s speech names China more often than the Soviet one in {ahead} of the {both} years for "
            f"which both are there, most of all in {most} ({albania.loc[most, 'rate']:.1f} per 1,000). "
        )
    missing = _missing(rows, first, last)
    if missing:
        text += f"No Soviet speech is in the corpus for {listed(map(str, missing))}. "
    return text + "A count shows that a name was said, not whether with warmth or anger."


def _draw(figure, rows, first, last, colors):
    axes = figure.add_subplot()
    for year in _missing(rows, first, last):
        axes.axvspan(year - 0.5, year + 0.5, color=colors["band"], zorder=0, linewidth=0)
    top = rows["rate"].max() * 1.14
    ends = []
    for state, role in _ROLES.items():
        series = _of(rows, state)["rate"]
        if series.empty:
            continue
        draw_series(axes, series.index, series, role=role, colors=colors)
        ends.append((int(series.index[-1]), float(series.iloc[-1]), _NAMES[state], role))
    soviet = _of(rows, "USSR")
    peak = int(soviet["rate"].loc[soviet["china"].idxmax() :].index[0])
    _note(axes, peak, soviet, f"{peak}: {soviet.loc[peak, 'china']} times", (-8, 8), "right", colors)
    if first <= 1960 <= last:
        _note(axes, 1960, soviet, f"1960: {soviet.loc[1960, 'china']} times", (-6, -15), "right", colors)
    axes.set_ylim(-top * 0.07, top)
    axes.set_xlim(first - 0.7, last + (last - first) * 0.2)
    whole_years(axes, first, last, 2 if last - first <= 30 else 5)
    axes.set_ylabel("Times China is named, per 1,000 words")
    axes.set_title("How often one speech a year names China")
    label_ends(axes, ends, colors)


def _note(axes, year, soviet, text, offset, align, colors):
    axes.annotate(
        text,
        (year, soviet.loc[year, "rate"]),
        xytext=offset,
        textcoords="offset points",
        ha=align,
        color=colors["moscow"],
        weight="semibold",
        path_effects=halo(colors),
        zorder=5,
    )
