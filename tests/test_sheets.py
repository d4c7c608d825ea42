"""The sheets to print: complete in one file, on one A4 page each; the deck of cards on several."""

import re

import pytest

from sinosoviet import bootstrap, sheets
from sinosoviet.__main__ import main

OUTSIDE = re.compile(r"""(?:src|href)=["'](?!data:|[\w-]+\.(?:html|pdf)["'])|https?://(?!www\.w3\.org)""")


@pytest.fixture
def no_browser(monkeypatch):
    monkeypatch.setattr(sheets, "find_browser", lambda: None)


def pages_of(pdf):
    """Number of pages of a PDF that Chromium wrote, and the size of each in points."""
    data = pdf.read_bytes()
    sizes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", data)
    return len(re.findall(rb"/Type /Page\b", data)), [tuple(map(float, size)) for size in sizes]


@pytest.mark.browser
def test_every_sheet_prints_on_one_page_and_the_cards_on_theirs(tmp_path):
    browser = sheets.find_browser()
    assert browser, bootstrap.no_chromium_sentence()
    written = sheets.write(tmp_path)
    printed = [path for path in written if path.suffix == ".pdf"]
    assert [path.stem for path in printed] == list(sheets.catalog())
    for path in printed:
        count, sizes = pages_of(path)
        laid_out = path.with_suffix(".html").read_text(encoding="utf-8").count('<section class="pack-page">')
        assert count == (laid_out if path.stem == "cards" else 1), path.name
        assert sizes == [pytest.approx((595, 842), abs=1)] * count, path.name


@pytest.mark.browser
def test_pages_are_counted(tmp_path):
    source = tmp_path / "two.html"
    source.write_text(sheets.page("Two", '<p>1</p><p style="break-before:page">2</p>'), encoding="utf-8")
    sheets.print_pdf(sheets.find_browser(), source, tmp_path / "two.pdf")
    assert pages_of(tmp_path / "two.pdf")[0] == 2


def test_without_a_browser_there_is_html_and_a_sentence(tmp_path, monkeypatch, no_browser, capsys):
    monkeypatch.setattr(sheets, "folder", lambda: tmp_path / "sheets")
    assert main(["sheets", "write"]) == 0
    assert "print the HTML files instead" in capsys.readouterr().out
    names = {path.name for path in (tmp_path / "sheets").iterdir()}
    assert names == {"index.html", *(f"{name}.html" for name in sheets.catalog())}


def test_sheets_are_whole_and_the_same_every_time(tmp_path, no_browser):
    first, second = sheets.write(tmp_path / "a"), sheets.write(tmp_path / "b")
    for one, other in zip(first, second, strict=True):
        assert one.read_bytes() == other.read_bytes()
        text = one.read_text(encoding="utf-8")
        assert not OUTSIDE.search(text), one.name
        assert text.count("<h1>") == 1 and 'lang="en"' in text
    index = first[-1].read_text(encoding="utf-8")
    assert all(f'href="{name}.html"' in index for name in sheets.catalog())


def test_a_sheet_is_one_line_in_the_catalog(tmp_path, monkeypatch, no_browser):
    monkeypatch.setattr(sheets, "catalog", lambda: {"deck": lambda: ("Cards <to cut>", "<p>Ace</p>")})
    sheets.write(tmp_path)
    assert "<h1>Cards &lt;to cut&gt;</h1><p>Ace</p>" in (tmp_path / "deck.html").read_text(encoding="utf-8")
    assert "Cards &lt;to cut&gt;" in (tmp_path / "index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("program", ["true", "false", "no-such-program"])
def test_a_browser_that_fails_is_named_in_a_sentence(tmp_path, monkeypatch, capsys, program):
    monkeypatch.setattr(sheets, "find_browser", lambda: program)
    monkeypatch.setattr(sheets, "folder", lambda: tmp_path)
    assert main(["sheets", "write"]) == 1
    said = capsys.readouterr().err
    assert said.startswith(program) and said.count("\n") == 1


def test_a_wrong_chromium_is_named(monkeypatch):
    monkeypatch.setenv("CHROMIUM", "no-such-program")
    with pytest.raises(sheets.SheetError, match="CHROMIUM names no-such-program"):
        sheets.find_browser()
