"""How long a reader waits in the lab in the browser: from the click to the first chart drawn anew."""

import os
import time

import pytest

from sinosoviet import lite, pages
from tests import lite as inputs
from tests.browser import steps

pytestmark = [pytest.mark.bench, pytest.mark.browser]
FIRST, SECOND = 30, 15


def wait(reader, site):
    """Seconds from the click on the link to the first chart that Python in the browser has drawn."""
    begun = time.monotonic()
    with inputs.opened(reader, site, pages.names()[0]) as page:
        steps.menu(page, "Edit", "Clear Outputs of All Cells")
        steps.menu(page, "Run", "Run All Cells")
        page.wait_for_selector(".jp-OutputArea img[src^='data:image/png']", timeout=inputs.SECONDS * 1000)
        return time.monotonic() - begun


def test_the_first_chart_comes_soon(tmp_path):
    with (
        inputs.built(tmp_path / lite.FOLDER) as folder,
        steps.served(tmp_path) as site,
        steps.chromium() as browser,
    ):
        reader = browser.new_context(viewport={"width": 1280, "height": 900})
        first, second = wait(reader, site), wait(reader, site)
        size = lite.size(folder) / 1e6
        load = f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "unknown"
        print(f"\nfirst visit {first:.1f} s, second {second:.1f} s; the lab has {size:.0f} MB; load {load}")
        assert first < FIRST and second < SECOND
