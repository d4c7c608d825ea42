"""A prediction in JupyterLab: set by mouse and by keyboard alone, shown, kept, and on paper."""

import json
import re

import nbformat
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from sinosoviet import activities, export, pages, predictions
from sinosoviet.activities import gap
from tests.browser import steps

pytestmark = pytest.mark.browser
NAMES = predictions.names()
THEMES = {"light": "JupyterLab Light", "dark": "JupyterLab Dark"}
CODE = "from sinosoviet import activities\nactivities.predict({name!r})"


def notebook(name):
    cells = [nbformat.v4.new_markdown_cell("# A guess"), nbformat.v4.new_code_cell(CODE.format(name=name))]
    return nbformat.v4.new_notebook(
        cells=cells,
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
    )


def stored(name):
    """The notebook as the course keeps it: run, without what only a kernel keeps alive."""
    data, metadata = activities.predict(name)._repr_mimebundle_()
    page = notebook(name)
    page.cells[1].outputs = [nbformat.v4.new_output("display_data", data, metadata=metadata)]
    return pages.canonical(page)


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    folder = tmp_path_factory.mktemp("predictions")
    for name in NAMES:
        for copy, cells in (("mouse", notebook(name)), ("keys", notebook(name)), ("stored", stored(name))):
            (folder / copy).mkdir(exist_ok=True)
            nbformat.write(cells, folder / copy / f"{name}.ipynb")
    return folder


@pytest.fixture(scope="module")
def scratch(tmp_path_factory):
    return tmp_path_factory.mktemp("lab")


@pytest.fixture(scope="module")
def lab(root, scratch):
    with steps.lab(root, scratch) as running:
        yield running


@pytest.fixture
def page(browser):
    with steps.tab(browser) as opened:
        yield opened
        assert opened.outside == []


def view(lab, page, path):
    """Open a notebook, run it, and give the live view of its prediction."""
    lab.open(page, path)
    lab.run_all(page, path)
    shown = page.locator(".jp-OutputArea-output .jupyter-widgets").first
    expect(shown.get_by_role("img")).to_be_visible()
    return page.locator(".jp-OutputArea").first


def saved(root, path, name):
    text = (root / path).parent.joinpath("my-work", f"prediction-{name}.json").read_text(encoding="utf-8")
    return json.loads(text)["content"]


def status(output):
    return output.locator("[role=status], [role=alert]").last


def picture(output):
    return output.locator("svg[role=img]")


def test_a_curve_by_mouse(lab, page, root):
    path = "mouse/china-power.ipynb"
    output = view(lab, page, path)
    output.get_by_role("button", name="Show the data").click()
    expect(status(output)).to_contain_text("Set at least one value first")
    for _ in range(3):
        output.get_by_role("button", name="▲ 1950").click()
    expect(output.get_by_label("1950", exact=True)).to_have_value("11.9")
    output.get_by_role("button", name="▼ 1951").click()
    expect(output.get_by_label("1951", exact=True)).to_have_value("11.4")
    said = re.compile(r"Your guess: 1950: 11\.9; 1951: 11\.4\.")
    expect(picture(output)).to_have_attribute("aria-label", said)
    output.get_by_role("button", name="Show the data").click()
    expect(status(output)).to_contain_text("Still to set: 1952, 1953, 1954, 1955.")
    output.get_by_role("button", name="I will leave the rest").click()
    expect(status(output)).to_contain_text("The data are laid over your guess.")
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


def tab_to(page, control):
    """Press Tab until a control has the focus."""
    for _ in range(60):
        if control.evaluate("e => e === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never reaches {control}")


def test_a_curve_by_keyboard_alone(lab, page, root):
    path = "keys/grain.ipynb"
    output = view(lab, page, path)
    output.get_by_role("button", name="▲ 1958").focus()
    page.keyboard.press("Enter")
    expect(status(output)).to_contain_text("1958: 205 million tonnes. 4 still to set.")
    page.keyboard.press("Space")
    expect(status(output)).to_contain_text("1958: 215 million tonnes.")
    for year in range(1959, 1963):
        tab_to(page, output.get_by_label(str(year), exact=True))
        page.keyboard.type("180")
        page.keyboard.press("Tab")
        expect(status(output)).to_contain_text(f"{year}: 180 million tonnes.")
    reason = output.get_by_label("Why do you think so?")
    tab_to(page, reason)
    page.keyboard.type("The reports were false.")
    tab_to(page, output.get_by_role("button", name="Show the data"))
    expect(status(output)).to_contain_text("Your reason is noted.")
    page.keyboard.press("Enter")
    expect(status(output)).to_contain_text("You were furthest off in")
    expect(output.get_by_label("What surprised you?")).to_be_focused()
    page.keyboard.type("That it went on falling.")
    page.keyboard.press("Tab")
    expect(status(output)).to_contain_text("Noted. Saved in my-work/prediction-grain.json.")
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
        expect(status(output)).to_contain_text(f"{label}: {value} percent.")
    output.get_by_role("button", name="Show the data").press("Enter")
    said = "You had: the United States; the Soviet Union; Vietnam."
    expect(output.get_by_role("list")).to_contain_text(said)
    output = view(lab, page, "keys/arms-fall.ipynb")
    output.get_by_label("Year", exact=True).focus()
    page.keyboard.type("1960")
    expect(status(output)).to_contain_text("Year: 1960. All is set")
    output.get_by_role("button", name="Show the data").press("Enter")
    expect(output.get_by_role("list")).to_contain_text("You chose 1960, 5 years too late")


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("name", ["china-power", "zhenbao-dead"])
def test_nothing_is_cut_or_hard_to_reach_in_either_theme(lab, page, scratch, name, theme):
    chosen = scratch / "settings" / "@jupyterlab" / "apputils-extension" / "themes.jupyterlab-settings"
    chosen.write_text(json.dumps({"theme": THEMES[theme]}), encoding="utf-8")
    output = view(lab, page, f"mouse/{name}.ipynb")
    expect(page.locator("body")).to_have_attribute("data-jp-theme-name", THEMES[theme])
    cut = """() => [...document.querySelectorAll('.jp-OutputArea button, .jp-OutputArea label')]
        .filter((e) => e.checkVisibility() && e.scrollWidth > e.clientWidth + 1)
        .map((e) => e.textContent)"""
    assert page.evaluate(cut) == []
    found = Axe().run(page, context=".jp-OutputArea").response["violations"]
    assert [barrier["id"] for barrier in found] == []
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
