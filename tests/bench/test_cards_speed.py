"""How long a player of the timeline cards waits, as a ratio within one run."""

import statistics
import time

import pytest

from sinosoviet import charts
from sinosoviet.activities import Drawer
from sinosoviet.activities.cards import Cards

pytestmark = pytest.mark.bench
WANTED_MS = 100


def milliseconds(act):
    start = time.perf_counter()
    act()
    return 1000 * (time.perf_counter() - start)


def test_a_card_is_placed_sooner_than_a_chart_is_drawn(tmp_path):
    cards = Cards(count=20, level="hard")
    cards.drawer = Drawer("cards", cards.drawer.stem, tmp_path)
    assert cards.widget
    placing = []
    while not cards.state.over:
        cards._sure.value = "guess"
        placing.append(milliseconds(cards._places[len(cards.state.line)].click))
    charts.warheads().png()
    drawing = [milliseconds(charts.warheads(mark=year).png) for year in range(1970, 1975)]
    ours, stock = statistics.median(placing), statistics.median(drawing)
    print(
        f"\nplacing a card, turned over and saved: {ours:.1f} ms "
        f"({'under' if ours < WANTED_MS else 'NOT under'} {WANTED_MS} ms); "
        f"drawing a chart: {stock:.0f} ms, {stock / ours:.0f} times as long"
    )
    assert stock >= 4 * ours
