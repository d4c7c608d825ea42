"""What the tests in a browser share: Chromium, a JupyterLab of their own, and hands."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import nbformat
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect, sync_playwright

from sinosoviet import bootstrap, pages

ROOT = Path(__file__).resolve().parents[2]
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
OUTSIDE = re.compile(r"^(?!data:|blob:|about:|(?:http|ws)://(?:127\.0\.0\.1|localhost)[:/])")
VIEW = "application/vnd.jupyter.widget-view+json"
SECONDS_TO_START = 90
TOKEN = "tests"
# To look into style sheets axe would ask for them again, some at addresses that are not there.
AXE = {"preload": False, "resultTypes": ["violations"]}
expect.set_options(timeout=15_000)


@contextmanager
def chromium(*flags):
    """A headless Chromium; without one the tests fail, since leaving them out is pytest's -m."""
    program = bootstrap.find_chromium()
    assert program, bootstrap.no_chromium_sentence()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=[*FLAGS, *flags])
        yield browser
        browser.close()


@contextmanager
def tab(browser, **options):
    """A new tab whose ``outside`` lists every request that would have left this computer."""
    context = browser.new_context(
        **{"viewport": {"width": 1280, "height": 900}, "service_workers": "block", **options}
    )
    page = context.new_page()
    page.outside = []

    def refuse(route):
        page.outside.append(route.request.url)
        route.abort()

    context.route(OUTSIDE, refuse)
    page.on(
        "websocket",
        lambda socket: page.outside.append(socket.url) if OUTSIDE.match(socket.url) else None,
    )
    yield page
    context.close()


class Quiet(SimpleHTTPRequestHandler):
    """Serves files without a word."""

    def log_message(self, *arguments):
        """Say nothing."""


@contextmanager
def served(folder):
    """The address of a small server of the files in a folder."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=folder))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def copy_of_the_notebooks(folder):
    """Copy the notebooks, so that nothing that JupyterLab saves reaches the checkout."""
    shutil.copytree(pages.folder(), folder / "notebooks", ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
    return folder


class Lab:
    """A running JupyterLab."""

    def __init__(self, address):
        self.address = address

    def ask(self, path, method="GET"):
        """The answer of the server's interface, from JSON."""
        request = urllib.request.Request(
            self.address + path, method=method, headers={"Authorization": f"token {TOKEN}"}
        )
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.loads(answer.read() or "null")

    def open(self, page, path):
        """Open a notebook in a tab and wait until its kernel can be used."""
        workspace = Path(path).stem
        page.goto(f"{self.address}/lab/workspaces/{workspace}/tree/{path}?token={TOKEN}")
        page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=60_000)
        # JupyterLab shows "idle" before there is a kernel, and then asks which one to take.
        wait_until(lambda: self.is_idle(path), f"no kernel for {path}")

    def is_idle(self, path):
        """Whether the notebook has a kernel that is connected and has nothing to do."""
        for session in self.ask("/api/sessions"):
            if session["path"] == path:
                kernel = session["kernel"]
                return kernel["execution_state"] == "idle" and kernel["connections"] > 0
        return False

    def run_all(self, page, path):
        """Clear all outputs, run all cells from the menu, and wait for the last, or for an error."""
        run_all(page, lambda: wait_until(lambda: self.is_idle(path), f"{path} is still running"))


@contextmanager
def lab(root, scratch):
    """A JupyterLab that serves ``root``, with no settings but the ones in ``scratch``."""
    settings = scratch / "settings" / "@jupyterlab" / "apputils-extension"
    settings.mkdir(parents=True)
    (settings / "notification.jupyterlab-settings").write_text(
        json.dumps({"fetchNews": "false", "checkForUpdates": False}), encoding="utf-8"
    )
    own = {
        "JUPYTERLAB_SETTINGS_DIR": "settings",
        "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
        "JUPYTER_CONFIG_DIR": "config",
        "JUPYTER_DATA_DIR": "data",
        "JUPYTER_RUNTIME_DIR": "runtime",
        "IPYTHONDIR": "ipython",
    }
    env = {
        **os.environ,
        **{name: str(scratch / folder) for name, folder in own.items()},
        "PYTHONPATH": str(ROOT),
    }
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--ip=127.0.0.1"]
    command += [f"--port={port}", "--ServerApp.port_retries=0", f"--ServerApp.root_dir={root}"]
    # As the command that opens the course has it.
    command += ["--ContentsManager.pre_save_hook=sinosoviet.pages.before_saving"]
    command += [f"--IdentityProvider.token={TOKEN}"]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        command.append("--allow-root")
    running = Lab(f"http://127.0.0.1:{port}")
    with (scratch / "lab.log").open("w", encoding="utf-8") as log:
        server = subprocess.Popen(command, cwd=root, env=env, stdout=log, stderr=subprocess.STDOUT)
        try:
            wait_until(lambda: answers(running, server), "JupyterLab did not start")
            yield running
        finally:
            stop(running, server)


def answers(running, server):
    """Whether the server answers yet; a server that has ended never will."""
    assert server.poll() is None, "JupyterLab ended at once"
    try:
        return running.ask("/api")
    except OSError:
        return False


def stop(running, server):
    """Ask a server to end its kernels and itself; end it by force if it does not."""
    try:
        running.ask("/api/shutdown", "POST")
        server.wait(20)
    except (OSError, subprocess.TimeoutExpired):
        server.kill()
        server.wait(20)


def wait_until(true, otherwise):
    """Wait until ``true()`` holds, and fail with the words ``otherwise`` if it never does."""
    end = time.monotonic() + SECONDS_TO_START
    while not true():
        assert time.monotonic() < end, otherwise
        time.sleep(0.2)


def menu(page, name, entry):
    """Choose an entry of JupyterLab's menu bar with the mouse."""
    page.locator("#jp-MainMenu").get_by_role("menuitem", name=name, exact=True).click()
    page.locator(".lm-Menu").get_by_role("menuitem", name=entry, exact=True).click()


# Every cell has a number, or one failed and none is running.
DONE = """() => {
    const prompts = [...document.querySelectorAll(".jp-CodeCell .jp-InputArea-prompt")]
        .map((prompt) => prompt.textContent);
    const failed = document.querySelector(".jp-OutputArea [data-mime-type$='stderr']");
    return failed && !prompts.some((prompt) => prompt.includes("*"))
        || prompts.every((prompt) => /\\d/.test(prompt));
}"""


def run_all(page, wait_for_the_kernel, seconds=120):
    """Clear all outputs, run all cells from the menu, and wait for the last, or for an error."""
    menu(page, "Edit", "Clear Outputs of All Cells")
    expect(page.locator(".jp-Notebook .jp-OutputArea-output")).to_have_count(0)
    menu(page, "Run", "Run All Cells")
    page.wait_for_function(DONE, timeout=seconds * 1000)
    wait_for_the_kernel()
    page.wait_for_function(
        "() => [...document.querySelectorAll('.jp-Notebook img')].every((i) => i.complete)"
    )


THEMES = ("JupyterLab Light", "JupyterLab Dark")


def choose_theme(page, theme):
    """Choose one of :data:`THEMES` in JupyterLab's menu."""
    page.locator("#jp-MainMenu").get_by_role("menuitem", name="Settings", exact=True).click()
    page.locator(".lm-Menu-item").get_by_text("Theme", exact=True).hover()
    page.locator(".lm-Menu-item").get_by_text(theme, exact=True).click()
    expect(page.locator("body")).to_have_attribute("data-jp-theme-name", theme)


def notebook(*calls):
    """A notebook with a code cell for each activity called, such as ``matrix()``."""
    return notebook_of(*(f"from sinosoviet import activities\nactivities.{call}" for call in calls))


def notebook_of(*codes):
    """A notebook with a heading and these code cells."""
    return nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_markdown_cell("# To try"), *map(nbformat.v4.new_code_cell, codes)],
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
    )


def stored(call, activity):
    """The notebook of one activity as the course keeps it: run, without what only a kernel keeps alive."""
    page = notebook(call)
    data, metadata = activity._repr_mimebundle_()
    page.cells[1].outputs = [nbformat.v4.new_output("display_data", data, metadata=metadata)]
    return pages.canonical(page)


def saved(folder, name):
    """The content of a reader's file that lies beside the notebooks of ``folder``."""
    return json.loads((folder / "my-work" / f"{name}.json").read_text(encoding="utf-8"))["content"]


def status(output):
    """What an activity says now."""
    return output.locator("[role=status], [role=alert]").last


def tab_to(page, control):
    """Press Tab until a control has the focus."""
    for _ in range(60):
        if control.evaluate("e => e === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never reaches {control}")


def cut_labels(page):
    """Texts of the buttons and labels in outputs that do not fit into their place."""
    return page.evaluate(
        """() => [...document.querySelectorAll('button, label, .widget-label')]
            .filter((e) => e.closest('.jp-OutputArea') && e.checkVisibility())
            .filter((e) => e.scrollWidth > e.clientWidth + 1)
            .map((e) => e.textContent)"""
    )


def barriers_in_outputs(page):
    """Names of the rules that axe finds broken in the outputs of a notebook."""
    found = Axe().run(page, context=".jp-OutputArea").response["violations"]
    return [barrier["id"] for barrier in found]


def keep_picture(of, name, **options):
    """With SHOTS set, keep a picture of an output or a page in that folder."""
    if "SHOTS" in os.environ:
        of.screenshot(path=f"{os.environ['SHOTS']}/{name}.png", **options)


class Shown:
    """A code cell with the output that the notebook stores for it."""

    def __init__(self, position, cell):
        self.position = position
        self.source = cell.source
        self.data = [dict(output.get("data", {})) for output in cell.outputs]
        self.text = "\n".join(data.get("text/plain", "") for data in self.data)
        self.is_explorer = any(VIEW in data for data in self.data)
        self.is_picture = any("image/png" in data for data in self.data)

    @property
    def states(self):
        """Sentence of each choice of an explorer, from the words that the notebook stores."""
        return dict(line.split(": ", 1) for line in self.text.splitlines()[1:])

    @property
    def label(self):
        """Name of an explorer's control, from the same words."""
        offer = self.text.splitlines()[0].removesuffix(f": {', '.join(self.states)}.")
        return re.split(r"(?<=[.?!]) ", offer)[-1]

    @property
    def sentences(self):
        """The sentences that its picture may have as alternative text."""
        return list(self.states.values()) if self.is_explorer else [self.text]


def shown(name):
    """The code cells of a page, with their stored outputs."""
    cells = [cell for cell in pages.load(name).cells if cell.cell_type == "code"]
    return [Shown(position, cell) for position, cell in enumerate(cells)]


class Hand:
    """Works one explorer, whichever control it has, by mouse and by keyboard."""

    def __init__(self, output, states, label):
        self.output = output
        self.label = label
        self.states = states
        self.choices = list(states)
        self.buttons = output.locator(".widget-toggle-buttons button")
        self.list = output.get_by_role("combobox", name=label, exact=True)
        self.picture = output.locator("img:visible")
        self.sources = {}

    def visit(self):
        """Choices to try: all of the buttons; the ends and the middle of a list."""
        if self.list.count():
            last = len(self.choices) - 1
            return [self.choices[at] for at in (0, last // 2, last)]
        return self.choices

    def click(self, choice):
        """Choose with the mouse and wait for the picture."""
        if self.list.count():
            self.list.select_option(choice)
        else:
            self.buttons.nth(self.choices.index(choice)).click()
        self.look(choice)

    def press(self, choice, key):
        """Choose with the keyboard alone, coming from a neighbor, and wait for the picture."""
        at = self.choices.index(choice)
        if self.list.count():
            self.list.focus()
            self.list.press("Home")
            for _ in range(at):
                self.list.press("ArrowDown")
        else:
            self.buttons.nth(at - 1 if at else 1).focus()
            self.output.page.keyboard.press("Tab" if at else "Shift+Tab")
            expect(self.buttons.nth(at)).to_be_focused()
            self.output.page.keyboard.press(key)
        self.look(choice)

    def look(self, choice):
        """Wait for the sentence of a choice as alternative text, and keep its picture."""
        expect(self.picture).to_have_attribute("alt", self.states[choice])
        self.sources[choice] = self.picture.get_attribute("src")

    def check(self):
        """Every choice visited so far has shown a picture of its own."""
        assert len(self.sources) > 1
        assert len(set(self.sources.values())) == len(self.sources)


class RadioHand(Hand):
    """Works one explorer of a page without a kernel, whose choices are radio buttons."""

    def __init__(self, output, states, label):
        super().__init__(output, states, label)
        self.group = output.get_by_role("group", name=re.compile(rf"{re.escape(label)}$"))

    def click(self, choice):
        """Choose with the mouse and wait for the picture."""
        self.group.locator("label").nth(self.choices.index(choice)).click()
        self.look(choice)

    def press(self, choice, keys):
        """Choose with the keyboard alone, coming from a neighbor; ``keys`` go on and back."""
        at = self.choices.index(choice)
        self.group.get_by_role("radio").nth(at - 1 if at else 1).focus()
        self.output.page.keyboard.press("Space")
        self.output.page.keyboard.press(keys[0] if at else keys[1])
        expect(self.group.get_by_role("radio", name=choice, exact=True)).to_be_focused()
        self.look(choice)

    def look(self, choice):
        """Wait for the picture of a choice, which must be the one that is checked, and keep it."""
        expect(self.group.get_by_role("radio", checked=True)).to_have_accessible_name(choice)
        super().look(choice)


def barriers(page, only=None):
    """What axe finds against WCAG, and whatever else it calls serious; ``only`` names one of its rules."""
    options = {**AXE, "runOnly": [only]} if only else AXE
    return [
        (rule["id"], node["html"][:200])
        for rule in Axe().run(page, options=options).response["violations"]
        for node in rule["nodes"]
        if rule["impact"] in ("serious", "critical") or any(tag.startswith("wcag") for tag in rule["tags"])
    ]


def visible_alternatives(output):
    """Alternative text of the charts that can be seen in an output; an empty grid to draw on is none."""
    charts = output.locator("img[src^='data:image/png']:visible")
    return [image.get_attribute("alt") for image in charts.all()]


def check_pictures(cells, found):
    """Each cell shows one picture or none, and it says what the notebook says; ``found`` has their words."""
    for cell, sentences in zip(cells, found, strict=True):
        assert len(sentences) == cell.is_picture, cell.source
        assert set(sentences) <= set(cell.sentences), cell.source


def check_nothing_failed(page):
    """No output of a notebook that was run holds an error or a warning."""
    said = page.locator(".jp-Notebook .jp-OutputArea")
    assert said.locator("[data-mime-type$='stderr']").all_text_contents() == []
    text = "\n".join(said.all_text_contents())
    assert not re.search(r"\w+(Warning|Error)\b|Traceback|Error displaying|Loading widget", text)


def open_by_mouse_and_keyboard(page, disclosure):
    """Open and close a ``<details>`` with the mouse, then with each key that should do it."""
    summary = disclosure.locator("summary")
    hidden = disclosure.locator(":scope > :not(summary)").first
    expect(hidden).to_be_hidden()
    summary.click()
    expect(hidden).to_be_visible()
    summary.click()
    expect(hidden).to_be_hidden()
    for key in ("Enter", "Space"):
        summary.focus()
        page.keyboard.press(key)
        expect(hidden).to_be_visible()
        page.keyboard.press(key)
        expect(hidden).to_be_hidden()
