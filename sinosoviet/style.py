"""One look for every chart: typeface, palette and the light and dark style sheets.

Colors were chosen to stay apart for readers with color-vision deficiencies and in
gray print; a marker and a dash pattern are always the second cue. Beijing and Moscow
keep theirs through the whole course.
"""

from contextlib import contextmanager
from functools import cache
from pathlib import Path
from types import MappingProxyType

from sinosoviet.errors import known

_ASSETS = Path(__file__).parent / "assets"

PALETTES = MappingProxyType(
    {
        "light": MappingProxyType(
            {
                "beijing": "#c4321f",
                "moscow": "#1b3a73",
                "third": "#66727c",
                "ochre": "#b58410",
                "teal": "#009e8a",
                "ochre_ink": "#7d5800",
                "teal_ink": "#006e60",
                "ink": "#1d2126",
                "muted": "#56616a",
                "faint": "#dfe4e8",
                "paper": "#ffffff",
                "band": "#f1f3f5",
                "land": "#e9e4d8",
                "sea": "#f4f7f9",
            }
        ),
        "dark": MappingProxyType(
            {
                "beijing": "#ff7a61",
                "moscow": "#8cb0ff",
                "third": "#aab5be",
                "ochre": "#ffd666",
                "teal": "#2bb5a0",
                "ochre_ink": "#ffd666",
                "teal_ink": "#2bb5a0",
                "ink": "#eceff2",
                "muted": "#b4bec7",
                "faint": "#333b43",
                "paper": "#14181d",
                "band": "#1e242b",
                "land": "#3a3f3d",
                "sea": "#181d23",
            }
        ),
    }
)
MARKERS = MappingProxyType({"beijing": "o", "moscow": "s", "third": "^", "ochre": "D", "teal": "v"})
DASHES = MappingProxyType(
    {
        "reported": "solid",
        "estimated": (0, (4, 2.5)),
        "disputed": (0, (1, 1.6)),
        "interpolated": (0, (1, 1.6)),
    }
)

_theme = "light"


def themes():
    """Names of the style sheets."""
    return sorted(PALETTES)


def use(theme):
    """Choose the style sheet (``light`` or ``dark``) for charts drawn from now on."""
    global _theme
    _theme = _known(theme)


def current():
    """Name of the style sheet in use."""
    return _theme


def palette(theme=None):
    """Colors of a theme (the one in use by default) by role, as ``#rrggbb``."""
    return PALETTES[_known(theme or _theme)]


def _known(theme):
    return known("theme", theme, themes())


@cache
def _register_fonts():
    from matplotlib import font_manager

    for path in sorted((_ASSETS / "fonts").glob("*.ttf")):
        font_manager.fontManager.addfont(str(path))


@contextmanager
def applied(theme=None):
    """Context in which Matplotlib draws with the house style; the caller's own settings come back after."""
    import matplotlib.style

    sheet = _ASSETS / f"{_known(theme or _theme)}.mplstyle"
    _register_fonts()
    with matplotlib.style.context(["default", sheet]):
        yield palette(theme)
