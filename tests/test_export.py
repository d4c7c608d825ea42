"""Exporting pages: which files are written, and what is in them."""

import re

import pytest

from sinosoviet import export, pages
from sinosoviet.errors import UnknownNameError


@pytest.mark.parametrize("name", pages.names())
def test_a_page_is_written_the_same_way_every_time(name, tmp_path):
    first = export.page(name, tmp_path).read_bytes()
    assert export.page(name, tmp_path).read_bytes() == first
    assert [path.name for path in tmp_path.iterdir()] == [f"{name}.html"]


@pytest.mark.parametrize("name", pages.names())
def test_a_page_loads_nothing(name):
    text = export.document(name)
    assert not re.search(r"<script|<link|@import|mathjax|jquery|url\(['\"]?http", text, re.IGNORECASE)


@pytest.mark.parametrize("name", pages.names())
def test_links_to_other_pages_lead_to_exported_pages(name):
    assert ".ipynb" not in "".join(re.findall(r'href="([^"]*)"', export.document(name)))


@pytest.mark.parametrize("name", pages.names())
def test_a_page_alone_links_to_itself_and_to_the_web_only(name):
    text = export.document(name, alone=True)
    assert re.search(r'href="#Sources-and-data"', text)
    assert [link for link in re.findall(r'href="([^"]*)"', text) if not re.match(r"#|https?:", link)] == []


def test_paper_has_no_code():
    assert "charts.timeline()" in re.sub(r"<[^>]+>", "", export.document("00-start-here"))
    assert "charts.timeline()" not in re.sub(r"<[^>]+>", "", export.document("00-start-here", code=False))


def test_an_unknown_page_names_the_known_ones(tmp_path):
    with pytest.raises(UnknownNameError, match=pages.names()[0]):
        export.page("nowhere", tmp_path)


def test_an_index_leads_back_where_there_is_a_way(tmp_path):
    folder = tmp_path / "slides"
    folder.mkdir()
    assert "Back to the course" not in export.index(folder, "Slides", []).read_text("utf-8")
    there = export.index(folder, "Slides", [], home="../index.html").read_text("utf-8")
    assert '<a href="../index.html">Back to the course</a>' in there
    (tmp_path / "index.html").touch()
    assert export.index(folder, "Slides", []).read_text("utf-8") == there
