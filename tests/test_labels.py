"""Placement of words on charts: no collisions, whatever the events."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sinosoviet.charts.labels import place_flags, spread

WIDTH = 600.0
EVENTS = st.lists(st.tuples(st.floats(0, WIDTH), st.floats(5, 180)), max_size=40)
HEIGHTS = st.lists(st.floats(-100, 700), max_size=25)


@given(EVENTS)
def test_no_two_flags_touch_and_none_leaves_the_chart(events):
    flags = place_flags([x for x, _ in events], [w for _, w in events], start=0, end=WIDTH, gap=4)
    for (x, width), flag in zip(events, flags, strict=True):
        assert flag.x == x
        assert flag.right - flag.left == pytest.approx(width)
        assert flag.left >= -1e-9
        assert flag.right <= WIDTH + 1e-9
        assert flag.lane >= 0
    for one, other in itertools.combinations(flags, 2):
        if one.lane == other.lane:
            assert one.right + 4 <= other.left + 1e-6 or other.right + 4 <= one.left + 1e-6


@given(EVENTS)
def test_placement_does_not_depend_on_the_order_given(events):
    def lanes(order):
        flags = place_flags([x for x, _ in order], [w for _, w in order], start=0, end=WIDTH)
        return sorted((flag.x, flag.left, flag.lane) for flag in flags)

    assert lanes(events) == lanes(events[::-1])


def test_a_flag_hangs_right_of_its_stem_unless_the_chart_ends():
    inside, at_the_edge = place_flags([10, 590], [100, 100], start=0, end=600)
    assert inside.left == 10
    assert at_the_edge.right == 600


def test_a_label_wider_than_the_chart_is_refused():
    with pytest.raises(ValueError, match="wide"):
        place_flags([1], [700], start=0, end=600)


def test_every_position_needs_a_width():
    with pytest.raises(ValueError, match="2 positions but 1 widths"):
        place_flags([1, 2], [30], start=0, end=600)


@given(HEIGHTS)
def test_line_ends_keep_their_order_their_distance_and_their_frame(wanted):
    heights = spread(wanted, low=0, high=600, distance=20)
    assert len(heights) == len(wanted)
    assert all(-1e-6 <= height <= 600 + 1e-6 for height in heights)
    ranked = sorted(zip(wanted, heights, range(len(wanted)), strict=True))
    for (_, low, _), (_, high, _) in itertools.pairwise(ranked):
        assert high - low >= 20 - 1e-6


@given(st.lists(st.integers(0, 20), min_size=1, max_size=10, unique=True))
def test_labels_with_room_stay_where_they_are(steps):
    wanted = [step * 30.0 for step in steps]
    assert spread(wanted, low=0, high=600, distance=20) == pytest.approx(wanted)


def test_too_many_labels_share_the_room_evenly():
    heights = spread([5.0] * 101, low=0, high=100, distance=20)
    assert sorted(heights) == pytest.approx(list(range(101)))
