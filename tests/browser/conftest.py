"""Fixtures of the tests in a browser.

They last for one module: while Playwright runs, its thread has an event loop, and the tests of
other modules may need to start their own.
"""

import pytest

from tests.browser import steps


@pytest.fixture(scope="module")
def browser():
    """A headless Chromium."""
    with steps.chromium() as running:
        yield running


@pytest.fixture(scope="module")
def lab(root, tmp_path_factory):
    """A JupyterLab that serves the module's ``root``."""
    with steps.lab(root, tmp_path_factory.mktemp("lab")) as running:
        yield running


@pytest.fixture
def page(browser):
    """A tab that must ask for nothing outside this computer."""
    with steps.tab(browser) as opened:
        yield opened
        assert opened.outside == []
