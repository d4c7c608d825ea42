"""Communist parties between Moscow and Beijing: a grid of years, and a map for one year."""

import math
from functools import cache

import numpy as np
from matplotlib.collections import PathCollection, PolyCollection
from matplotlib.font_manager import FontProperties
from matplotlib.path import Path
from matplotlib.textpath import TextPath

from sinosoviet import tables
from sinosoviet.charts.chart import WIDTH, Chart
from sinosoviet.charts.marks import halo, whole_years
from sinosoviet.errors import known
from sinosoviet.wording import listed, numbered

FIRST, LAST = 1960, 1979
#: Alignment as it stands in the table: letter, role of the color, marker, words for the key.
KINDS = {
    "pro-Soviet": ("M", "moscow", "s", "with Moscow"),
    "pro-Chinese": ("B", "beijing", "o", "with Beijing"),
    "independent": ("I", "teal_ink", "D", "on its own line"),
    "split": ("S", "third", "h", "divided, or silent"),
}
_LINES = {
    "Albania": ("alb-party",),
    "North Korea": ("prk-",),
    "Vietnam": ("vnm-",),
    "Mongolia": ("mng-",),
    "Romania": ("rou-",),
    "Yugoslavia": ("yug-",),
    "Cuba": ("cub-",),
    "Indonesia": ("idn-",),
    "Japan": ("jpn-japanese",),
    "Japan: Shiga’s group": ("jpn-voice",),
    "India": ("ind-communist",),
    "India: Naxalites": ("ind-naxalite",),
    "Burma (White Flag)": ("mmr-communist-party-of-burma-white",),
    "Ceylon (Sanmugathasan)": ("lka-",),
    "New Zealand": ("nzl-communist",),
    "New Zealand: Jackson’s group": ("nzl-pro-moscow",),
    "Italy": ("ita-italian-communist",),
    "France": ("fra-french-communist",),
}
_RULING = 7
_BREAKAWAYS = (
    "jpn-voice",
    "ind-naxalite",
    "nzl-pro-moscow",
    "ita-italian-maoist",
    "fra-french-maoist",
    "chl-revolutionary",
    "bra-communist-party-of-brazil-pcdob",
    "aus-communist-party-of-australia-marxist",
    "mmr-communist-party-of-burma-1962",
    "bel-communist-party-of-belgium-grippa",
    "bol-",
    "aut-",
)
YEARS = (1964, 1966, 1969)
# Name of a state, and where its mark stands: panel, longitude, latitude, side of its name.
_STATES = {
    "ALB": ("Albania", "europe", 20.0, 41.0, "down"),
    "BEL": ("Belgium", "europe", 4.5, 50.6, "up"),
    "BGR": ("Bulgaria", "europe", 25.2, 42.6, "right"),
    "CHE": ("Switzerland", "europe", 7.8, 46.8, "up"),
    "CSK": ("Czechoslovakia", "europe", 16.0, 49.6, "right"),
    "DDR": ("East Germany", "europe", 12.7, 52.3, "right"),
    "ESP": ("Spain", "europe", -4.0, 40.0, "right"),
    "FRA": ("France", "europe", 1.6, 46.6, "left"),
    "GBR": ("Britain", "europe", -1.6, 52.6, "left"),
    "HUN": ("Hungary", "europe", 19.2, 47.1, "right"),
    "ITA": ("Italy", "europe", 12.6, 42.0, "left"),
    "LUX": ("Luxembourg", "europe", 6.1, 49.7, "right"),
    "NLD": ("Netherlands", "europe", 5.5, 52.4, "right"),
    "NOR": ("Norway", "europe", 9.5, 60.6, "left"),
    "ROU": ("Romania", "europe", 25.0, 46.0, "right"),
    "SWE": ("Sweden", "europe", 16.0, 60.0, "right"),
    "YUG": ("Yugoslavia", "europe", 19.0, 44.0, "left"),
    "AUS": ("Australia", "asia", 134.0, -25.0, "right"),
    "IDN": ("Indonesia", "asia", 110.0, -6.0, "right"),
    "IND": ("India", "asia", 78.0, 22.0, "left"),
    "JPN": ("Japan", "asia", 139.0, 36.5, "right"),
    "LKA": ("Ceylon", "asia", 80.8, 7.5, "left"),
    "MMR": ("Burma", "asia", 95.5, 20.5, "down"),
    "MNG": ("Mongolia", "asia", 104.0, 46.8, "right"),
    "MYS": ("Malaya", "asia", 102.5, 3.5, "left"),
    "NZL": ("New Zealand", "asia", 173.0, -41.5, "left"),
    "PRK": ("North Korea", "asia", 127.0, 40.0, "up"),
    "THA": ("Thailand", "asia", 101.0, 13.5, "down"),
    "VNM": ("Vietnam", "asia", 106.0, 20.5, "right"),
    "BRA": ("Brazil", "america", -52.0, -10.0, "down"),
    "CHL": ("Chile", "america", -71.0, -33.0, "right"),
    "CUB": ("Cuba", "america", -79.0, 22.0, "right"),
    "USA": ("USA", "america", -98.0, 39.0, "right"),
}
# Name of a state in the outlines, where the map has a shorter one.
_OUTLINES = {
    "DDR": "German Democratic Republic (East Germany)",
    "GBR": "United Kingdom",
    "MNG": "Mongolian People's Republic",
    "MYS": "Malaysia",
    "PRK": "North Korea (DPRK)",
    "USA": "United States",
    "VNM": "Democratic Republic of Vietnam (North)",
}
_HEIGHT = 5.4
# Middle longitude, south and north in degrees; left, bottom, width and height on the figure.
_PANELS = {
    "europe": ((9, 36.5, 64), (0.012, 0.42, 0.37, 0.485)),
    "america": ((-80, -44, 50), (0.012, 0.075, 0.37, 0.335)),
    "asia": ((121, -46, 62), (0.39, 0.075, 0.6, 0.83)),
}
# Degrees: the smallest island drawn, and the grid of the outlines, about as fine as the picture.
_SPECK = {"europe": 0.9, "america": 2.0, "asia": 1.6}
_FINEST = {"europe": 0.15, "america": 0.4, "asia": 0.3}
_EASTERN_EDGE = {"america": -30}  # leaves out Europe and Africa
_CAPITALS = (
    ("USSR", "europe", 31, 56, "ink"),
    ("SOVIET UNION", "asia", 92, 55, "ink"),
    ("CHINA", "asia", 103, 33, "ink"),
)
_SHADED = {"USSR": "moscow", "China (People's Republic)": "beijing"}


def party_lines():
    """Where eighteen communist parties stood between Moscow and Beijing, year by year, 1960–1979.

    A cell is filled only where a source speaks for that year.
    """
    rows = _lines()
    return Chart(
        "party-lines",
        title="Between Moscow and Beijing: eighteen parties, year by year",
        sentence=_describe_lines(rows),
        table=rows[["line", "party", "year_start", "year_end", "alignment", "basis", "source"]],
        draw=lambda figure, _, colors: _draw_lines(figure, rows, colors),
        sources=tuple(dict.fromkeys(rows["source_key"])),
        tables=("party_alignments",),
        height=6.6,
        note="A cell is filled where a source speaks for that year; a blank one is unknown, not neutral.",
    )


def _lines():
    rows = tables.load("party_alignments")
    rows = rows[(rows["year_start"] <= LAST) & (rows["year_end"] >= FIRST)].copy()

    def line(identifier):
        return next((name for name, starts in _LINES.items() if identifier.startswith(starts)), "")

    rows["line"] = rows["id"].map(line)
    rows = rows[rows["line"] != ""]
    order = list(_LINES)
    rows["place"] = rows["line"].map(order.index)
    return rows.sort_values(["place", "year_start", "id"]).reset_index(drop=True)


def _cells(rows):
    """Alignment by line and year; where two rows meet in a year, the later one."""
    return {
        (row.line, year): row.alignment
        for row in rows.itertuples()
        for year in range(max(row.year_start, FIRST), min(row.year_end, LAST) + 1)
    }


def _describe_lines(rows):
    cells = _cells(rows)
    lines = list(_LINES)
    moved = [line for line in lines if len({kind for (name, _), kind in cells.items() if name == line}) > 1]
    with_beijing = {
        year: sum(cells.get((line, year)) == "pro-Chinese" for line in lines) for year in (1964, 1970)
    }
    filled = len(cells)
    return (
        f"Grid of {len(lines)} communist parties, one a row, and the years {FIRST} to {LAST}, one a column; "
        "the seven ruling parties stand above. A letter and a color say where a source puts the party: M "
        "with Moscow, B with Beijing, I on its own line, S divided or silent. In 1964 "
        f"{with_beijing[1964]} of the {len(lines)} rows stand with Beijing, in 1970 {with_beijing[1970]}, as "
        "far as sources were read. "
        f"{numbered(len(moved), 'row')} {'changes' if len(moved) == 1 else 'change'} the letter at least "
        f"once, among them {listed(moved[:5])}. Only {filled} of {len(lines) * (LAST - FIRST + 1)} cells are "
        "filled: the others were not read of in a source. A letter cannot show a quarrel inside a party."
    )


def _draw_lines(figure, rows, colors):
    figure.subplots_adjust(left=0.265, right=0.985, top=0.872, bottom=0.055)
    axes = figure.add_subplot()
    lines = list(_LINES)
    cells = _cells(rows)
    everywhere = [(year, place) for year in range(FIRST, LAST + 1) for place in range(len(lines))]
    axes.add_collection(_boxes(everywhere, colors["band"]), autolim=False)
    for kind, (letter, role, *_) in KINDS.items():
        spots = [(year, lines.index(line)) for (line, year), standing in cells.items() if standing == kind]
        axes.add_collection(_boxes(spots, colors[role]), autolim=False)
        glyph = _glyph(letter)
        axes.plot(
            *zip(*spots, strict=True),
            linestyle="none",
            marker=glyph,
            color=colors["paper"],
            markersize=2 * np.abs(glyph.vertices).max(),
            markeredgewidth=0.6,
            zorder=3,
        )
    axes.axhline(_RULING - 0.5, color=colors["ink"], linewidth=1)
    for place, line in enumerate(lines):
        axes.text(
            FIRST - 0.8,
            place,
            line,
            ha="right",
            va="center",
            size=10.5,
            weight="semibold",
            color=colors["ink"],
        )
    axes.set_xlim(FIRST - 0.6, LAST + 0.6)
    axes.set_ylim(len(lines) - 0.45, -0.55)
    whole_years(axes, FIRST, LAST, 2)
    axes.set_yticks([])
    axes.grid(False)
    for spine in axes.spines.values():
        spine.set_visible(False)
    _draw_key(axes, colors, y=1.03)
    axes.set_title("Between Moscow and Beijing: eighteen parties, year by year", pad=30, x=-0.36)


@cache
def _glyph(letter):
    """Outline of a letter around the origin, in points."""
    path = TextPath((0, 0), letter, size=11, prop=FontProperties(family="Source Sans Pro", weight="semibold"))
    box = path.get_extents()
    return Path(path.vertices - [(box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2], path.codes)


def _boxes(spots, color):
    corners = np.array([(-0.46, -0.42), (0.46, -0.42), (0.46, 0.42), (-0.46, 0.42)])
    return PolyCollection(
        np.array(spots, dtype=float)[:, None, :] + corners,
        facecolor=color,
        linewidth=0,
        zorder=2,
    )


def _draw_key(axes, colors, *, y):
    x = -0.34
    for letter, role, _, words in KINDS.values():
        axes.text(
            x,
            y,
            f" {letter} ",
            transform=axes.transAxes,
            color=colors["paper"],
            size=10,
            weight="semibold",
            va="center",
            bbox={"facecolor": colors[role], "edgecolor": "none", "pad": 2.2},
        )
        axes.text(x + 0.04, y, words, transform=axes.transAxes, color=colors["muted"], size=10.5, va="center")
        x += 0.085 + 0.0108 * len(words)


def party_map(year=1964):
    """Map of where communist parties stood in one year: 1964, 1966 or 1969.

    One mark a state, for its main party; groups that broke away are left out. Outlines are
    Natural Earth 1:50m, merged to the states of about 1965.
    """
    year = known("year of the map", year, YEARS)
    rows = _in_year(year)
    drawn = rows[rows["iso3"].isin(_STATES)].reset_index(drop=True)
    return Chart(
        f"party-map-{year}",
        title=f"Where the parties stood in {year}",
        sentence=_describe_map(rows, drawn, year),
        table=drawn[["iso3", "party", "alignment", "basis", "source"]],
        draw=lambda figure, _, colors: _draw_map(figure, drawn, year, colors),
        sources=("naturalearth41", *dict.fromkeys(drawn["source_key"])),
        tables=("party_alignments",),
        height=_HEIGHT,
        note="One mark a state, for its main party. No mark: no source was read for that year. Only "
        "states with a mark are outlined; the borders are a sketch of about 1965, made with Natural Earth.",
    )


def _in_year(year):
    rows = tables.load("party_alignments")
    rows = rows[(rows["year_start"] <= year) & (rows["year_end"] >= year)]
    rows = rows[~rows["id"].str.startswith(_BREAKAWAYS)]
    return rows.sort_values(["iso3", "year_start", "id"]).drop_duplicates("iso3", keep="last")


def _describe_map(rows, drawn, year):
    groups = []
    for kind, (_, _, _, words) in KINDS.items():
        states = sorted(_STATES[code][0] for code in drawn.loc[drawn["alignment"] == kind, "iso3"])
        if states:
            groups.append(f"{words[0].upper()}{words[1:]}: {listed(states)}")
    left_out = len(rows) - len(drawn)
    return (
        f"Map in three panels, Europe, the Americas, and Asia with the Pacific, for {year}. A letter in a "
        f"mark says where a source puts a state’s main communist party. {'. '.join(groups)}. "
        f"China and the Soviet Union are shaded. {numbered(len(drawn), 'party', 'parties')} can be placed"
        + (f", {left_out} more {'is' if left_out == 1 else 'are'} off the map" if left_out else "")
        + "; a state without a mark was not read of for that year. A mark says nothing of a party’s size, "
        "nor of its state’s policy, and the borders are a sketch of about 1965."
    )


def _frame(panel):
    """West, east, south, north in degrees, as wide as the panel allows, and the aspect."""
    (middle, south, north), (_, _, width, height) = _PANELS[panel]
    aspect = 1 / math.cos(math.radians((south + north) / 2))
    half = (north - south) * aspect * (width * WIDTH) / (height * _HEIGHT) / 2
    return middle - half, middle + half, south, north


@cache
def _land(panel, folder):
    """Name and path of the land of every state in a panel."""
    west, east, south, north = _frame(panel)
    east = min(east, _EASTERN_EDGE.get(panel, east))
    shapes = []
    for name, rings in _rings(folder):
        near = [
            _thinned(ring, _FINEST[panel])
            for ring, (left, low, right, high) in rings
            if right >= west
            and left <= east
            and high >= south
            and low <= north
            and max(right - left, high - low) > _SPECK[panel]
        ]
        near = [ring for ring in near if len(ring) > 3]
        if near:
            steps = [(Path.MOVETO, *[Path.LINETO] * (len(ring) - 2), Path.CLOSEPOLY) for ring in near]
            shapes.append((name, Path(np.concatenate(near), np.concatenate(steps))))
    return shapes


@cache
def _rings(folder):
    """Name and outer and inner rings of every state, each ring with its extent in degrees."""
    states = []
    for feature in tables.outlines("world"):
        geometry = feature["geometry"]
        shapes = geometry["coordinates"]
        if geometry["type"] != "MultiPolygon":
            shapes = [shapes]
        rings = [np.asarray(ring, dtype=float)[:, :2] for shape in shapes for ring in shape]
        states.append(
            (
                feature["properties"]["name"],
                [(ring, (*ring.min(axis=0), *ring.max(axis=0))) for ring in rings],
            )
        )
    return states


def _thinned(ring, finest):
    """The ring on a grid of ``finest`` degrees, without the points that fall together.

    Neighbors share their borders, and a grid moves a shared point to the same place in both.
    """
    points = np.round(ring / finest) * finest
    kept = np.ones(len(points), dtype=bool)
    kept[1:] = np.any(points[1:] != points[:-1], axis=1)
    return points[kept]


def _draw_map(figure, rows, year, colors):
    for panel, (_, place) in _PANELS.items():
        marked = {_OUTLINES.get(code, _STATES[code][0]) for code in rows["iso3"] if _STATES[code][1] == panel}
        west, east, south, north = _frame(panel)
        axes = figure.add_axes(place)
        shapes = _land(panel, str(tables.folder()))
        for paths, role, edge in (
            ([path for name, path in shapes if name not in _SHADED], None, "land"),
            ([path for name, path in shapes if name in marked], None, "paper"),
            *(
                ([path for name, path in shapes if name == state], role, "paper")
                for state, role in _SHADED.items()
            ),
        ):
            axes.add_collection(
                PathCollection(
                    paths,
                    facecolor=colors[role or "land"],
                    alpha=0.32 if role else 1,
                    edgecolor=colors[edge],
                    linewidth=0.8,
                    zorder=1,
                ),
                autolim=False,
            )
        axes.set_xlim(west, east)
        axes.set_ylim(south, north)
        axes.set_aspect("auto")
        axes.set_facecolor(colors["sea"])
        axes.set_xticks([])
        axes.set_yticks([])
        axes.grid(False)
        for spine in axes.spines.values():
            spine.set_color(colors["faint"])
        for name, where, longitude, latitude, role in _CAPITALS:
            if where == panel:
                axes.text(
                    longitude, latitude, name, size=10.5, weight="semibold", color=colors[role], ha="center"
                )
        for row in rows.itertuples():
            name, where, longitude, latitude, side = _STATES[row.iso3]
            if where == panel:
                _draw_letter(axes, longitude, latitude, row.alignment, colors)
                _draw_name(axes, longitude, latitude, name, side, colors)
    figure.text(
        0.012, 0.945, f"Where the parties stood in {year}", size=14, weight="semibold", color=colors["ink"]
    )
    key = figure.add_axes((0.012, 0.012, 0.97, 0.05))
    key.set_axis_off()
    key.set_xlim(0, 100)
    key.set_ylim(-1, 1)
    x = 1.2
    for alignment, (*_, words) in KINDS.items():
        _draw_letter(key, x, 0, alignment, colors)
        key.text(x + 1.7, 0, words, size=10.5, va="center", color=colors["muted"])
        x += 5.5 + 0.86 * len(words)


_SIDES = {
    "right": (9, 0, "left", "center"),
    "left": (-9, 0, "right", "center"),
    "up": (0, 8, "center", "bottom"),
    "down": (0, -8, "center", "top"),
}


def _draw_name(axes, longitude, latitude, name, side, colors):
    dx, dy, ha, va = _SIDES[side]
    axes.annotate(
        name,
        (longitude, latitude),
        xytext=(dx, dy),
        textcoords="offset points",
        ha=ha,
        va=va,
        size=9.5,
        zorder=6,
        path_effects=halo(colors),
    )


def _draw_letter(axes, x, y, alignment, colors):
    letter, role, marker, _ = KINDS[alignment]
    axes.plot(
        x,
        y,
        marker,
        color=colors[role],
        markersize=13.5 if marker != "D" else 12,
        markeredgecolor=colors["paper"],
        zorder=4,
    )
    axes.annotate(
        letter,
        (x, y),
        ha="center",
        va="center",
        size=9.5,
        weight="semibold",
        color=colors["paper"],
        zorder=5,
    )
