"""Every page as HTML, with no kernel and no network: live, accessible, and good on paper."""

from itertools import pairwise

import nbformat
import pandas as pd
import pytest

from sinosoviet import export, pages
from sinosoviet.charts.chart import Chart
from sinosoviet.explorers import Explorer
from tests.browser import steps

pytestmark = pytest.mark.browser
# The arrow keys, not the Tab key, go from one radio button of a group to the next.
CONTROLS = "a[href], button, summary, input:checked, select, [role=region][tabindex]"


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """A folder, and the address at which it is served."""
    folder = tmp_path_factory.mktemp("export")
    with steps.served(folder) as address:
        yield folder, address


@pytest.fixture(scope="module", params=pages.names())
def opened(request, site, browser):
    """An exported page, with its explorers alive."""
    folder, address = site
    export.page(request.param, folder)
    with steps.tab(browser) as page:
        page.name = request.param
        page.cells = steps.shown(request.param)
        page.goto(f"{address}/{request.param}.html")
        yield page


def outputs(page, cell):
    return page.locator(".jp-CodeCell").nth(cell.position).locator(".jp-OutputArea")


def hands(page):
    explorers = (cell for cell in page.cells if cell.is_explorer)
    return [steps.RadioHand(outputs(page, cell), cell.states, cell.label) for cell in explorers]


def said(page):
    return [steps.visible_alternatives(outputs(page, cell)) for cell in page.cells]


def test_every_picture_says_what_the_page_says(opened):
    steps.check_pictures(opened.cells, said(opened))
    for image in opened.locator("img").all():
        assert len(image.get_attribute("alt")) > 40
        assert "No description" not in image.get_attribute("alt")


def test_explorers_answer_the_mouse(opened):
    for hand in hands(opened):
        for choice in hand.visit():
            hand.click(choice)
        hand.check()


@pytest.mark.parametrize("keys", [("ArrowRight", "ArrowLeft"), ("ArrowDown", "ArrowUp")])
def test_explorers_answer_the_keyboard(opened, keys):
    for hand in hands(opened):
        for choice in hand.visit():
            hand.press(choice, keys)
        hand.check()


def test_the_chosen_state_is_seen_in_a_readers_own_colors(opened):
    opened.emulate_media(forced_colors="active")
    grounds = "all => all.map((label) => getComputedStyle(label).backgroundColor)"
    for hand in hands(opened):
        chosen = hand.group.locator("input:checked + label").evaluate_all(grounds)
        others = hand.group.locator("input:not(:checked) + label").evaluate_all(grounds)
        assert len(chosen) == 1 and others and chosen[0] not in others
    opened.emulate_media(forced_colors="none")


def test_checks_and_rows_open_by_mouse_and_keyboard(opened):
    for disclosure in opened.locator("main details:visible").all():
        steps.open_by_mouse_and_keyboard(opened, disclosure)


def test_every_control_is_reached_with_the_tab_key(opened):
    opened.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
    wanted = opened.locator(CONTROLS).locator("visible=true").count()
    opened.evaluate("getSelection().setPosition(document.body, 0)")
    reached = 0
    for _ in range(wanted + 1):
        opened.keyboard.press("Tab")
        reached += opened.evaluate(
            """(controls) => {
                const now = document.activeElement;
                const is_new = now.matches(controls) && !now.dataset.reached;
                now.dataset.reached = "yes";
                return is_new;
            }""",
            CONTROLS,
        )
    missed = opened.locator(f":is({CONTROLS}):not([data-reached])").locator("visible=true")
    assert missed.all_inner_texts() == []
    assert reached == wanted


def test_headings_are_in_order(opened):
    levels = opened.evaluate(
        "() => [...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map((h) => +h.tagName[1])"
    )
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(below <= above + 1 for above, below in pairwise(levels))


def test_the_page_says_its_language_and_its_title(opened):
    assert opened.locator("html").get_attribute("lang") == "en"
    assert opened.title() == opened.locator("h1").inner_text()


def test_links_within_the_page_lead_somewhere(opened):
    dead = opened.evaluate(
        """() => [...document.querySelectorAll("a[href^='#']")].map((a) => a.getAttribute("href"))
            .map((href) => href.slice(1))
            .filter((id) => !document.getElementById(id))
            .filter((id) => !document.getElementById(decodeURIComponent(id)))"""
    )
    assert dead == []


@pytest.mark.parametrize("width", [1280, 390])
def test_it_is_accessible(opened, width):
    opened.set_viewport_size({"width": width, "height": 900})
    opened.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
    found = steps.barriers(opened)
    opened.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = false; })")
    opened.set_viewport_size({"width": 1280, "height": 900})
    assert found == []


def test_nothing_is_cut_off_on_a_phone(opened):
    opened.set_viewport_size({"width": 390, "height": 800})
    cut = opened.evaluate(
        """() => [document.documentElement, ...document.querySelectorAll("main *")]
            .filter((e) => e.scrollWidth > e.clientWidth + 1)
            .filter((e) => e === document.documentElement || getComputedStyle(e).overflowX === "hidden")
            .map((e) => `${e.className}: ${e.textContent.trim().slice(0, 80)}`)"""
    )
    opened.set_viewport_size({"width": 1280, "height": 900})
    assert cut == []


def test_it_prints_with_every_picture(opened):
    # A picture that is shown twice is stored once.
    pictures = {image.get_attribute("src") for image in opened.locator("img[src^='data:image/png']").all()}
    opened.emulate_media(media="print")
    for cell, found in zip(opened.cells, said(opened), strict=True):
        assert found == (cell.sentences if cell.is_picture else []), cell.source
    printed = opened.pdf()
    opened.emulate_media(media="screen")
    assert printed.count(b"/Subtype /Image") >= len(pictures)


def test_without_scripts_it_is_complete(opened, browser):
    with steps.tab(browser, java_script_enabled=False) as page:
        page.goto(opened.url)
        page.cells = opened.cells
        steps.check_pictures(page.cells, said(page))
        for hand in hands(page):
            hand.click(hand.choices[-1])
        assert page.outside == []


def test_no_script_and_no_request_leaves_the_computer(opened):
    assert opened.locator("script").count() == 0
    assert opened.outside == []


def test_many_states_are_named_and_answer_too(site, browser, monkeypatch):
    folder, address = site
    monkeypatch.setattr(export.pages, "load", lambda name: page_with_many_states())
    export.page("many", folder)
    states = {str(n): f"Number {n}." for n in range(20)}
    with steps.tab(browser) as page:
        page.goto(f"{address}/many.html")
        hand = steps.RadioHand(page.locator(".jp-OutputArea"), states, "Number")
        for choice in hand.visit():
            hand.click(choice)
        hand.check()
        assert steps.barriers(page) == []
        assert page.outside == []


def page_with_many_states():
    """A notebook as stored after a run, with an explorer of too many states for buttons."""
    from ipywidgets.embed import embed_data

    explorer = Explorer("Numbers.", "Number", {str(n): number(n) for n in range(20)}, "0")
    output = nbformat.v4.new_output("display_data", explorer._repr_mimebundle_())
    cell = nbformat.v4.new_code_cell("numbers", outputs=[output])
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("# Numbers"), cell])
    state = embed_data(views=[explorer.widget])["manager_state"]
    notebook.metadata["widgets"] = {"application/vnd.jupyter.widget-state+json": state}
    return notebook


def number(n):
    return Chart(
        f"number-{n}",
        title=str(n),
        sentence=f"Number {n}.",
        table=pd.DataFrame({"number": [n]}),
        draw=lambda figure, rows, colors: figure.text(0.05 * n, 0.5, str(n)),
        sources=(),
        tables=(),
    )
