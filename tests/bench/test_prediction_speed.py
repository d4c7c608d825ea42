"""How long a reader waits for the next picture of a guess, in the kernel, as a ratio within one run."""

import statistics
import time

import pytest

from sinosoviet import activities, charts, predictions

pytestmark = pytest.mark.bench
PRESSES = 60
WANTED_MS = 100


def milliseconds(act):
    begun = time.perf_counter()
    act()
    return (time.perf_counter() - begun) * 1000


@pytest.mark.parametrize("name", predictions.names())
def test_a_guess_is_drawn_at_once(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    activity = activities.predict(name)
    assert activity.widget
    fields = list(activity._fields.values())
    low, high = activity.prediction.bounds
    values = [str(low), str(high)]
    taken, pictures = [], set()
    for turn in range(PRESSES):
        field = fields[turn % len(fields)]
        value = values[turn // len(fields) % 2]
        taken.append(milliseconds(lambda field=field, value=value: field.set_trait("value", value)))
        pictures.add(activity._picture.value)
    assert len(pictures) >= 2
    chart = charts.CATALOG[activity.prediction.chart]()
    matplotlib = statistics.median(milliseconds(lambda: chart.svg()) for _ in range(5))
    ours = statistics.median(taken)
    print(
        f"\n{name}: press to saved picture, median of {PRESSES}: {ours:.1f} ms "
        f"({'under' if ours < WANTED_MS else 'NOT under'} {WANTED_MS} ms); the chart with Matplotlib "
        f"{matplotlib:.0f} ms, {matplotlib / ours:.0f} times as long"
    )
    assert matplotlib >= 4 * ours
