"""What students wrote runs nowhere: not in feedback pages, not in the marking sheet, not in formgrader."""

import zipfile

import nbformat
import pytest
from playwright.sync_api import expect

pytest.importorskip("nbgrader")

from sinosoviet.assignments import commands
from tests import assignment_course as small
from tests import broken_submissions as broken
from tests.browser import steps

pytestmark = pytest.mark.browser
HOSTILE = ("hostile-markdown", "html-output", "hostile-metadata", "formula")


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A course whose class handed in hostile work, and was marked."""
    root = tmp_path_factory.mktemp("hostile")
    found = small.make(root / "course")
    commands.make(found)
    copy = nbformat.read(found.folder("release", small.NAME, f"{small.NAME}.ipynb"), as_version=4)
    with zipfile.ZipFile(root / "in.zip", "w") as archive:
        for case in broken.cases(copy, found, copy):
            if case.name in HOSTILE:
                archive.writestr(f"{case.name}/{small.NAME}.ipynb", case.files[f"{small.NAME}.ipynb"])
    commands.mark(found, root / "in.zip", quiet=True)
    return found


def test_hostile_work_runs_nowhere_in_what_is_given_back(course, browser):
    pages = [*course.folder("feedback").rglob("*.html"), *course.folder("marks").rglob("*.html")]
    assert len(pages) == len(HOSTILE) + 1
    with steps.served(course.root) as address:
        for path in pages:
            with steps.tab(browser) as page:
                page.goto(f"{address}/{path.relative_to(course.root).as_posix()}")
                page.wait_for_timeout(300)
                assert "owned" not in page.title(), path
                assert not page.locator("[href*='script:']").count()
                assert page.outside == [], path
                assert page.evaluate("document.scripts.length") == 0
                page.set_viewport_size({"width": 360, "height": 700})
                assert page.evaluate("document.documentElement.scrollWidth") <= 360, path


def test_formgrader_shows_the_class_runs_nothing_and_takes_marks(course, browser, tmp_path):
    marked = {path: path.read_bytes() for path in course.folder("autograded").rglob("*.ipynb")}
    with steps.lab(course.root, tmp_path) as lab, steps.tab(browser) as page:
        page.goto(f"{lab.address}/formgrader?token={steps.TOKEN}")
        page.goto(f"{lab.address}/formgrader/manage_submissions/{small.NAME}")
        expect(page.locator("td.status")).to_have_text(["needs manual grading"] * len(HOSTILE))
        # Its button for running students' code without walls says so and does nothing.
        page.locator("td.autograde a").first.click()
        expect(page.locator(".modal-body")).to_contain_text("Nothing was run and nothing was changed")
        assert {path: path.read_bytes() for path in marked} == marked
        page.goto(f"{lab.address}/formgrader/gradebook/{small.NAME}/{small.NAME}")
        links = page.locator("td a[href*='/submissions/']")
        expect(links.first).to_be_attached()
        addresses = {link.get_attribute("href") for link in links.all()}
        assert len(addresses) == len(HOSTILE)
        for address in addresses:
            page.goto(lab.address + address)
            points = page.locator("#grain-why.score")
            expect(points).to_have_class("score tabbable needs_manual_grade")
            page.wait_for_timeout(300)
            assert "owned" not in page.title(), address
            with page.expect_response(lambda answer: "/api/grade/" in answer.url) as saved:
                points.fill("4")
                points.press("Tab")
            assert saved.value.ok
    assert {status for _, status, *_ in commands.merge(course)} == {"marked"}
