"""How long a player of the timeline cards waits, as a ratio within one run."""

import pytest

from sinosoviet.activities import Drawer
from sinosoviet.activities.cards import Cards
from tests.bench import clock

pytestmark = pytest.mark.bench


def test_a_card_is_placed_sooner_than_a_chart_is_drawn(tmp_path):
    cards = Cards(count=20, level="hard")
    cards.drawer = Drawer("cards", cards.drawer.stem, tmp_path)
    assert cards.widget
    placing = []
    while not cards.state.over:
        cards._sure.value = "guess"
        placing.append(clock.milliseconds(cards._places[len(cards.state.line)].click))
    clock.check_quick("placing a card, turned over and saved", placing, clock.drawing())
