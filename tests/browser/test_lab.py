"""Every page in JupyterLab, as a reader meets it: opened, run, clicked and typed in."""

import re

import nbformat
import pytest
from playwright.sync_api import expect

from sinosoviet import pages
from tests.browser import steps

pytestmark = pytest.mark.browser
YEARS = [str(year) for year in range(1964, 1992)]
LONG_LIST = steps.notebook_of(
    "from sinosoviet import charts\n"
    "from sinosoviet.explorers import Explorer\n"
    f"states = {{year: charts.warheads(mark=int(year)) for year in {YEARS}}}\n"
    f"Explorer('Warheads.', 'Year', states, '{YEARS[0]}')"
)


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    root = steps.copy_of_the_notebooks(tmp_path_factory.mktemp("course"))
    nbformat.write(LONG_LIST, root / "notebooks" / "list.ipynb")
    return root


@pytest.fixture(scope="module", params=pages.names())
def ran(request, lab, browser):
    """A page after Run All; ``before`` has what its pictures said when it was just opened."""
    path = f"notebooks/{request.param}.ipynb"
    with steps.tab(browser) as page:
        lab.open(page, path)
        page.cells = steps.shown(request.param)
        page.before = [alternatives(page, cell) for cell in page.cells]
        lab.run_all(page, path)
        yield page


def outputs(page, cell):
    return page.locator(".jp-Notebook .jp-CodeCell").nth(cell.position).locator(".jp-OutputArea")


def alternatives(page, cell):
    return steps.visible_alternatives(outputs(page, cell))


def test_the_course_has_something_to_try():
    cells = [cell for name in pages.names() for cell in steps.shown(name)]
    assert any(cell.is_explorer for cell in cells)
    assert any(cell.is_picture and not cell.is_explorer for cell in cells)


def test_it_runs_without_an_error_or_a_warning(ran):
    steps.check_nothing_failed(ran)


def test_every_cell_has_its_output(ran):
    expect(ran.locator(".jp-Notebook .jp-CodeCell")).to_have_count(len(ran.cells))
    for cell in ran.cells:
        found = outputs(ran, cell).locator(".jp-OutputArea-output")
        expect(found).to_have_count(len(cell.data))
        for output in found.all():
            output.scroll_into_view_if_needed()
            expect(output).to_contain_text(re.compile(r"\w"), use_inner_text=True)


def test_a_fresh_copy_shows_its_pictures_before_anything_is_run(ran):
    steps.check_pictures(ran.cells, ran.before)


def test_every_picture_says_what_the_page_says(ran):
    steps.check_pictures(ran.cells, [alternatives(ran, cell) for cell in ran.cells])


def test_explorers_answer_the_mouse(ran):
    for cell in filter(lambda cell: cell.is_explorer, ran.cells):
        hand = steps.Hand(outputs(ran, cell), cell.states, cell.label)
        for choice in hand.visit():
            hand.click(choice)
        hand.check()


@pytest.mark.parametrize("key", ["Enter", "Space"])
def test_explorers_answer_the_keyboard(ran, key):
    for cell in filter(lambda cell: cell.is_explorer, ran.cells):
        hand = steps.Hand(outputs(ran, cell), cell.states, cell.label)
        for choice in hand.visit():
            hand.press(choice, key)
        hand.check()


def test_checks_and_rows_open_by_mouse_and_keyboard(ran):
    for cell in ran.cells:
        found = outputs(ran, cell).locator("details:visible").all()
        assert found or "quiz." not in cell.source
        for disclosure in found:
            steps.open_by_mouse_and_keyboard(ran, disclosure)


def test_no_request_leaves_the_computer(ran):
    assert ran.outside == []


def test_a_long_list_is_named_and_answers(lab, browser):
    with steps.tab(browser) as page:
        path = "notebooks/list.ipynb"
        lab.open(page, path)
        lab.run_all(page, path)
        output = page.locator(".jp-OutputArea")
        hand = steps.Hand(output, {year: year for year in YEARS}, "Year")
        for year in (YEARS[5], YEARS[-1]):
            hand.list.select_option(year)
            expect(hand.picture).to_have_attribute("alt", re.compile(rf"\b{year}\b"))
        named = [node for rule, node in steps.barriers(page) if "select" in node or rule.endswith("name")]
        assert [node for node in named if "widget" in node] == []
