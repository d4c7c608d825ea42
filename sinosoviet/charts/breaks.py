"""When they broke, by one rule: its date, the count it rests on, and who dates the split to when."""

from sinosoviet import tables
from sinosoviet.charts.chart import Backdrop, Chart
from sinosoviet.charts.counts import FIRST, LAST, count
from sinosoviet.charts.events import decimal_year
from sinosoviet.charts.marks import draw_series, halo, text_width
from sinosoviet.dates import in_words
from sinosoviet.errors import known
from sinosoviet.wording import listed, numbered

_KINDS = {
    "historian": ("o", "Circle"),
    "actor": ("s", "square"),
    "observer": ("^", "triangle"),
    "reference work": ("D", "diamond"),
}
_MEANT = {
    "historian": "historian",
    "actor": "took part",
    "observer": "wrote as it happened",
    "reference work": "reference work",
}
_NAMES = {"Beijing", "Chinese", "China", "Mao", "SIPRI", "TASS"}
_NEAR = 1
_HEAD, _COUNT, _ROW = 0.95, 1.75, 0.2
_SIZE = 10
_SPAN = FIRST - 0.5, LAST + 0.9


def rules():
    """The rules in the order of the dates that they give; a rule without a date comes last."""
    rows = tables.load("breaks")
    return rows.sort_values(["date", "id"], na_position="last").reset_index(drop=True)


def break_by_rule(criterion="words"):
    """The years 1949 to 1991 with the date of the break by one rule, and datings by others beneath.

    ``criterion`` is one of the criteria of the ``breaks`` table, such as ``words`` or ``treaty``.
    A dating is near when it lies within a year of the rule's date.
    """
    rows = rules()
    known("criterion", criterion, list(rows["criterion"]))
    rule = rows[rows["criterion"] == criterion].iloc[0]
    datings = _datings(rule)
    counted = count(rule["series"]) if isinstance(rule["series"], str) else None
    keys = [*rule["source_key"].split(";"), *(counted.sources if counted else ())]
    return Chart(
        f"break-{criterion}",
        title=f"When did they break? {rule['label']}",
        sentence=_describe(rule, datings, counted),
        table=datings[["who", "kind", "year", "year_end", "basis", "verified"]].rename(
            columns={"year_end": "last year", "basis": "on what ground"}
        ),
        draw=lambda figure, _, colors: _draw(figure, rule, rows, datings, counted, colors),
        backdrop=Backdrop(
            lambda figure, colors: _draw_backdrop(figure, datings, counted, colors),
            key=(datings.drop(columns="near").to_csv(), counted is None),
        ),
        sources=tuple(dict.fromkeys(keys)),
        tables=("breaks", "datings", *([rule["series"]] if counted else [])),
        height=_HEAD + (_COUNT if counted else 0) + _ROW * len(datings) + 0.85,
        note=(
            "; ".join(f"{word}: {_MEANT[kind]}" for kind, (_, word) in _KINDS.items())
            + ". Shaded: within a year of the rule’s date. Hollow: our reading of a thesis, or at second "
            "hand. Small dots on the line: the dates of the other rules. The works behind the datings are "
            "named in the table."
        ),
    )


def _datings(rule):
    rows = tables.load("datings")
    rows["last"] = rows["year_end"].fillna(rows["year"]).astype(int)
    rows = rows.sort_values(["year", "last", "id"], ignore_index=True)
    year = int(rule["date"][:4]) if isinstance(rule["date"], str) else None
    rows["near"] = [
        year is not None and row.year - _NEAR <= year <= row.last + _NEAR for row in rows.itertuples()
    ]
    return rows


def _describe(rule, datings, counted):
    given = isinstance(rule["date"], str)
    text = f"Timeline of {FIRST} to {LAST} for one rule: {_lower(rule['rule'])} "
    text += f"It gives {in_words(rule['date'])}: {_lower(rule['what'])} " if given else f"{rule['what']} "
    text += f"Against it: {_lower(rule['counter'])} "
    if counted:
        text += _describe_count(rule, counted)
    near = datings.loc[datings["near"], "who"]
    if given:
        text += f"Of {numbered(len(datings), 'dating')} beneath, "
        text += {0: "none lies", 1: "one lies"}.get(len(near), f"{len(near)} lie") + " within a year of it"
        text += f": {listed(near)}. " if len(near) else ". "
    else:
        span = f"{datings['year'].min()} to {datings['last'].max()}"
        text += f"The {len(datings)} datings beneath run from {span}. "
    return text + "A rule gives a date; the chart cannot say which rule to choose."


def _lower(sentence):
    return sentence if sentence.split()[0] in _NAMES else sentence[0].lower() + sentence[1:]


def _describe_count(rule, counted):
    if counted.shape == "spans":
        spans = listed(f"{name} {years[0]}–{years[1]}" for name, years, *_ in counted.lines)
        return f"The bars ({counted.title}): {spans}. "
    if len(counted.lines) > 1:
        parts = listed(
            f"{min(values):.0f} to {max(values):.0f} percent {name}" for name, _, values, _ in counted.lines
        )
        years = counted.lines[0][1]
        return f"Lines from {years[0]} to {years[-1]}: {parts}. "
    year = int(rule["date"][:4])
    top_year, top = counted.top
    now = counted.at(year)
    here = "" if now is None or year == top_year else f", {_plain(now)} in {year}"
    kind = {"line": "A line", "bars": "Bars", "dots": "Dots"}[counted.shape]
    return f"{kind} ({counted.title}): highest in {top_year} ({_plain(top)}){here}. "


def _plain(value):
    return f"{value:,.0f}" if value >= 10 or value == int(value) else f"{value:.1f}"


def _panels(figure, datings, counted):
    """Grid of the head, of the count if there is one, and of the datings."""
    ratios = [_HEAD, *([_COUNT] if counted else []), _ROW * len(datings)]
    left = (max(text_width(who, _SIZE) for who in datings["who"]) + 14) / 72 / figure.get_figwidth()
    figure.subplots_adjust(left=left, hspace=0.12, top=1 - 0.42 / figure.get_figheight())
    return figure.add_gridspec(len(ratios), 1, height_ratios=ratios)


def _draw(figure, rule, rows, datings, counted, colors):
    grid = _panels(figure, datings, counted)
    when = decimal_year(rule["date"]) if isinstance(rule["date"], str) else None
    head, *others = panels = [figure.add_subplot(cell) for cell in grid]
    _draw_head(head, rule, rows, when, colors)
    if counted:
        _draw_count(others[0], counted, colors)
    panels[-1].set_axis_off()
    panels[-1].set_ylim(len(datings) - 0.4, -0.7)
    _mark_near(panels[-1], datings, colors)
    for axes in panels:
        axes.set_xlim(*_SPAN)
    for axes in others if when is not None else ():
        axes.axvline(when, color=colors["beijing"], linewidth=1.2, linestyle=(0, (4, 2)), zorder=1)


def _draw_backdrop(figure, datings, counted, colors):
    axes = figure.add_subplot(_panels(figure, datings, counted)[-1])
    title = "Who dates the split to when"
    axes.text(0, 1.01, title, transform=axes.transAxes, size=_SIZE, color=colors["muted"], va="bottom")
    _draw_spans(axes, datings, colors, "third")
    for place, who in datings["who"].items():
        at = {"transform": axes.get_yaxis_transform(), "ha": "right", "va": "center"}
        axes.text(-0.01, place, who, size=_SIZE, color=colors["ink"], **at)
    axes.set_ylim(len(datings) - 0.4, -0.7)
    axes.set_xlim(*_SPAN)
    axes.set_yticks([])
    axes.set_xticks(range(1950, LAST, 5), [str(year) for year in range(1950, LAST, 5)])
    axes.grid(False)
    axes.xaxis.grid(True)


def _draw_head(axes, rule, rows, when, colors):
    axes.set_axis_off()
    axes.set_ylim(-0.45, 1.5)
    axes.set_title(f"When did they break? {rule['label']}")
    axes.text(FIRST - 0.5, 1.3, rule["rule"], size=10.5, color=colors["muted"], va="center")
    axes.plot([FIRST, LAST + 0.9], [0, 0], color=colors["muted"], linewidth=1.4, zorder=1)
    others = [decimal_year(date) for date in rows["date"].dropna() if date != rule["date"]]
    axes.plot(others, [0] * len(others), "o", color=colors["muted"], markersize=3.5, zorder=2)
    if when is None:
        words = f"no date from {FIRST} to {LAST}"
        axes.text((FIRST + LAST) / 2, 0.62, words, ha="center", va="center", size=13, weight="semibold")
        return
    axes.plot([when, when], [-0.45, 0.45], color=colors["beijing"], linewidth=1.2, linestyle=(0, (4, 2)))
    axes.plot(when, 0, "D", color=colors["beijing"], markersize=9, zorder=4)
    right = when > (FIRST + LAST) / 2
    axes.text(
        when,
        0.62,
        in_words(rule["date"]),
        ha="right" if right else "left",
        va="center",
        size=13,
        weight="semibold",
        color=colors["beijing"],
        path_effects=halo(colors),
    )


def _draw_count(axes, counted, colors):
    axes.text(
        0, 1.02, counted.title, transform=axes.transAxes, size=_SIZE, color=colors["muted"], va="bottom"
    )
    if counted.shape == "spans":
        for place, (_, years, _, role) in enumerate(counted.lines):
            style = {"color": colors[role], "linewidth": 7, "solid_capstyle": "butt"}
            axes.plot([years[0], years[1] + 1], [place] * 2, **style)
        axes.set_yticks(range(len(counted.lines)), [line[0] for line in counted.lines])
        axes.set_ylim(len(counted.lines) - 0.4, -0.6)
        axes.grid(False)
    for name, years, values, role in counted.lines if counted.shape != "spans" else ():
        # A year stands in its middle, as it does for a date and a dating that name no day.
        years = [year + 0.5 for year in years]
        if counted.shape == "bars":
            axes.bar(years, values, width=0.75, color=colors[role], zorder=3)
        elif counted.shape == "dots":
            axes.plot(years, values, "o", color=colors[role], markersize=6, zorder=3)
        else:
            draw_series(axes, years, values, role=role, colors=colors)
        if name:
            style = {"color": colors[role], "weight": "semibold", "ha": "right", "va": "center"}
            axes.text(years[0] - 0.6, values[0], name, **style)
    if counted.shape != "spans":
        axes.set_ylim(bottom=0)
        axes.locator_params(axis="y", nbins=4)
        axes.yaxis.set_major_formatter("{x:,.0f}")
    axes.tick_params(axis="x", length=0, labelbottom=False)


def _mark_near(axes, datings, colors):
    near = datings[datings["near"]]
    _draw_spans(axes, near, colors, "ink")
    for place in near.index:
        axes.axhspan(place - 0.42, place + 0.42, color=colors["band"], zorder=0)


def _draw_spans(axes, datings, colors, role):
    style = {"color": colors[role], "linewidth": 1.6, "zorder": 2}
    axes.hlines(datings.index, datings["year"] + 0.5, datings["last"] + 0.5, **style)
    for (kind, verified), alike in datings.groupby(["kind", "verified"]):
        axes.plot(
            alike["year"] + 0.5,
            alike.index,
            _KINDS[kind][0],
            color=colors[role],
            markerfacecolor=colors[role if verified == "yes" else "paper"],
            markersize=6,
            zorder=3,
        )
