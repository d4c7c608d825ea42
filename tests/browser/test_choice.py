"""Deciding in JupyterLab: with the mouse, with the keyboard alone, in both themes, and on paper."""

import nbformat
import pytest
from playwright.sync_api import expect

from sinosoviet import activities, export
from sinosoviet.activities import decisions
from sinosoviet.activities.choice import REASON
from sinosoviet.activities.decisions import AGAIN
from tests.browser import steps

pytestmark = pytest.mark.browser
NAMES = decisions.names()
RIVER = decisions.load("river-1969")
CALL = 'decide("{}")'
FILE = f"decision-{RIVER.id}"


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    folder = tmp_path_factory.mktemp("course")
    for who in ("mouse", "keys", "light", "dark"):
        (folder / who).mkdir()
        nbformat.write(steps.notebook(CALL.format(RIVER.id)), folder / who / f"{who}.ipynb")
    return folder


def view(lab, page, who):
    """Open the notebook of one reader, run it, and give its output."""
    path = f"{who}/{who}.ipynb"
    lab.open(page, path)
    lab.run_all(page, path)
    output = page.locator(".jp-OutputArea").first
    expect(output.get_by_role("radio")).to_have_count(len(RIVER.options))
    return output


def saved(root, who):
    return steps.saved(root / who, FILE)


def look(page, output, name):
    """Nothing is cut or hard to reach."""
    assert steps.cut_labels(page) == []
    assert steps.barriers_in_outputs(page) == []
    steps.keep_picture(output, name)


def test_a_decision_by_mouse(lab, page, root):
    output = view(lab, page, "mouse")
    decide = output.get_by_role("button", name="Decide", exact=True)
    decide.click()
    expect(output.get_by_role("alert")).to_contain_text("Before you decide: choose a way;")
    output.get_by_label(RIVER.options[0].name).check()
    expect(steps.status(output)).to_contain_text(f"You lean toward A. Saved in my-work/{FILE}.json.")
    output.get_by_role("button", name="fairly sure").click()
    output.get_by_label(REASON).fill("E2 is one side's word, E3 the other's.")
    expect(output.get_by_text("What was chosen")).to_have_count(0)
    decide.click()
    expect(steps.status(output)).to_contain_text("You have decided.")
    expect(output.get_by_text(f"What was chosen: {RIVER.option(RIVER.chosen).name}")).to_be_visible()
    expect(output.get_by_text("You left out E1, E4, E5, E6")).to_be_visible()
    expect(output.get_by_role("radio")).to_have_count(0)
    output.get_by_label(AGAIN).fill("Yes. E6 did not move me.")
    page.keyboard.press("Tab")
    expect(steps.status(output)).to_contain_text("Your second thoughts are noted.")
    output.get_by_role("button", name="Decided").click()
    expect(output.get_by_role("alert")).to_contain_text("your choice stays as it is")
    content = saved(root, "mouse")
    assert content["named"] == [RIVER.evidence[1].id, RIVER.evidence[2].id]
    assert (content["option"], content["decided"]) == (RIVER.options[0].id, True)
    assert content["again"] == "Yes. E6 did not move me."
    output.get_by_role("button", name="Decide again in a new file").click()
    expect(output.get_by_role("radio")).to_have_count(len(RIVER.options))
    expect(output.get_by_role("radio", checked=True)).to_have_count(0)
    assert saved(root, "mouse") == content


def test_a_decision_by_keyboard_alone(lab, page, root):
    output = view(lab, page, "keys")
    output.get_by_role("radio").first.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(steps.status(output)).to_contain_text("You lean toward B.")
    steps.tab_to(page, output.get_by_role("button", name="a guess"))
    page.keyboard.press("Enter")
    expect(steps.status(output)).to_contain_text("How sure: a guess.")
    steps.tab_to(page, output.get_by_label(REASON))
    page.keyboard.type("E1: it is still an ally.")
    decide = output.get_by_role("button", name="Decide", exact=True)
    steps.tab_to(page, decide)
    expect(steps.status(output)).to_contain_text("evidence named: 1.")
    page.keyboard.press("Enter")
    expect(steps.status(output)).to_contain_text("You have decided.")
    # The focus stays on the button, right before what was chosen.
    expect(output.get_by_role("button", name="Decided")).to_be_focused()
    page.keyboard.press("Tab")
    expect(output.get_by_label(AGAIN)).to_be_focused()
    page.keyboard.type("I would.")
    steps.tab_to(page, output.get_by_role("button", name="Decide again in a new file"))
    expect(steps.status(output)).to_contain_text("noted. Saved in my-work/decision-river-1969.json.")
    assert saved(root, "keys")["again"] == "I would."
    assert saved(root, "keys")["option"] == RIVER.options[1].id


@pytest.mark.parametrize("theme", steps.THEMES)
def test_it_can_be_read_in_either_theme_before_and_after(lab, page, theme):
    who = theme.split()[1].lower()
    output = view(lab, page, who)
    steps.choose_theme(page, theme)
    page.set_viewport_size({"width": 1280, "height": 3600})
    look(page, output, f"{who}-before")
    output.get_by_role("radio").first.check()
    output.get_by_role("button", name="fairly sure").click()
    output.get_by_label(REASON).fill("E2 is one side's word, E3 the other's.\nE9 is no evidence.")
    output.get_by_role("button", name="Decide", exact=True).click()
    expect(steps.status(output)).to_contain_text("You have decided.")
    look(page, output, f"{who}-after")


@pytest.fixture
def stored(tmp_path, monkeypatch):
    """Writes a page as the course stores it, and gives its file."""

    def write(name):
        kept = steps.stored(CALL.format(name), activities.decide(name))
        monkeypatch.setattr(export.pages, "load", lambda _: kept)
        return export.page("decide", tmp_path)

    return write


@pytest.mark.parametrize("name", NAMES)
def test_paper_hides_the_answer_until_it_is_opened(browser, stored, name):
    decision = decisions.load(name)
    file = stored(name)
    with steps.served(file.parent) as address, steps.tab(browser) as page:
        page.goto(f"{address}/{file.name}")
        folded = page.locator("details", has_text="open it only when you have decided")
        expect(folded).to_have_count(1)
        steps.open_by_mouse_and_keyboard(page, folded)
        for item in (*decision.evidence, *decision.options):
            shown = getattr(item, "number", None) or item.name
            expect(page.get_by_text(shown).first).to_be_visible()
        page.emulate_media(media="print")
        chosen = page.get_by_text(f"What was chosen: {decision.option(decision.chosen).name}")
        expect(chosen).to_be_hidden()
        steps.keep_picture(page, f"paper-{name}", full_page=True)
        assert page.outside == []
