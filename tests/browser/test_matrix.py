"""The evidence matrix in JupyterLab: by mouse, by keyboard alone, and after a new start."""

import shutil

import nbformat
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from sinosoviet.activities import evidence
from tests.browser import steps

pytestmark = pytest.mark.browser
PATH = "matrix.ipynb"
PIECES = evidence.load_pieces()
EXPLANATIONS = evidence.load_explanations()


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    folder = tmp_path_factory.mktemp("course")
    nbformat.write(steps.notebook("matrix()"), folder / PATH)
    return folder


@pytest.fixture
def page(page, lab, root):
    """The matrix just run, with nothing saved yet."""
    shutil.rmtree(root / "my-work", ignore_errors=True)
    page.set_viewport_size({"width": 1280, "height": 1600})
    lab.open(page, PATH)
    lab.run_all(page, PATH)
    expect(page.locator(".jp-OutputArea").get_by_role("button", name="Undo")).to_be_visible()
    return page


def row(page, number):
    """The line of controls of one explanation."""
    return page.locator(".widget-toggle-buttons", has_text=EXPLANATIONS[number].label).locator("..")


def told(page):
    return steps.status(page.locator(".jp-OutputArea"))


def test_by_mouse_and_again_after_a_new_start(page, root, lab):
    page.get_by_label("Pages").select_option(PIECES[-1].page)
    page.get_by_role("button", name="Next", exact=True).click()
    there = len([piece for piece in PIECES if piece.page == PIECES[-1].page])
    expect(page.locator(".jp-OutputArea")).to_contain_text(f"Piece 2 of {there}")
    piece = page.get_by_label("Piece", exact=True).input_value()
    row(page, 0).get_by_role("button", name="––", exact=True).click()
    expect(told(page)).to_have_text(
        f"{EXPLANATIONS[0].name}: strongly against. Saved in my-work/matrix.json."
    )
    row(page, 0).get_by_label("Why").fill("It came after the break.")
    row(page, 0).get_by_label("Why").press("Tab")
    expect(told(page)).to_contain_text("Reason for")
    (cells,) = steps.saved(root, "matrix")["cells"].values()
    assert cells == {EXPLANATIONS[0].id: {"mark": "strongly against", "reason": "It came after the break."}}
    page.get_by_role("button", name="high", exact=True).click()
    expect(told(page)).to_contain_text("Reliability of this piece: high.")
    (grade,) = steps.saved(root, "matrix")["grades"].values()
    assert grade == {"grade": "high"}
    table = page.locator(".jp-OutputArea table", has=page.locator("caption", has_text=PIECES[-1].page))
    expect(table.locator("td", has_text="––")).to_have_count(1)
    lab.run_all(page, PATH)
    expect(told(page)).to_have_text("Opened my-work/matrix.json. Every change is saved there.")
    page.get_by_label("Piece", exact=True).select_option(piece)
    expect(row(page, 0).locator(".mod-active")).to_have_text("––")
    expect(row(page, 0).get_by_label("Why")).to_have_value("It came after the break.")


def test_by_keyboard_alone(page, root):
    piece = page.get_by_label("Piece", exact=True)
    piece.focus()
    # JupyterLab takes the arrows of a list that is closed, to go from cell to cell.
    for key in ("Space", "ArrowDown", "Enter"):
        page.keyboard.press(key)
    expect(page.locator(".jp-OutputArea")).to_contain_text(f"Piece 2 of {len(PIECES)}")
    steps.tab_to(page, page.get_by_title(f"{EXPLANATIONS[2].name}: against", exact=True))
    page.keyboard.press("Enter")
    expect(told(page)).to_contain_text(f"{EXPLANATIONS[2].name}: against.")
    expect(row(page, 2).get_by_role("button", name="–", exact=True)).to_be_focused()
    for _ in range(4):
        page.keyboard.press("Tab")
    page.keyboard.type("The dates do not fit.")
    page.keyboard.press("Tab")
    expect(told(page)).to_contain_text("Reason for")
    wanted = {"mark": "against", "reason": "The dates do not fit."}
    assert steps.saved(root, "matrix")["cells"] == {PIECES[1].id: {EXPLANATIONS[2].id: wanted}}
    page.get_by_role("button", name="Undo").focus()
    for key in ("Enter", "Space"):
        page.keyboard.press(key)
        expect(told(page)).to_contain_text("taken back")
    expect(row(page, 2).locator(".mod-active")).to_have_text("blank")
    assert steps.saved(root, "matrix")["cells"] == {}


@pytest.mark.parametrize("key", ["Enter", "Space"])
def test_every_panel_opens_by_keyboard(page, key):
    wanted = {
        "What decides": "Mark one piece",
        "If one piece is wrong": "nothing to doubt yet",
        "Compare": "Choose a historian",
        "Add a piece": "up to 10 pieces",
        "How this is counted": "Heuer 1999",
        "Whole matrix": PIECES[0].date,
    }
    for name, text in wanted.items():
        page.get_by_role("button", name=name, exact=True).focus()
        page.keyboard.press(key)
        shown = page.locator(".jp-OutputArea").get_by_text(text).locator("visible=true")
        expect(shown.first).to_be_visible()


def test_the_explanations_open_by_mouse_and_keyboard(page):
    steps.open_by_mouse_and_keyboard(page, page.locator(".jp-OutputArea details:visible").first)


def test_a_historian_and_a_classmate_are_compared(page, root):
    row(page, 0).get_by_role("button", name="++", exact=True).click()
    page.get_by_role("button", name="Compare", exact=True).click()
    choice = page.get_by_label("Compare with")
    side = next(iter(evidence.load_profiles().values()))
    choice.select_option(f"{side.name}, as the editors read it")
    expect(page.locator(".jp-OutputArea")).to_contain_text("editors’ reading of the historian’s work")
    mine = (root / "my-work" / "matrix.json").read_bytes()
    with page.expect_file_chooser() as chosen:
        page.get_by_role("button", name="Add classmates’ files").click()
    chosen.value.set_files(
        [{"name": f"{name}.json", "mimeType": "application/json", "buffer": mine} for name in ("ann", "bo")]
    )
    expect(page.locator(".jp-OutputArea")).to_contain_text("3 matrices compared")
    assert (root / "my-work" / "matrix.json").read_bytes() == mine


def test_no_barrier_is_found(page):
    # JupyterLab's own frame is not the course's; the active cell is.
    found = Axe().run(page, context=".jp-OutputArea-output", options={"runOnly": ["wcag2a", "wcag2aa"]})
    assert found.response["violations"] == []
