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
