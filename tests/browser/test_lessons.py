"""Single-file lessons opened from disk: no server, nothing beside them, explorers alive."""

import shutil

import pytest

from sinosoviet import lessons, pages
from tests.browser import steps

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return lessons.write(tmp_path_factory.mktemp("lessons"))[0].parent


@pytest.mark.parametrize("name", pages.names())
def test_a_lesson_opens_from_disk_by_itself(browser, folder, tmp_path, name):
    alone = tmp_path / f"{name}.html"
    shutil.copyfile(folder / alone.name, alone)
    asked = []
    with steps.tab(browser) as page:
        # The tab refuses file addresses too; here every request is listed instead.
        page.context.unroute_all()
        page.on("request", lambda request: asked.append(request.url))
        page.goto(alone.as_uri())
        outputs = page.locator(".jp-CodeCell")
        for cell in steps.shown(name):
            output = outputs.nth(cell.position).locator(".jp-OutputArea")
            if cell.is_explorer:
                hand = steps.RadioHand(output, cell.states, cell.label)
                for choice in hand.choices:
                    hand.click(choice)
                    hand.press(choice, ("ArrowRight", "ArrowLeft"))
                hand.check()
            elif cell.is_picture:
                assert steps.visible_alternatives(output) == cell.sentences
    assert [url for url in asked if not url.startswith("data:")] == [alone.as_uri()]
