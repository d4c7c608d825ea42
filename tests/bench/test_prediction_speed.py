"""How long a reader waits for the next picture of a guess, in the kernel, as a ratio within one run."""

import pytest

from sinosoviet import activities, charts, predictions
from tests.bench import clock

pytestmark = pytest.mark.bench
PRESSES = 60


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
        taken.append(clock.milliseconds(lambda field=field, value=value: field.set_trait("value", value)))
        pictures.add(activity._picture.value)
    assert len(pictures) >= 2
    chart = charts.CATALOG[activity.prediction.chart]()
    drawn = [clock.milliseconds(chart.svg) for _ in range(5)]
    clock.check_quick(f"{name}, press to saved picture", taken, drawn)
