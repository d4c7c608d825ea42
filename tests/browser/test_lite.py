"""The lab in the browser, offline: every page opened, run and worked, with nothing asked outside."""

import json
import re

import pytest
from playwright.sync_api import expect

from sinosoviet import lite, pages
from sinosoviet.lite import parts
from sinosoviet.site import forms
from sinosoviet.site.page import Page
from sinosoviet.site.pictures import Pictures
from tests import lite as inputs
from tests.browser import steps

pytestmark = pytest.mark.browser
CLAIMS = "10-argument-claims"


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """Address of a site with the offline lab, below a folder as on a school's server."""
    school = tmp_path_factory.mktemp("school")
    with inputs.built(school / "split" / lite.FOLDER), steps.served(school) as address:
        link_from_a_page(school / "split")
        yield f"{address}/split"


def link_from_a_page(folder):
    """Write the top of a page of the site, with the links that it has when the lab is there."""
    page = Page(CLAIMS, pages.load(CLAIMS), Pictures(folder), forms.there(folder))
    (folder / "course").mkdir()
    (folder / "course" / f"{CLAIMS}.html").write_text(page.written().cells[0].source, encoding="utf-8")


@pytest.fixture(scope="module")
def reader(site):
    """A browser that keeps what it was given, as a reader's does; ``asked`` lists requests to outside."""
    with inputs.gate() as (asked, flag), steps.chromium(flag) as browser:
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        context.asked = asked
        yield context
        context.close()
        assert asked == []


def output(page, cell):
    return page.locator(".jp-Notebook .jp-CodeCell").nth(cell.position).locator(".jp-OutputArea")


def says(area, words):
    expect(area.locator("[role=status], [role=alert]")).to_have_text(re.compile(words), timeout=30_000)


@pytest.fixture(scope="module", params=pages.names())
def ran(request, reader, site):
    """A page after Run All."""
    with inputs.opened(reader, site, request.param) as page:
        page.name = request.param
        page.cells = steps.shown(request.param)
        inputs.run_all(page)
        yield page


def test_it_runs_without_an_error_or_a_warning(ran):
    steps.check_nothing_failed(ran)


def test_every_picture_says_what_the_page_says(ran):
    expect(ran.locator(".jp-Notebook .jp-CodeCell")).to_have_count(len(ran.cells))
    steps.check_pictures(ran.cells, [steps.visible_alternatives(output(ran, cell)) for cell in ran.cells])


def test_explorers_answer_mouse_and_keyboard(ran):
    for cell in filter(lambda cell: cell.is_explorer, ran.cells):
        hand = steps.Hand(output(ran, cell), cell.states, cell.label)
        for choice in hand.visit():
            hand.click(choice)
        hand.check()
        hand.press(hand.choices[0], "Enter")


def test_a_page_of_the_site_opens_in_the_lab_with_one_click(reader, site):
    page = reader.new_page()
    page.goto(f"{site}/course/{CLAIMS}.html")
    page.get_by_role("link", name="Run and change this page in your browser").click()
    title = pages.load(CLAIMS).metadata["sinosoviet"]["title"]
    expect(page.locator(".jp-Notebook h1")).to_contain_text(title, timeout=inputs.SECONDS * 1000)
    page.close()


def test_an_activity_saves_in_the_browser_and_as_a_file(reader, site):
    call = next(cell for cell in steps.shown(CLAIMS) if "claim_check()" in cell.source)
    with inputs.opened(reader, site, CLAIMS) as page:
        inputs.run_all(page)
        area = output(page, call)
        verdict = area.locator(".widget-toggle-buttons button")
        for at, word in ((2, "wrong"), (1, "imprecise"), (2, "wrong")):
            verdict.nth(at).click()
            says(area, f"Judged: {word}. Saved in my-work/claims.json")
    with inputs.opened(reader, site, CLAIMS) as page:
        inputs.run_all(page)
        area = output(page, call)
        says(area, "Opened my-work/claims.json")
        expect(area.locator(".widget-toggle-buttons button").nth(2)).to_have_class(re.compile("mod-active"))
        area.get_by_role("button", name="Your file").click()
        area.get_by_role("button", name="Copy to hand in").click()
        with page.expect_download() as download:
            area.get_by_role("link", name="Download claims.json").click()
        saved = json.loads(download.value.path().read_text("utf-8"))
        assert saved["content"]["answers"]["claim-course-01"]["verdict"] == "wrong"
        listed = page.evaluate(
            """async () => {
                const contents = window.jupyterapp.serviceManager.contents;
                const folder = await contents.get("notebooks/my-work", { content: true });
                return folder.content.map((file) => file.name);
            }"""
        )
        assert listed == ["claims.json"]


def test_a_changed_page_is_kept(reader, site):
    name = pages.names()[0]
    with inputs.opened(reader, site, name) as page:
        page.locator(".jp-CodeCell .cm-content").nth(1).click()
        page.keyboard.press("Control+a")
        page.keyboard.type("'My own ' + 'line'")
        page.keyboard.press("Shift+Enter")
        said = page.locator(".jp-CodeCell .jp-OutputArea").nth(1)
        expect(said).to_contain_text("My own line", timeout=60_000)
        page.keyboard.press("Control+s")
        page.wait_for_function("() => !window.jupyterapp.shell.currentWidget.context.model.dirty")
    with inputs.opened(reader, site, name) as page:
        expect(page.locator(".jp-CodeCell .cm-content").nth(1)).to_have_text("'My own ' + 'line'")


def test_tables_can_be_opened(reader, site):
    page = reader.new_page()
    page.goto(f"{site}/{lite.FOLDER}/tree/index.html?path=data")
    expect(page.get_by_text("warheads.csv")).to_be_visible(timeout=60_000)
    page.close()


def test_a_request_that_leaves_the_computer_would_be_seen(reader):
    before = len(reader.asked)
    page = reader.new_page()
    page.goto("http://outside.invalid/")
    page.close()
    assert "http://outside.invalid/" in reader.asked[before:]
    del reader.asked[before:]


def test_the_public_lab_asks_only_the_release(tmp_path, reader):
    name = pages.names()[0]
    with inputs.built(tmp_path / lite.FOLDER, offline=False), steps.served(tmp_path) as address:
        given = []

        def give(route):
            file = route.request.url.removeprefix(parts.RELEASE)
            given.append(file)
            if (inputs.release() / file).is_file():
                route.fulfill(path=inputs.release() / file, headers={"Access-Control-Allow-Origin": "*"})
            else:
                route.abort()

        reader.route(f"{parts.RELEASE}**", give)
        with inputs.opened(reader, address, name) as page:
            inputs.run_all(page)
            cell = next(cell for cell in steps.shown(name) if cell.is_picture)
            assert steps.visible_alternatives(output(page, cell)) == cell.sentences
    assert any(file.startswith("numpy-") for file in given)
    assert all((inputs.release() / file).is_file() for file in given)
    assert reader.asked == []
