"""Timeline cards in JupyterLab: played with the mouse, played with the keyboard alone, kept in a file."""

import nbformat
import pytest
from playwright.sync_api import expect

from sinosoviet import sheets
from sinosoviet.activities import deck, pack
from tests.browser import steps

pytestmark = pytest.mark.browser
PATH = "notebooks/cards.ipynb"
FILE = "cards-all-easy-4-1949"
DEALT = [deck.cards()[card] for card in deck.draw(count=4)]


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    folder = tmp_path_factory.mktemp("course")
    (folder / "notebooks").mkdir()
    nbformat.write(steps.notebook("cards(count=4)"), folder / PATH)
    return folder


@pytest.fixture
def page(page, lab, root):
    for path in (root / "notebooks").glob("my-work/*"):
        path.unlink()
    lab.open(page, PATH)
    lab.run_all(page, PATH)
    return page


def saved(root):
    return steps.saved(root / "notebooks", FILE)


def right_place(count):
    """Name of the button that puts the card number ``count`` of the deck in its right place."""
    line, card = deck.in_order(DEALT[:count]), DEALT[count]
    at = sum(other.first < card.first for other in line)
    return f"Place it after “{line[at - 1].label}”" if at else f"Place it before “{line[0].label}”"


def test_a_whole_game_with_the_mouse(page, root):
    status = page.get_by_role("status")
    page.get_by_role("button", name=right_place(1)).click()
    expect(page.get_by_role("alert")).to_contain_text("Say first how sure you are")
    for count in (1, 2, 3):
        page.get_by_role("button", name="fairly sure").click()
        page.get_by_role("button", name=right_place(count), exact=True).click()
        expect(status).to_contain_text(f"Right. {DEALT[count].when}: {DEALT[count].title}.")
    expect(status).to_contain_text(f"my-work/{FILE}.json")
    expect(page.get_by_text("Fairly sure: 3 cards, all in the right place.")).to_be_visible()
    expect(page.get_by_role("button", name="Place it")).to_have_count(0)
    first, second = deck.in_order(DEALT)[:2]
    page.get_by_label("Two neighbors").select_option(index=1)
    page.get_by_label("Did the first cause the second?").fill("It came before. That is all.")
    page.get_by_label("What would prove it?").fill("An order that names the first.")
    page.get_by_role("button", name="Deal the next deck").focus()
    expect(status).to_contain_text("Saved")
    steps.wait_until(lambda: saved(root)["proof"], "the answer was not saved")
    assert saved(root)["pair"] == [first.id, second.id]
    assert [one["card"] for one in saved(root)["placed"]] == [card.id for card in DEALT[1:]]
    page.get_by_role("button", name="Deal the next deck").click()
    expect(status).to_contain_text("Deck 1950. One card lies open.")
    expect(page.get_by_role("button", name="Place it")).to_have_count(2)


def test_a_card_is_placed_with_the_keyboard_alone(page, root, lab):
    page.locator(".jp-OutputArea .widget-toggle-buttons button").first.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    steps.tab_to(page, page.get_by_role("button", name=right_place(1), exact=True))
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text(DEALT[1].when)
    assert saved(root)["placed"][0]["sure"] == "guess"
    assert saved(root)["placed"][0]["right"] is True
    lab.run_all(page, PATH)
    expect(page.get_by_text(f"Opened my-work/{FILE}.json")).to_be_visible()
    expect(page.get_by_text("Card 2 of 3, to be placed")).to_be_visible()


def test_no_printed_card_runs_over(browser, tmp_path):
    (tmp_path / "deck.html").write_text(sheets.page(*pack.printed()), encoding="utf-8")
    with steps.served(tmp_path) as address, steps.tab(browser) as page:
        page.goto(f"{address}/deck.html")
        cards = page.locator(".pack-card")
        assert cards.count() > 40
        wide = "card => card.scrollHeight > card.clientHeight || card.scrollWidth > card.clientWidth"
        assert cards.evaluate_all(f"cards => cards.filter({wide}).map(card => card.textContent)") == []
