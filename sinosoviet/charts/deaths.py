"""Death rates in China, registered and reconstructed."""

from sinosoviet import tables
from sinosoviet.charts.chart import Chart
from sinosoviet.charts.marks import draw_series, label_ends, name_point, whole_years

FIRST, LAST = 1953, 1966
_STANDING = {"registered": "reported", "reconstructed": "estimated"}
_ROLES = {"registered": "beijing", "reconstructed": "third"}
_TITLE = "Deaths in China per thousand people, two ways of counting"


def death_rates():
    """Deaths per thousand people in China, 1953–1966: as registered, and as Banister works them out.

    Registered rates are those of the local offices; the reconstruction sets them against the
    census and the fertility survey of 1982.
    """
    wide = _rows()
    return Chart(
        "death-rates",
        title=_TITLE,
        sentence=_describe(wide),
        table=wide.rename(columns=lambda name: f"{name} (per 1,000)").reset_index(),
        draw=lambda figure, _, colors: _draw(figure, wide, colors),
        sources=("banister1984",),
        tables=("vital_rates",),
        statuses=("reported", "estimated"),
    )


def _rows():
    rows = tables.load("vital_rates")
    rows = rows[(rows["measure"] == "death_rate") & rows["year"].between(FIRST, LAST)]
    return rows.pivot(index="year", columns="basis", values="per_thousand")[list(_STANDING)].astype(float)


def _describe(wide):
    registered, rebuilt = wide["registered"], wide["reconstructed"]
    worst = rebuilt.idxmax()
    year = worst - 3
    gap = rebuilt - registered
    higher = "stands higher in every year" if (gap > 0).all() else "stands higher in most years"
    widest = "the widest of all these years" if gap.idxmax() == worst else f"wider still in {gap.idxmax()}"
    return (
        f"Line chart of deaths per thousand people in China, {FIRST} to {LAST}. Registered deaths, a solid "
        f"line, rise from {registered[year]:.1f} in {year} to {registered[worst]:.1f} in {worst}. Judith "
        f"Banister’s reconstruction, a dashed line, {higher} and rises from {rebuilt[year]:.1f} to "
        f"{rebuilt[worst]:.1f}. In {worst} the gap between the two is {gap[worst]:.1f} per thousand, "
        f"{widest}. Both show a catastrophe; they differ on its size. A rate for a whole country does not "
        "show who died, where, or of what."
    )


def _draw(figure, wide, colors):
    axes = figure.add_subplot()
    worst = wide["reconstructed"].idxmax()
    axes.fill_between(
        wide.index, wide["registered"], wide["reconstructed"], color=colors["band"], zorder=0, linewidth=0
    )
    ends = []
    for basis, status in _STANDING.items():
        role = _ROLES[basis]
        draw_series(axes, wide.index, wide[basis], role=role, colors=colors, status=status)
        ends.append((LAST, wide.loc[LAST, basis], basis, role))
        rate = wide.loc[worst, basis]
        name_point(axes, f"{rate:.1f}", (worst, rate), role, colors, zorder=5)
    early = FIRST + 2
    axes.text(
        early + 0.5,
        wide.loc[[early, early + 1]].to_numpy().mean(),
        "not registered",
        ha="center",
        va="center",
        size=10,
        color=colors["muted"],
    )
    axes.set_ylim(0, wide.max().max() * 1.12)
    axes.set_xlim(FIRST - 0.4, LAST + 2.2)
    whole_years(axes, FIRST, LAST, 1)
    axes.set_ylabel("Deaths per thousand people in the year")
    axes.set_title(_TITLE)
    label_ends(axes, ends, colors)
