"""Deciding in JupyterLab: with the mouse, with the keyboard alone, in both themes, and on paper."""

import json
import os

import nbformat
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from sinosoviet import activities, export, pages
from sinosoviet.activities import decisions
from sinosoviet.activities.choice import REASON
from sinosoviet.activities.decisions import AGAIN
from tests.browser import steps

pytestmark = pytest.mark.browser
NAMES = decisions.names()
THEMES = ("JupyterLab Light", "JupyterLab Dark")
RIVER = decisions.load("river-1969")


def notebook(name):
    code = f"from sinosoviet import activities\nactivities.decide({name!r})"
    return nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_markdown_cell("# Decide"), nbformat.v4.new_code_cell(code)],
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
    )


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    folder = tmp_path_factory.mktemp("course")
    for who in ("mouse", "keys", "light", "dark"):
        (folder / who).mkdir()
        nbformat.write(notebook("river-1969"), folder / who / f"{who}.ipynb")
    return folder


@pytest.fixture(scope="module")
def lab(root, tmp_path_factory):
    with steps.lab(root, tmp_path_factory.mktemp("lab")) as running:
        yield running


@pytest.fixture
def page(browser):
    with steps.tab(browser) as opened:
        yield opened
        assert opened.outside == []


def view(lab, page, who):
    """Open the notebook of one reader, run it, and give its output."""
    path = f"{who}/{who}.ipynb"
    lab.open(page, path)
    lab.run_all(page, path)
    output = page.locator(".jp-OutputArea").first
    expect(output.get_by_role("radio")).to_have_count(len(RIVER.options))
    return output


def saved(root, who, file="decision-river-1969.json"):
    return json.loads((root / who / "my-work" / file).read_text("utf-8"))["content"]


def status(output):
    return output.locator("[role=status], [role=alert]").last


def test_a_decision_by_mouse(lab, page, root):
    output = view(lab, page, "mouse")
    decide = output.get_by_role("button", name="Decide", exact=True)
    decide.click()
    expect(output.get_by_role("alert")).to_contain_text("Before you decide: choose a way;")
    output.get_by_label(RIVER.options[0].name).check()
    expect(status(output)).to_contain_text("You lean toward A. Saved in my-work/decision-river-1969.json.")
    output.get_by_role("button", name="fairly sure").click()
    output.get_by_label(REASON).fill("E2 is one side's word, E3 the other's.")
    expect(output.get_by_text("What was chosen")).to_have_count(0)
    decide.click()
    expect(status(output)).to_contain_text("You have decided.")
    expect(output.get_by_text(f"What was chosen: {RIVER.option(RIVER.chosen).name}")).to_be_visible()
    expect(output.get_by_text("You left out E1, E4, E5, E6")).to_be_visible()
    expect(output.get_by_role("radio")).to_have_count(0)
    output.get_by_label(AGAIN).fill("Yes. E6 did not move me.")
    page.keyboard.press("Tab")
    expect(status(output)).to_contain_text("Your second thoughts are noted.")
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


def tab_to(page, control):
    """Press Tab until a control has the focus."""
    for _ in range(40):
        if control.evaluate("e => e === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never reaches {control}")


def test_a_decision_by_keyboard_alone(lab, page, root):
    output = view(lab, page, "keys")
    output.get_by_role("radio").first.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(status(output)).to_contain_text("You lean toward B.")
    tab_to(page, output.get_by_role("button", name="a guess"))
    page.keyboard.press("Enter")
    expect(status(output)).to_contain_text("How sure: a guess.")
    tab_to(page, output.get_by_label(REASON))
    page.keyboard.type("E1: it is still an ally.")
    decide = output.get_by_role("button", name="Decide", exact=True)
    tab_to(page, decide)
    expect(status(output)).to_contain_text("evidence named: 1.")
    page.keyboard.press("Enter")
    expect(status(output)).to_contain_text("You have decided.")
    # The focus stays on the button, right before what was chosen.
    expect(output.get_by_role("button", name="Decided")).to_be_focused()
    page.keyboard.press("Tab")
    expect(output.get_by_label(AGAIN)).to_be_focused()
    page.keyboard.type("I would.")
    tab_to(page, output.get_by_role("button", name="Decide again in a new file"))
    expect(status(output)).to_contain_text("noted. Saved in my-work/decision-river-1969.json.")
    assert saved(root, "keys")["again"] == "I would."
    assert saved(root, "keys")["option"] == RIVER.options[1].id


def choose_theme(page, theme):
    page.locator("#jp-MainMenu").get_by_role("menuitem", name="Settings", exact=True).click()
    page.locator(".lm-Menu-item").get_by_text("Theme", exact=True).hover()
    page.locator(".lm-Menu-item").get_by_text(theme, exact=True).click()
    expect(page.locator("body")).to_have_attribute("data-jp-theme-name", theme)


def look(page, output, name):
    """Nothing is cut or hard to reach; with SHOTS set, keep a picture in that folder."""
    cut = """() => [...document.querySelectorAll('.jp-OutputArea button, .jp-OutputArea label')]
        .filter((e) => e.checkVisibility() && e.scrollWidth > e.clientWidth + 1)
        .map((e) => e.textContent)"""
    assert page.evaluate(cut) == []
    found = Axe().run(page, context=".jp-OutputArea").response["violations"]
    assert [barrier["id"] for barrier in found] == []
    if "SHOTS" in os.environ:
        output.screenshot(path=f"{os.environ['SHOTS']}/{name}.png")


@pytest.mark.parametrize("theme", THEMES)
def test_it_can_be_read_in_either_theme_before_and_after(lab, page, theme):
    who = theme.split()[1].lower()
    output = view(lab, page, who)
    choose_theme(page, theme)
    page.set_viewport_size({"width": 1280, "height": 3600})
    look(page, output, f"{who}-before")
    output.get_by_role("radio").first.check()
    output.get_by_role("button", name="fairly sure").click()
    output.get_by_label(REASON).fill("E2 is one side's word, E3 the other's.\nE9 is no evidence.")
    output.get_by_role("button", name="Decide", exact=True).click()
    expect(status(output)).to_contain_text("You have decided.")
    look(page, output, f"{who}-after")


@pytest.fixture
def stored(tmp_path, monkeypatch):
    """Writes a page as the course stores it, and gives its file."""

    def write(name):
        data, metadata = activities.decide(name)._repr_mimebundle_()
        page = notebook(name)
        page.cells[1].outputs = [nbformat.v4.new_output("display_data", data, metadata=metadata)]
        done = pages.canonical(page)
        monkeypatch.setattr(export.pages, "load", lambda _: done)
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
        if "SHOTS" in os.environ:
            page.screenshot(path=f"{os.environ['SHOTS']}/paper-{name}.png", full_page=True)
        assert page.outside == []
