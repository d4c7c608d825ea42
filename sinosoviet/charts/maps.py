"""Maps from the packaged outlines: a sketch of the borders of about 1965."""

import math
from dataclasses import dataclass
from functools import cache

from matplotlib.collections import PathCollection
from matplotlib.path import Path

from sinosoviet import tables
from sinosoviet.charts.chart import WIDTH, Chart
from sinosoviet.charts.marks import halo, text_width
from sinosoviet.errors import known
from sinosoviet.wording import listed


@dataclass(frozen=True)
class View:
    """What a map shows.

    ``frame`` is west, east, south, north in degrees; ``key`` names the places filled in, the others
    are hollow; ``regions`` are names with a longitude and a latitude, ``railways`` stations in a row.
    """

    title: str
    places: tuple
    frame: tuple
    key: tuple
    railways: tuple = ()
    regions: tuple = ()
    sources: tuple = ()


VIEWS = {
    "course": View(
        "Where they fought, and where China tested its bombs",
        ("moscow", "beijing", "zhenbao-damansky", "tielieketi", "lop-nor"),
        (30, 146, 20, 62),
        key=("zhenbao-damansky", "tielieketi", "lop-nor"),
        regions=(("MONGOLIA", 103, 45.5),),
    ),
    "alliance": View(
        "Where Soviet rights in China lay, 1950",
        (
            "moscow",
            "beijing",
            "port-arthur",
            "changchun",
            "harbin",
            "manzhouli",
            "suifenhe",
            "urumqi",
            "ulaanbaatar",
        ),
        (30, 146, 20, 62),
        key=("port-arthur", "changchun", "harbin", "manzhouli", "suifenhe", "urumqi"),
        railways=(("manzhouli", "harbin", "suifenhe"), ("harbin", "changchun", "port-arthur")),
        regions=(
            ("MANCHURIA", 124.5, 51),
            ("XINJIANG", 84, 40),
            ("MONGOLIA", 102, 45.2),
            ("Changchun Railway", 134.5, 48.4),
        ),
        sources=("changchun1953",),
    ),
}
_CLASSES = {"USSR": "moscow", "China (People's Republic)": "beijing"}


def places(which="course"):
    """Map of the places of a part of the course (``course`` or ``alliance``).

    Outlines are Natural Earth 1:50m, merged to the states of about 1965: a sketch, not a legal map.
    """
    view = VIEWS[known("map", which, list(VIEWS))]
    rows = tables.load("places").set_index("id", drop=False).loc[list(view.places)]
    return Chart(
        "places" if which == "course" else f"places-{which}",
        title=view.title,
        sentence=_describe(rows, view),
        table=rows[["name", "latitude", "longitude", "why"]],
        draw=lambda figure, _, colors: _draw(figure, rows, view, colors),
        sources=("naturalearth41", *view.sources),
        tables=("places",),
        height=5.4,
        note="Filled: places of the page’s story. Hollow: capitals. Borders of about 1965, drawn as a "
        "sketch; made with Natural Earth."
        + (" The railway is drawn straight from station to station." if view.railways else ""),
    )


def _describe(rows, view):
    west, east = rows.loc[rows["longitude"].idxmin()], rows.loc[rows["longitude"].idxmax()]
    railway = ""
    if view.railways:
        stations = {station: rows.loc[station, "name"] for line in view.railways for station in line}
        (west_end, middle, east_end), (_, *branch) = view.railways
        railway = (
            f" A line marks the Changchun Railway from {stations[west_end]} by {stations[middle]} to "
            f"{stations[east_end]}, with its branch by {stations[branch[0]]} to {stations[branch[1]]}."
        )
    key = listed(rows.loc[list(view.key), "name"])
    return (
        f"Map of Eurasia with {len(rows)} places, from {west['name']} in the west to {east['name']} in the "
        f"east. Filled: {key}.{railway} China and the Soviet Union are shaded; they meet along "
        "Central Asia, west of Mongolia, and along the Amur and Ussuri rivers, east of it. "
        "The borders are a sketch of about 1965; islands in the rivers are too small to see."
    )


def outline_path(geometry):
    """Matplotlib path of a GeoJSON Polygon or MultiPolygon, holes included."""
    shapes = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    vertices, codes = [], []
    for rings in shapes:
        for ring in rings:
            vertices += ring
            codes += [Path.MOVETO, *[Path.LINETO] * (len(ring) - 2), Path.CLOSEPOLY]
    return Path(vertices, codes)


@cache
def _shapes(outlines, frame):
    """Paths of the outlines that reach into a frame, by the role that colors them (or None)."""
    west, east, south, north = frame
    shapes = {}
    for feature in tables.outlines(outlines):
        path = outline_path(feature["geometry"])
        low, high = path.vertices.min(axis=0), path.vertices.max(axis=0)
        if low[0] <= east and high[0] >= west and low[1] <= north and high[1] >= south:
            shapes.setdefault(_CLASSES.get(feature["properties"]["name"]), []).append(path)
    return shapes


def draw_outlines(axes, colors, frame, outlines="eurasia"):
    """Draw the land on an axes cut to ``frame`` (west, east, south, north)."""
    west, east, south, north = frame
    for role, paths in _shapes(outlines, frame).items():
        axes.add_collection(
            PathCollection(
                paths,
                facecolor=colors[role or "land"],
                alpha=0.32 if role else 1,
                edgecolor=colors["paper"],
                linewidth=0.7,
                zorder=1,
            ),
            autolim=False,
        )
    axes.set_xlim(west, east)
    axes.set_ylim(south, north)
    axes.set_aspect(1 / math.cos(math.radians((south + north) / 2)))
    axes.set_facecolor(colors["sea"])
    axes.set_xticks([])
    axes.set_yticks([])
    axes.grid(False)
    for spine in axes.spines.values():
        spine.set_visible(False)


def _draw(figure, rows, view, colors):
    figure.subplots_adjust(left=0.015, bottom=0.02)
    axes = figure.add_subplot()
    draw_outlines(axes, colors, view.frame)
    _draw_railways(axes, rows, view, colors)
    for name, x, y, size in (
        ("SOVIET UNION", 92, 57, 13),
        ("CHINA", 104, 33, 13),
        *((name, x, y, 9.5) for name, x, y in view.regions),
    ):
        axes.text(x, y, name, size=size, weight="semibold", color=colors["ink"], ha="center")
    scale = WIDTH * 72 / (view.frame[1] - view.frame[0])
    boxes = []
    for row in rows.sort_values("latitude", ascending=False).itertuples():
        name = row.name.split(" (")[0]
        x, y, align = _free_spot(name, row, boxes, scale, view.frame[:2])
        is_key = row.Index in view.key
        axes.plot(
            row.longitude,
            row.latitude,
            "o",
            color=colors["ink"],
            markerfacecolor=colors["ink" if is_key else "paper"],
            markersize=7 if is_key else 5,
            zorder=4,
        )
        axes.annotate(
            name,
            (row.longitude, row.latitude),
            xytext=(x, y),
            textcoords="offset points",
            ha=align,
            va="center",
            size=11.5 if is_key else 10,
            weight="semibold" if is_key else "normal",
            zorder=5,
            path_effects=halo(colors),
        )
    axes.set_title(view.title)


def _draw_railways(axes, rows, view, colors):
    for line in view.railways:
        stations = rows.loc[list(line)]
        axes.plot(
            stations["longitude"],
            stations["latitude"],
            color=colors["ink"],
            linewidth=1.6,
            linestyle=(0, (2.5, 1)),
            zorder=3,
        )


def _free_spot(name, row, boxes, scale, edges):
    """Offset and alignment that cover the least of what is drawn, and stay on the map."""
    width = text_width(name, 12) + 4
    spots = [
        (7, 0, "left"),
        (-7, 0, "right"),
        (0, 11, "center"),
        (0, -11, "center"),
        (7, 10, "left"),
        (7, -10, "left"),
        (-7, 10, "right"),
        (-7, -10, "right"),
    ]
    x, y = row.longitude * scale, row.latitude * scale * 1.3
    best = None
    for dx, dy, align in spots:
        left = x + dx - {"left": 0, "right": width, "center": width / 2}[align]
        box = (left, y + dy - 7, left + width, y + dy + 7)
        overlap = sum(
            max(0, min(box[2], b[2]) - max(box[0], b[0])) * max(0, min(box[3], b[3]) - max(box[1], b[1]))
            for b in boxes
        )
        overlap += 1e6 * (box[0] < edges[0] * scale or box[2] > edges[1] * scale)
        if best is None or overlap < best[0]:
            best = (overlap, dx, dy, align, box)
    boxes += [best[4], (x - 4, y - 4, x + 4, y + 4)]
    return best[1:4]
