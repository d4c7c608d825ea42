"""Exporting pages: which files are written, and what is said when that cannot be done."""

import re

import pytest

from sinosoviet import export, pages
from sinosoviet.errors import UnknownNameError

# These tests fetch the scripts of exported pages once, as the tests in a browser do.
pytestmark = pytest.mark.browser


@pytest.fixture
def empty_cache(tmp_path, monkeypatch):
    monkeypatch.setattr(export, "_CACHE", tmp_path / "cache")
    return tmp_path / "cache"


@pytest.fixture
def no_scripts(monkeypatch):
    monkeypatch.setattr(export, "scripts", lambda folder: None)


@pytest.mark.parametrize("name", pages.names())
def test_a_page_is_written_the_same_way_every_time(name, tmp_path, no_scripts):
    first = export.page(name, tmp_path).read_bytes()
    assert export.page(name, tmp_path).read_bytes() == first
    assert [path.name for path in tmp_path.iterdir()] == [f"{name}.html"]


@pytest.mark.parametrize("name", pages.names())
def test_a_page_loads_its_own_scripts_only(name, tmp_path, no_scripts):
    text = export.page(name, tmp_path).read_text(encoding="utf-8")
    assert set(re.findall(r"<script[^>]* src=\"([^\"]+)\"", text)) <= {"js/require.js", "js/embed-amd.js"}
    assert not re.search(r"<link|@import|mathjax|jquery|url\(['\"]?http", text, re.IGNORECASE)


@pytest.mark.parametrize("name", pages.names())
def test_links_to_other_pages_lead_to_exported_pages(name, tmp_path, no_scripts):
    text = export.page(name, tmp_path).read_text(encoding="utf-8")
    assert ".ipynb" not in "".join(re.findall(r'href="([^"]*)"', text))


def test_an_unknown_page_names_the_known_ones(tmp_path):
    with pytest.raises(UnknownNameError, match=pages.names()[0]):
        export.page("nowhere", tmp_path)


def test_without_npm_one_sentence_says_so(tmp_path, monkeypatch, empty_cache):
    monkeypatch.setattr(export.shutil, "which", lambda name: None)
    with pytest.raises(export.ExportError, match=r"^Exporting needs npm, for .*install Node.js.*\.$"):
        export.scripts(tmp_path / "js")


def test_a_failing_npm_is_quoted(tmp_path, monkeypatch, empty_cache):
    monkeypatch.setattr(export.shutil, "which", lambda name: "npm")
    failed = export.subprocess.CompletedProcess([], 1, "", "npm error\nnpm error no such package\n")
    monkeypatch.setattr(export.subprocess, "run", lambda *arguments, **options: failed)
    with pytest.raises(export.ExportError, match=r"requirejs@.*: npm error no such package\.$"):
        export.scripts(tmp_path / "js")


def test_a_script_that_is_not_the_known_one_is_refused(tmp_path, monkeypatch, empty_cache):
    def send_something_else(package, place, to):
        to.parent.mkdir(parents=True, exist_ok=True)
        to.write_text("alert()", encoding="utf-8")

    monkeypatch.setattr(export, "_fetch", send_something_else)
    with pytest.raises(export.ExportError, match=r"require\.js .* is not the known one"):
        export.scripts(tmp_path / "js")
    assert list(tmp_path.rglob("*.js")) == []


def test_scripts_come_from_the_cache_when_they_are_there(tmp_path, monkeypatch):
    export.scripts(tmp_path / "first")
    monkeypatch.setattr(export, "_fetch", lambda *arguments: pytest.fail("asked npm again"))
    export.scripts(tmp_path / "second")
    assert {path.name for path in (tmp_path / "second").iterdir()} == {"require.js", "embed-amd.js"}
