"""A prediction in JupyterLab: set by mouse and by keyboard alone, shown, kept, and on paper."""

import re

import nbformat
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from sinosoviet import activities, export, predictions
from sinosoviet.activities import gap
from tests.browser import steps

pytestmark = pytest.mark.browser
NAMES = predictions.names()
CALL = 'predict("{}")'


def notebook(name):
    return steps.notebook(CALL.format(name))


def stored(name):
    return steps.stored(CALL.format(name), activities.predict(name))


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    folder = tmp_path_factory.mktemp("predictions")
    for name in NAMES:
        for copy, cells in (("mouse", notebook(name)), ("keys", notebook(name)), ("stored", stored(name))):
            (folder / copy).mkdir(exist_ok=True)
            nbformat.write(cells, folder / copy / f"{name}.ipynb")
    return folder


def view(lab, page, path):
    """Open a notebook, run it, and give the live view of its prediction."""
    lab.open(page, path)
    lab.run_all(page, path)
    shown = page.locator(".jp-OutputArea-output .jupyter-widgets").first
    expect(shown.get_by_role("img")).to_be_visible()
    return page.locator(".jp-OutputArea").first


def saved(root, path, name):
    return steps.saved((root / path).parent, f"prediction-{name}")


def picture(output):
    return output.locator("svg[role=img]")


def test_a_curve_by_mouse(lab, page, root):
    path = "mouse/china-power.ipynb"
    output = view(lab, page, path)
    output.get_by_role("button", name="Show the data").click()
    expect(steps.status(output)).to_contain_text("Set at least one value first")
    for _ in range(3):
        output.get_by_role("button", name="▲ 1950").click()
    expect(output.get_by_label("1950", exact=True)).to_have_value("11.9")
    output.get_by_role("button", name="▼ 1951").click()
    expect(output.get_by_label("1951", exact=True)).to_have_value("11.4")
    said = re.compile(r"Your guess: 1950: 11\.9; 1951: 11\.4\.")
    expect(picture(output)).to_have_attribute("aria-label", said)
    output.get_by_role("button", name="Show the data").click()
    expect(steps.status(output)).to_contain_text("Still to set: 1952, 1953, 1954, 1955.")
    output.get_by_role("button", name="I will leave the rest").click()
    expect(steps.status(output)).to_contain_text("The data are laid over your guess.")
    expect(picture(output)).to_have_attribute("aria-label", re.compile("The data: 1949: "))
    expect(output.get_by_role("table")).to_contain_text("left out")
    for control in ("Show the data", "I will leave the rest", "▲ 1950"):
        expect(output.get_by_role("button", name=control)).to_be_hidden()
    expect(output.get_by_label("1950", exact=True)).to_be_hidden()
    expect(output.get_by_label("Why do you think so?")).to_be_hidden()
    content = saved(root, path, "china-power")
    assert content["shown"] and content["guesses"] == {"1950": 11.9, "1951": 11.4}
    for sentence in gap.sentences(predictions.load("china-power"), content["guesses"]):
        expect(output.get_by_role("listitem").filter(has_text=sentence)).to_have_count(1)
    output.get_by_role("button", name="Guess again in a new file").click()
    expect(output.get_by_label("1950", exact=True)).to_have_value("")
    expect(output.get_by_label("1950", exact=True)).to_be_focused()


def test_a_curve_by_keyboard_alone(lab, page, root):
    path = "keys/grain.ipynb"
    output = view(lab, page, path)
    output.get_by_role("button", name="▲ 1958").focus()
    page.keyboard.press("Enter")
    expect(steps.status(output)).to_contain_text("1958: 205 million tonnes. 4 still to set.")
    page.keyboard.press("Space")
    expect(steps.status(output)).to_contain_text("1958: 215 million tonnes.")
    for year in range(1959, 1963):
        steps.tab_to(page, output.get_by_label(str(year), exact=True))
        page.keyboard.type("180")
        page.keyboard.press("Tab")
        expect(steps.status(output)).to_contain_text(f"{year}: 180 million tonnes.")
    reason = output.get_by_label("Why do you think so?")
    steps.tab_to(page, reason)
    page.keyboard.type("The reports were false.")
    steps.tab_to(page, output.get_by_role("button", name="Show the data"))
    expect(steps.status(output)).to_contain_text("Your reason is noted.")
    page.keyboard.press("Enter")
    expect(steps.status(output)).to_contain_text("You were furthest off in")
    expect(output.get_by_label("What surprised you?")).to_be_focused()
    page.keyboard.type("That it went on falling.")
    page.keyboard.press("Tab")
    expect(steps.status(output)).to_contain_text("Noted. Saved in my-work/prediction-grain.json.")
    content = saved(root, path, "grain")
    assert content["guesses"] == {"1958": 215, "1959": 180, "1960": 180, "1961": 180, "1962": 180}
    assert content["reason"] == "The reports were false."
    assert content["surprise"] == "That it went on falling."


def test_levels_and_a_year_by_keyboard(lab, page, root):
    output = view(lab, page, "keys/votes-1979.ipynb")
    for label, value in (("Vietnam", "10"), ("the Soviet Union", "20"), ("the United States", "70")):
        output.get_by_label(label, exact=True).focus()
        page.keyboard.type(value)
        page.keyboard.press("Tab")
        expect(steps.status(output)).to_contain_text(f"{label}: {value} percent.")
    output.get_by_role("button", name="Show the data").press("Enter")
    said = "You had: the United States; the Soviet Union; Vietnam."
    expect(output.get_by_role("list")).to_contain_text(said)
    output = view(lab, page, "keys/arms-fall.ipynb")
    output.get_by_label("Year", exact=True).focus()
    page.keyboard.type("1960")
    expect(steps.status(output)).to_contain_text("Year: 1960. All is set")
    output.get_by_role("button", name="Show the data").press("Enter")
    expect(output.get_by_role("list")).to_contain_text("You chose 1960, 5 years too late")


@pytest.mark.parametrize("theme", steps.THEMES)
@pytest.mark.parametrize("name", ["china-power", "zhenbao-dead"])
def test_nothing_is_cut_or_hard_to_reach_in_either_theme(lab, page, name, theme):
    output = view(lab, page, f"mouse/{name}.ipynb")
    steps.choose_theme(page, theme)
    assert steps.cut_labels(page) == []
    assert steps.barriers_in_outputs(page) == []
    expect(picture(output)).to_have_count(1)


@pytest.mark.parametrize("name", NAMES)
def test_the_stored_page_has_the_grid_for_paper(browser, tmp_path, monkeypatch, name):
    monkeypatch.setattr(export.pages, "load", lambda _: stored(name))
    export.page("guess", tmp_path)
    with steps.served(tmp_path) as address, steps.tab(browser) as page:
        page.goto(f"{address}/guess.html")
        grid = page.get_by_role("img", name=predictions.load(name).title)
        expect(grid).to_be_visible()
        assert grid.evaluate("image => image.complete && image.naturalWidth > 0")
        expect(page.locator("main")).to_contain_text("Draw, then look at the next chart.")
        expect(page.locator("main button, main input")).to_have_count(0)
        found = Axe().run(page).response["violations"]
        assert [barrier["id"] for barrier in found] == []
        assert page.outside == []


def test_a_fresh_copy_has_the_grid_before_anything_is_run(lab, page):
    lab.open(page, "stored/albania-votes.ipynb")
    grid = page.locator(".jp-OutputArea").get_by_role("img", name=predictions.load("albania-votes").title)
    expect(grid).to_be_visible()
    assert grid.evaluate("image => image.complete && image.naturalWidth > 0")
