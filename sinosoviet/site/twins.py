"""Dark twins of stored pictures: the same pixels in the colors of the dark style sheet.

The course's pictures hold indexes into one palette of house colors and their blends with the
paper. A twin keeps the indexes and swaps the palette, so it shows what the stored picture shows:
nothing is drawn again, and pictures inside explorers have twins like any other.
"""

import io
import re
from functools import cache

from PIL import Image

from sinosoviet import style
from sinosoviet.charts import chart
from sinosoviet.errors import CourseError


class TwinError(CourseError):
    """A picture that has no dark twin because it is not in the house colors."""


def darkened(png):
    """The dark twin of a PNG picture of the course, both as bytes.

    Raises :class:`TwinError` for a picture with any color outside the light palette.
    """
    picture = Image.open(io.BytesIO(png))
    if picture.mode != "P":
        raise TwinError(f"A picture is stored as {picture.mode}, not in the palette of the course.")
    flat = picture.getpalette()
    colors = list(zip(flat[::3], flat[1::3], flat[2::3], strict=True))
    known = _counterparts()
    strange = [color for color in colors if color not in known]
    if strange:
        raise TwinError(f"A picture has the color {strange[0]}, which is not one of the course's.")
    picture.putpalette([channel for color in colors for channel in known[color]])
    buffer = io.BytesIO()
    picture.save(buffer, "PNG", compress_level=6)
    return buffer.getvalue()


def darkened_drawing(svg):
    """The dark twin of an SVG drawing in the house colors, both as text.

    Raises :class:`TwinError` for a drawing with any color that is not a role of the light palette.
    """
    light, dark = (style.palette(theme) for theme in ("light", "dark"))
    known = {light[role].lower(): dark[role] for role in light}

    def swap(match):
        if match[0].lower() not in known:
            raise TwinError(f"A drawing has the color {match[0]}, which is not one of the course's.")
        return known[match[0].lower()]

    return re.sub(r"#[0-9a-fA-F]{6}\b", swap, svg)


@cache
def _counterparts():
    """Dark color by light color, for the papers and for every blend of every role."""
    light, dark = (chart.blends(style.palette(theme)) for theme in ("light", "dark"))
    found = {}
    for one, other in zip(light, dark, strict=True):
        found.setdefault(one, other)
    # Land and sea are so pale that a blend of another color stands for them in stored pictures.
    for role in ("land", "sea"):
        one, other = (chart.rgb(style.palette(theme)[role]) for theme in ("light", "dark"))
        found |= {color: other for color in found if chart.apart(color, one) <= chart.SAME}
    return found
