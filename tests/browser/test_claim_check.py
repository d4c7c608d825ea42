"""Page 10 in JupyterLab: statements judged, a page audited and a date weighed, by mouse and by keyboard."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import steps

pytestmark = pytest.mark.browser
NAME = "10-argument-claims"
PATH = f"notebooks/{NAME}.ipynb"


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    return steps.copy_of_the_notebooks(tmp_path_factory.mktemp("course"))


@pytest.fixture(scope="module")
def page(lab, root, browser):
    with steps.tab(browser) as page:
        lab.open(page, PATH)
        lab.run_all(page, PATH)
        page.folder = root / "notebooks"
        yield page


def output(page, call):
    position = next(cell.position for cell in steps.shown(NAME) if call in cell.source)
    return page.locator(".jp-Notebook .jp-CodeCell").nth(position).locator(".jp-OutputArea")


def says(area, words):
    expect(steps.status(area)).to_have_text(re.compile(words))


def press(page, control, key="Enter"):
    control.focus()
    expect(control).to_be_focused()
    page.keyboard.press(key)


def test_statements_are_judged_by_mouse_and_by_keyboard(page):
    area = output(page, "claim_check()")
    area.scroll_into_view_if_needed()
    verdict = area.locator(".widget-toggle-buttons button")
    button = {name: area.get_by_role("button", name=name) for name in ("Show the evidence", "Next statement")}
    button["Show the evidence"].click()
    says(area, "Judge first")
    verdict.nth(2).click()
    says(area, "Judged: wrong. Saved in my-work/claims.json")
    button["Show the evidence"].click()
    says(area, "The editors say supported, you wrong")
    verdict.nth(0).click()
    says(area, "your first verdict stands")
    expect(verdict.nth(2)).to_have_class(re.compile("mod-active"))
    press(page, button["Next statement"])
    says(area, "Statement 2 of 12")
    press(page, verdict.nth(1), "Space")
    says(area, "Judged: imprecise")
    area.get_by_label("I would print").focus()
    page.keyboard.type("Some aid went on after 1960.")
    page.keyboard.press("Tab")
    says(area, "Kept your sentence")
    press(page, button["Show the evidence"], "Space")
    says(area, "imprecise, as you do")
    expect(area.locator("table")).to_contain_text("editors")
    answers = steps.saved(page.folder, "claims")["answers"]
    assert answers["claim-course-01"] == {"verdict": "wrong", "sentence": "", "seen": True}
    assert answers["claim-encyclopedia-04"]["sentence"] == "Some aid went on after 1960."


def test_a_page_is_audited_by_keyboard_alone(page):
    area = output(page, "activities.audit()")
    for label, text in (("Title of the page", "My page"), ("The page says", "They split in 1956.")):
        area.get_by_label(label).focus()
        page.keyboard.type(text)
        page.keyboard.press("Tab")
        says(area, "Kept. Saved in my-work/audit.json")
    press(page, area.locator(".widget-toggle-buttons button").nth(3))
    says(area, "Judged: interpretation")
    press(page, area.get_by_role("button", name="In words"))
    expect(area.locator("pre")).to_contain_text("1. The page says: They split in 1956.")
    assert steps.saved(page.folder, "audit")["claims"][0]["verdict"] == "interpretation"


def test_a_date_follows_from_the_weights(page):
    area = output(page, "activities.my_date()")
    area.get_by_label("Words", exact=True).select_option("most")
    says(area, "Words weighs: most")
    area.get_by_label("The split began in").focus()
    page.keyboard.type("1956")
    expect(area).to_contain_text("4 years later than your 1956")
    assert steps.saved(page.folder, "dating")["weights"] == {"words": 3}


def test_nothing_overflows_and_nothing_leaves_the_computer(page):
    for call in ("claim_check()", "activities.audit()", "activities.my_date()"):
        area = output(page, call)
        wide = area.evaluate("area => area.scrollWidth - area.clientWidth")
        assert wide <= 1, call
    assert page.outside == []
