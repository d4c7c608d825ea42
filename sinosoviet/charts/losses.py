"""The dead of Zhenbao/Damansky: every number with the side whose dead are counted and who counts."""

import pandas as pd

from sinosoviet import tables
from sinosoviet.charts.chart import Chart
from sinosoviet.charts.marks import halo, heading
from sinosoviet.style import MARKERS

_TITLE = "Who counts the dead of Zhenbao/Damansky, March 1969"
_FIGURES = (
    ("zhenbao-losses-soviet-total", "Soviet dead", "Ryabushkin, Russian records"),
    ("zhenbao-losses-soviet-59", "Soviet dead", "a popular military site"),
    ("zhenbao-losses-soviet-total-wiki", "Soviet dead", "Soviet sources, second hand"),
    ("zhenbao-losses-soviet-2march", "Soviet dead", "China-Profile, 2 March only"),
    ("zhenbao-losses-soviet-chinese-claim", "Soviet dead", "Chinese side: dead or hurt"),
    ("zhenbao-losses-chinese-march", "Chinese dead", "a Chinese history magazine"),
    ("zhenbao-losses-chinese-graves", "Chinese dead", "Chinese graves, all of 1969"),
    ("zhenbao-losses-chinese-official", "Chinese dead", "Chinese sources, second hand"),
    ("zhenbao-losses-chinese-soviet", "Chinese dead", "Soviet claims, second hand"),
)
_EVENTS = (("mie-349-55", "2 March"), ("mie-349-60", "15 March"))
_ROLES = {"Soviet dead": "moscow", "Chinese dead": "beijing"}


def zhenbao_losses():
    """Numbers of the dead at Zhenbao/Damansky in March 1969, by whose dead and by who counts.

    A range is drawn as a bar; a filled mark is a count from records or graves, a hollow one a
    claim or a figure at second hand. The events data give a low and a high for each battle.
    """
    rows = _rows()
    return Chart(
        "zhenbao-losses",
        title=_TITLE,
        sentence=_describe(rows),
        table=rows[["whose", "who", "low", "high", "status"]].rename(
            columns={"whose": "whose dead", "who": "who counts"}
        ),
        draw=lambda figure, _, colors: _draw(figure, rows, colors),
        sources=tuple(dict.fromkeys([*rows["source_key"]])),
        tables=("disputed_figures", "border_clashes"),
        height=5.9,
        note=(
            "Filled: counted from records or graves. Hollow: a claim, or at second hand. A bar runs from "
            "the lowest to the highest number. Some numbers are for one battle, some for all."
        ),
    )


def _rows():
    figures = tables.rows("disputed_figures", [name for name, *_ in _FIGURES]).set_index("id")
    clashes = tables.rows("border_clashes", [name for name, _ in _EVENTS]).set_index("id")
    rows = [
        {
            "whose": whose,
            "who": who,
            "low": int(figures.loc[name, "value_low"]),
            "high": int(figures.loc[name, "value_high"]),
            "status": figures.loc[name, "status"],
            "source_key": figures.loc[name, "source_key"],
        }
        for name, whose, who in _FIGURES
    ]
    for name, day in _EVENTS:
        for whose, side in (("Soviet dead", "ussr"), ("Chinese dead", "china")):
            rows.append(
                {
                    "whose": whose,
                    "who": f"MIE coders, {day}",
                    "low": int(clashes.loc[name, f"{side}_deaths_low"]),
                    "high": int(clashes.loc[name, f"{side}_deaths_high"]),
                    "status": "estimated",
                    "source_key": "mie1",
                }
            )
    rows = pd.DataFrame(rows)
    return rows.sort_values("whose", ascending=False, kind="stable").reset_index(drop=True)


def _describe(rows):
    soviet, chinese = (rows[rows["whose"] == whose] for whose in _ROLES)
    counted = soviet[soviet["status"] == "reported"].iloc[0]
    graves = chinese[chinese["status"] == "reported"].iloc[0]
    zero = rows[(rows["high"] == 0)]
    return (
        f"Dot plot of {len(rows)} numbers for the dead of March 1969, {len(soviet)} for the Soviet side and "
        f"{len(chinese)} for the Chinese. Soviet records name {counted['high']} Soviet dead; what others say "
        f"runs from {soviet['low'].min()} for one day to {soviet['high'].max()}, a Chinese claim of dead "
        f"and hurt. Chinese graves give {graves['high']} Chinese dead; what others say runs from "
        f"{chinese[chinese['high'] > 0]['low'].min()} to {chinese['high'].max()}, a Soviet claim. The "
        f"coders’ {zero.iloc[0]['high']} for Chinese dead on 2 March can mean not coded. Some numbers are "
        "for one battle and some for all, so the chart cannot say which is right."
    )


def _draw(figure, rows, colors):
    figure.subplots_adjust(left=0.30, top=0.87, bottom=0.1)
    heading(figure, _TITLE, 0.95)
    axes = figure.add_subplot()
    place, places, labels = 0.0, [], []
    for whose, role in _ROLES.items():
        part = rows[rows["whose"] == whose]
        axes.text(
            -0.409,
            place,
            whose,
            transform=axes.get_yaxis_transform(),
            color=colors[role],
            weight="semibold",
            va="center",
            size=12,
        )
        place += 0.9
        for row in part.itertuples():
            _draw_number(axes, row, place, colors, role)
            places.append(place)
            labels.append(row.who)
            place += 1
        place += 0.5
    axes.set_ylim(place - 0.6, -0.7)
    axes.set_yticks(places, labels)
    axes.tick_params(axis="y", length=0)
    axes.set_xlim(-15, 960)
    axes.set_xlabel("People")
    axes.grid(axis="y", visible=False)


def _draw_number(axes, row, place, colors, role):
    solid = row.status == "reported"
    if row.high > row.low:
        axes.plot([row.low, row.high], [place, place], color=colors[role], linewidth=3, alpha=0.45, zorder=2)
    axes.plot(
        sorted({row.low, row.high}),
        [place] * len({row.low, row.high}),
        linestyle="none",
        marker=MARKERS[role],
        markersize=8,
        color=colors[role],
        markerfacecolor=colors[role] if solid else colors["paper"],
        zorder=4,
    )
    text = f"{row.low}" if row.low == row.high else f"{row.low} to {row.high}"
    axes.text(
        row.high + 14,
        place,
        "0: none, or not coded" if row.high == 0 else text,
        va="center",
        weight="semibold",
        color=colors["muted" if row.high == 0 else "ink"],
        path_effects=halo(colors),
        zorder=5,
    )
