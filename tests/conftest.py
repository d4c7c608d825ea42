"""Fixtures shared by the tests."""

import re
import shutil
from pathlib import Path

import pytest
from hypothesis import settings

from sinosoviet import sources, tables

# How long one example takes says more about the machine than about the course; tests/bench measures speed.
settings.register_profile("course", deadline=None)
settings.load_profile("course")

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def data_copy(tmp_path, monkeypatch):
    """A copy of the data folder that the package reads for the length of one test."""
    copy = tmp_path / "data"
    shutil.copytree(tables.folder(), copy)
    monkeypatch.setattr(tables, "folder", lambda: copy)
    clear_caches()
    yield copy
    monkeypatch.undo()
    clear_caches()


def clear_caches():
    for cached in (tables.package, tables._resources, tables._read, sources._library, sources.entry):
        cached.cache_clear()


def stray_marks(prose):
    """Every straight quotation mark and every curly one without its partner, with the words around it."""
    prose = re.sub(r"`[^`\n]*`", "", prose)
    for pair in (r"“([^“”]*)”", r"‘([^‘’]*)’(?!\w)"):
        prose = re.sub(pair, r"\1", prose)
    return [prose[max(0, mark.start() - 20) : mark.end() + 20] for mark in re.finditer('["“”‘’]', prose)]
