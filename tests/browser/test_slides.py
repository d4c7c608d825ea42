"""Decks in a real browser: they advance, nothing is cut off, explorers answer, and a speaker has notes."""

import pytest
from playwright.sync_api import expect

from sinosoviet import slides
from tests.browser import steps

pytestmark = pytest.mark.browser
SIZE = {"width": 1280, "height": 720}
READY = "() => window.Reveal && Reveal.isReady()"
WITH_EXPLORERS = [name for name in slides.names() if any(cell.is_explorer for cell in steps.shown(name))]
CURRENT = ".slides section.present section.present"


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    folder = tmp_path_factory.mktemp("slides")
    slides.write(folder)
    with steps.served(folder) as found:
        yield found


@pytest.fixture
def page(browser):
    with steps.tab(browser, viewport=SIZE) as opened:
        opened.failures = []
        opened.on("pageerror", lambda error: opened.failures.append(str(error)))
        yield opened
        assert opened.failures == opened.outside == []


def open_deck(page, address, name):
    page.goto(f"{address}/{name}.html")
    page.wait_for_function(READY)


@pytest.mark.parametrize("name", slides.names())
def test_the_deck_advances_by_keyboard_and_nothing_is_cut_off(page, address, name):
    open_deck(page, address, name)
    expected = [slide for _, _, column in slides.deck(name) for slide in column]
    assert page.evaluate("Reveal.getTotalSlides()") == len(expected)
    cut = []
    for number in range(1, len(expected) + 1):
        assert page.evaluate("Reveal.getSlidePastCount() + 1") == number
        if page.locator(CURRENT).evaluate(
            "s => s.scrollHeight > s.clientHeight || s.scrollWidth > s.clientWidth"
        ):
            cut.append((number, page.locator(CURRENT).inner_text()[:80]))
        for picture in page.locator(f"{CURRENT} img:visible").all():
            assert picture.evaluate("image => image.complete && image.getBoundingClientRect().height > 250")
        page.keyboard.press("PageDown")
    assert cut == []


@pytest.mark.parametrize("name", WITH_EXPLORERS)
def test_explorers_answer_mouse_and_keyboard_and_let_the_remote_through(page, address, name):
    for cell in (cell for cell in steps.shown(name) if cell.is_explorer):
        open_deck(page, address, name)
        go_to(page, cell)
        hand = steps.RadioHand(page.locator(CURRENT), cell.states, cell.label)
        for choice in hand.choices:
            hand.click(choice)
        for choice in hand.choices:
            hand.press(choice, ("ArrowRight", "ArrowLeft"))
        hand.check()
        at = page.evaluate("Reveal.getSlidePastCount()")
        page.keyboard.press("PageDown")
        assert page.evaluate("Reveal.getSlidePastCount()") == at + 1
        page.keyboard.press("PageUp")
        hand.click(hand.choices[0])
        page.keyboard.press("PageDown")
        assert page.evaluate("Reveal.getSlidePastCount()") == at + 1


def go_to(page, cell):
    """Turn to the slide of an explorer, found by the words of its first picture."""
    found = page.evaluate(
        """(alt) => {
            const picture = [...document.querySelectorAll(".explorer img")].find((i) => i.alt === alt);
            const indices = Reveal.getIndices(picture.closest("section"));
            Reveal.slide(indices.h, indices.v);
        }""",
        cell.sentences[0],
    )
    assert found is None
    expect(page.locator(f"{CURRENT} .explorer")).to_be_visible()


def test_an_answer_opens_by_keyboard_and_the_deck_stays(page, address):
    open_deck(page, address, "01-origins-alliance")
    page.evaluate(
        """() => {
            const slide = document.querySelector("details").closest("section");
            const indices = Reveal.getIndices(slide);
            Reveal.slide(indices.h, indices.v);
        }"""
    )
    at = page.evaluate("Reveal.getSlidePastCount()")
    steps.open_by_mouse_and_keyboard(page, page.locator(f"{CURRENT} details").first)
    assert page.evaluate("Reveal.getSlidePastCount()") == at


def test_the_speaker_window_shows_the_notes_and_the_time(page, address):
    open_deck(page, address, "01-origins-alliance")
    with page.expect_popup() as popup:
        page.keyboard.press("s")
    notes = popup.value.locator(".speaker-controls-notes .value")
    expect(notes).to_contain_text("Route of 20 minutes")
    expect(notes).to_contain_text("5 minutes.")
    expect(popup.value.locator(".pacing-title")).to_be_visible()


@pytest.mark.parametrize("name", slides.names())
def test_every_slide_is_accessible(page, address, name):
    open_deck(page, address, name)
    found = []
    for number in range(page.evaluate("Reveal.getTotalSlides()")):
        found += [(number, *barrier) for barrier in steps.barriers(page)]
        page.evaluate("Reveal.next()")
    assert found == []
