"""What students wrote runs nowhere: not in feedback pages, not in the marking sheet, not in formgrader."""

import zipfile

import nbformat
import pytest

pytest.importorskip("nbgrader")

from nbconvert.exporters import HTMLExporter

from sinosoviet.assignments import commands
from tests import assignment_course as small
from tests import broken_submissions as broken
from tests.browser import steps

pytestmark = pytest.mark.browser
HOSTILE = ("hostile-markdown", "html-output", "hostile-metadata", "formula")


def test_hostile_work_runs_nowhere(tmp_path):
    course = small.make(tmp_path / "course")
    commands.make(course)
    copy = nbformat.read(course.folder("release", small.NAME, f"{small.NAME}.ipynb"), as_version=4)
    with zipfile.ZipFile(tmp_path / "in.zip", "w") as archive:
        for case in broken.cases(copy, course, copy):
            if case.name in HOSTILE:
                archive.writestr(f"{case.name}/{small.NAME}.ipynb", case.files[f"{small.NAME}.ipynb"])
    commands.mark(course, tmp_path / "in.zip", quiet=True)
    pages = [*course.folder("feedback").rglob("*.html"), *course.folder("marks").rglob("*.html")]
    assert len(pages) == len(HOSTILE) + 1
    exporter = HTMLExporter()
    for path in course.folder("autograded").rglob("*.ipynb"):
        shown = course.folder("shown", f"{path.parents[1].name}.html")
        shown.parent.mkdir(exist_ok=True)
        shown.write_text(exporter.from_filename(str(path))[0], encoding="utf-8")
        pages.append(shown)
    with steps.chromium() as browser, steps.served(course.root) as address:
        for path in pages:
            with steps.tab(browser) as page:
                page.goto(f"{address}/{path.relative_to(course.root).as_posix()}")
                page.wait_for_timeout(300)
                assert "owned" not in page.title(), path
                assert not page.locator("[href*='script:']").count()
                if path.parent.name != "shown":
                    assert page.outside == [], path
                    assert page.evaluate("document.scripts.length") == 0
