"""A page presented from JupyterLab: large, without code, and its tools answer."""

import pytest
from playwright.sync_api import expect

from sinosoviet import pages, slides
from tests.browser import steps

pytestmark = pytest.mark.browser
NAME = "05-escalation-brink"


@pytest.fixture(scope="module")
def shown(browser, tmp_path_factory):
    """A page as ``make present`` opens it, after Run All."""
    folder = tmp_path_factory.mktemp("present")
    slides.live.write(folder)
    wall = {"width": 1366, "height": 768}
    with steps.lab(folder, folder) as lab, steps.tab(browser, viewport=wall) as page:
        path = f"{NAME}.ipynb"
        page.goto(f"{lab.address}/doc/tree/{path}?token={steps.TOKEN}")
        page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=60_000)
        steps.wait_until(lambda: lab.is_idle(path), "no kernel")
        lab.run_all(page, path)
        yield page
        assert page.outside == []


def test_letters_are_large_and_no_code_is_seen(shown):
    size = shown.locator(".jp-MarkdownCell p").first.evaluate("e => parseFloat(getComputedStyle(e).fontSize)")
    assert size > 20
    for code in shown.locator(".jp-CodeCell .cm-content").all():
        assert not code.is_visible()
    for prompt in shown.locator(".jp-InputPrompt, .jp-OutputPrompt").all():
        assert not prompt.is_visible()


def test_the_prose_is_folded_until_it_is_asked_for(shown):
    folded = shown.locator(".jp-MarkdownCell details").first
    expect(folded.locator("p").first).to_be_hidden()
    folded.locator("summary").click()
    expect(folded.locator("p").first).to_be_visible()


def test_an_explorer_answers_the_mouse(shown):
    assert shown.locator("[data-mime-type$='stderr']").count() == 0
    explorer = next(cell for cell in steps.shown(NAME) if cell.is_explorer)
    copied = [cell.source for cell in slides.live.live(pages.load(NAME)).cells if cell.cell_type == "code"]
    output = shown.locator(".jp-Notebook .jp-CodeCell").nth(copied.index(explorer.source))
    hand = steps.Hand(output, explorer.states, explorer.label)
    for choice in hand.visit():
        hand.click(choice)
    hand.check()


def test_nothing_in_it_is_a_barrier(shown):
    assert steps.barriers_in_outputs(shown) == []
