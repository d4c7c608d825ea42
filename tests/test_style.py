"""The palette: contrast, color vision and gray print, measured."""

import itertools

import numpy as np
import pytest
from colorspacious import cspace_convert, deltaE

from sinosoviet import style

LINES = ("beijing", "moscow", "third", "ochre", "teal")
DEFICIENCIES = ("deuteranomaly", "protanomaly", "tritanomaly")


def rgb(color):
    return np.array([int(color[i : i + 2], 16) for i in (1, 3, 5)]) / 255


def luminance(color):
    channels = rgb(color)
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return float(linear @ (0.2126, 0.7152, 0.0722))


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", style.themes())
@pytest.mark.parametrize("role", ["beijing", "moscow", "third", "ink", "muted"])
@pytest.mark.parametrize("ground", ["paper", "band"])
def test_words_stand_out_from_what_they_stand_on(theme, role, ground):
    colors = style.palette(theme)
    assert contrast(colors[role], colors[ground]) >= 4.3
    if ground == "paper":
        assert contrast(colors[role], colors[ground]) >= 4.5


@pytest.mark.parametrize("theme", style.themes())
@pytest.mark.parametrize("role", LINES)
def test_marks_stand_out_from_the_paper(theme, role):
    colors = style.palette(theme)
    assert contrast(colors[role], colors["paper"]) >= 3


@pytest.mark.parametrize("theme", style.themes())
@pytest.mark.parametrize("deficiency", [None, *DEFICIENCIES])
def test_lines_stay_apart_for_every_kind_of_color_vision(theme, deficiency):
    colors = style.palette(theme)

    def seen(role):
        if deficiency is None:
            return rgb(colors[role])
        space = {"name": "sRGB1+CVD", "cvd_type": deficiency, "severity": 100}
        return np.clip(cspace_convert(rgb(colors[role]), space, "sRGB1"), 0, 1)

    for one, other in itertools.combinations(LINES, 2):
        least = 14 if {one, other} <= {"beijing", "moscow", "third"} else 7
        assert deltaE(seen(one), seen(other), input_space="sRGB1") >= least, (one, other)


def test_beijing_and_moscow_stay_apart_in_gray_print():
    colors = style.palette("light")
    light = [cspace_convert(rgb(colors[side]), "sRGB1", "CIELab")[0] for side in ("beijing", "moscow")]
    assert abs(light[0] - light[1]) >= 12


def test_color_is_never_the_only_cue():
    assert len(set(style.MARKERS.values())) == len(style.MARKERS) == len(LINES)
    assert style.DASHES["reported"] != style.DASHES["estimated"] != style.DASHES["disputed"]


def test_the_packaged_typeface_is_used():
    from matplotlib import font_manager

    with style.applied():
        found = font_manager.findfont("Source Sans Pro", fallback_to_default=False)
    assert "sinosoviet" in found


def test_choosing_a_theme_lasts_until_the_next_choice():
    try:
        style.use("dark")
        assert style.current() == "dark"
        assert style.palette() is style.palette("dark")
    finally:
        style.use("light")
