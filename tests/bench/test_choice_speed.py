"""How long a reader who decides waits for the kernel, as a ratio within one run."""

import pytest

from sinosoviet import activities
from sinosoviet.activities import Drawer, decisions
from tests.bench import clock

pytestmark = pytest.mark.bench


def steps_of(name, place):
    """Milliseconds of each step of one reader, from the first choice to second thoughts."""
    activity = activities.decide(name)
    activity.drawer = Drawer("decision", activity.drawer.stem, place)
    assert activity.widget
    texts = activity._texts
    yield from (
        clock.milliseconds(lambda option=option: setattr(activity._options, "value", option.id))
        for option in decisions.load(name).options
    )
    yield clock.milliseconds(lambda: setattr(activity._sure, "value", "guess"))
    yield clock.milliseconds(lambda: setattr(texts["reason"], "value", "E1 and E2. " * 100))
    yield clock.milliseconds(activity._decide.click)
    yield clock.milliseconds(lambda: setattr(texts["again"], "value", "I would. " * 100))
    assert activity.state.decided and activity.state.again


def test_a_step_is_answered_sooner_than_a_chart_is_drawn(tmp_path):
    taken = [ms for name in decisions.names() for ms in steps_of(name, tmp_path)]
    clock.check_quick("a step of a decision, shown and saved", taken, clock.drawing())
