"""A page with activities, saved, closed and opened again; and on a small or enlarged screen."""

import nbformat
import pytest
from playwright.sync_api import expect

from tests.browser import steps

pytestmark = pytest.mark.browser
PATH = "page.ipynb"
CALLS = ("claim_check()", "cards(count=8)", "matrix()")


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    folder = tmp_path_factory.mktemp("saved")
    nbformat.write(steps.notebook(*CALLS), folder / PATH)
    return folder


def test_the_paper_form_is_there_after_saving_and_the_work_after_running(lab, root, browser):
    with steps.tab(browser) as page:
        lab.open(page, PATH)
        lab.run_all(page, PATH)
        output = page.locator(".jp-OutputArea").first
        output.get_by_role("button", name="imprecise", exact=True).click()
        expect(output).to_contain_text("Judged: imprecise. Saved in my-work/claims.json.")
        page.keyboard.press("Control+s")
        steps.wait_until(lambda: "Judge each" in (root / PATH).read_text("utf-8"), "it was not saved")
        output.get_by_role("button", name="wrong", exact=True).click()
        expect(output).to_contain_text("Judged: wrong.")
    with steps.tab(browser) as page:
        lab.open(page, PATH)
        output = page.locator(".jp-OutputArea").first
        expect(output).to_contain_text("The five verdicts")
        expect(page.locator(".jp-Notebook")).not_to_contain_text("Error displaying")
        lab.run_all(page, PATH)
        expect(output.locator(".mod-active")).to_have_text("wrong")


def test_no_label_is_cut_at_twice_the_size(lab, browser):
    with steps.tab(browser, viewport={"width": 640, "height": 450}) as page:
        lab.open(page, PATH)
        lab.run_all(page, PATH)
        page.get_by_role("button", name="sure", exact=True).click()
        page.get_by_role("button", name="Place it before").first.click()
        expect(page.locator(".jp-Notebook")).to_contain_text("Next card")
        assert steps.cut_labels(page) == []
