"""How long a reader waits: from a key press to the new picture, as a ratio within one run."""

import nbformat
import pytest

from sinosoviet import explorers, export, pages
from sinosoviet.charts import alliance
from tests.bench import clock
from tests.browser import steps

pytestmark = [pytest.mark.bench, pytest.mark.browser]
PRESSES = 24
WANTED_MS = 50
# From the key to the frame after the one in which another picture is in the page and decoded.
WATCH = """
() => {
  const frame = () => new Promise(requestAnimationFrame);
  const picture = () => [...document.querySelectorAll(".jp-OutputArea img")]
    .find((image) => image.checkVisibility());
  window.taken = null;
  document.addEventListener("keydown", async (event) => {
    const before = picture().src;
    while (!picture() || picture().src === before) await frame();
    await picture().decode();
    await frame();
    window.taken = performance.now() - event.timeStamp;
  }, { capture: true, once: true });
}
"""


def waits(page, ready):
    """Milliseconds from key to picture, for presses that each choose another state.

    ``ready(turn)`` puts the focus where it belongs and gives the key to press.
    """
    taken = []
    for turn in range(1, PRESSES + 1):
        key = ready(turn)
        page.evaluate(WATCH)
        page.keyboard.press(key)
        page.wait_for_function("window.taken !== null", timeout=20_000)
        taken.append(page.evaluate("window.taken"))
    return taken


def next_button(buttons):
    """Moves the focus from button to button, beginning after the one that is on."""
    start = buttons.evaluate_all("all => all.findIndex((b) => b.classList.contains('mod-active'))")

    def ready(turn):
        buttons.nth((start + turn) % buttons.count()).focus()
        return "Enter"

    return ready


@pytest.fixture
def exported(tmp_path, monkeypatch):
    """The explorer of the course in an exported page: no kernel, no server."""
    years = [str(year) for year in range(alliance.FIRST, alliance.LAST + 1)]
    notebook = pages.execute(steps.notebook_of("from sinosoviet import explorers\nexplorers.alliance_year()"))
    assert list(explorers.alliance_year().states) == years
    monkeypatch.setattr(export.pages, "load", lambda name: notebook)
    return export.page("speed", tmp_path / "export")


@pytest.fixture
def interact(tmp_path):
    """The same charts through ipywidgets' own ``interact``, in a folder for JupyterLab."""
    root = tmp_path / "lab"
    root.mkdir()
    code = (
        "from ipywidgets import ToggleButtons, interact\n"
        "from sinosoviet.charts.alliance import FIRST, LAST, alliance_year\n"
        "_ = interact(alliance_year, year=ToggleButtons(options=range(FIRST, LAST + 1)))"
    )
    nbformat.write(steps.notebook_of(code), root / "interact.ipynb")
    return root


def test_an_explorer_answers_at_once(exported, interact, tmp_path):
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    with steps.chromium() as browser, steps.lab(interact, scratch) as lab:
        with steps.served(exported.parent) as address, steps.tab(browser) as page:
            page.goto(f"{address}/{exported.name}")
            page.get_by_role("radio", checked=True).focus()
            without_kernel = waits(page, lambda turn: "ArrowRight")
        with steps.tab(browser) as page:
            lab.open(page, "interact.ipynb")
            lab.run_all(page, "interact.ipynb")
            buttons = page.locator(".widget-toggle-buttons button")
            buttons.first.wait_for()
            page.locator(".jp-OutputArea img:visible").first.wait_for()
            through_kernel = waits(page, next_button(buttons))
    clock.check_quick(
        f"key to picture, {PRESSES} times, explorer without a kernel",
        without_kernel,
        through_kernel,
        to="interact in JupyterLab",
        wanted=WANTED_MS,
    )
