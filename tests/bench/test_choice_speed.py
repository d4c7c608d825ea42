"""How long a reader who decides waits for the kernel, as a ratio within one run."""

import statistics
import time

import pytest

from sinosoviet import activities, charts
from sinosoviet.activities import Drawer, decisions

pytestmark = pytest.mark.bench
WANTED_MS = 100


def milliseconds(act):
    start = time.perf_counter()
    act()
    return 1000 * (time.perf_counter() - start)


def steps_of(name, place):
    """Milliseconds of each step of one reader, from the first choice to second thoughts."""
    activity = activities.decide(name)
    activity.drawer = Drawer("decision", activity.drawer.stem, place)
    assert activity.widget
    texts = activity._texts
    yield from (
        milliseconds(lambda option=option: setattr(activity._options, "value", option.id))
        for option in decisions.load(name).options
    )
    yield milliseconds(lambda: setattr(activity._sure, "value", "guess"))
    yield milliseconds(lambda: setattr(texts["reason"], "value", "E1 and E2. " * 100))
    yield milliseconds(activity._decide.click)
    yield milliseconds(lambda: setattr(texts["again"], "value", "I would. " * 100))
    assert activity.state.decided and activity.state.again


def test_a_step_is_answered_sooner_than_a_chart_is_drawn(tmp_path):
    taken = [ms for name in decisions.names() for ms in steps_of(name, tmp_path)]
    charts.warheads().png()
    drawing = [milliseconds(charts.warheads(mark=year).png) for year in range(1970, 1975)]
    ours, stock = statistics.median(taken), statistics.median(drawing)
    print(
        f"\na step of a decision, shown and saved: median {ours:.1f} ms, longest {max(taken):.1f} ms "
        f"({'under' if ours < WANTED_MS else 'NOT under'} {WANTED_MS} ms); "
        f"drawing a chart: {stock:.0f} ms, {stock / ours:.0f} times as long"
    )
    assert stock >= 4 * ours
