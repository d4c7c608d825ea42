"""PDF files as Chromium prints them: tagged, with alternative text, every explorer in all its states."""

import re

import pytest

from sinosoviet import pdf, sheets
from tests.browser import steps

pytestmark = pytest.mark.browser
WITH_EXPLORERS = "01-origins-alliance"


@pytest.fixture(scope="module")
def printed(tmp_path_factory):
    (path,) = pdf.write(tmp_path_factory.mktemp("print"), [WITH_EXPLORERS])
    return path.read_bytes()


def test_it_is_tagged_in_english_with_bookmarks(printed):
    assert printed.startswith(b"%PDF")
    for mark in (b"/StructTreeRoot", b"/Marked true", b"/Lang (en)", b"/Outlines"):
        assert mark in printed, mark


def test_every_picture_and_every_state_has_alternative_text(printed):
    cells = steps.shown(WITH_EXPLORERS)
    charts = [sentence for cell in cells if cell.is_picture for sentence in cell.sentences]
    assert len(charts) > sum(cell.is_picture for cell in cells)
    # The empty grid of a prediction is a picture too.
    grids = sum("activities.predict(" in cell.source for cell in cells)
    assert len(re.findall(rb"/Alt [(<]", printed)) == len(charts) + grids


def test_the_whole_course_is_written_with_its_sheets_and_an_index(tmp_path, monkeypatch):
    monkeypatch.setattr(pdf, "course", lambda: "<p>course</p>")
    monkeypatch.setattr(pdf.paper, "guide", lambda: "<p>guide</p>")
    monkeypatch.setattr(pdf.paper, "blueprint", lambda: "<p>blueprint</p>")
    monkeypatch.setattr(pdf, "page", lambda name: f"<p>{name}</p>")
    monkeypatch.setattr(pdf.pages, "names", lambda: [WITH_EXPLORERS])
    monkeypatch.setattr(sheets, "catalog", lambda: {"empty": lambda: ("Empty", "<p>empty</p>")})
    written = [path.relative_to(tmp_path).as_posix() for path in pdf.write(tmp_path)]
    assert written == [
        "course.pdf",
        "guide.pdf",
        "blueprint.pdf",
        f"{WITH_EXPLORERS}.pdf",
        "sheets/empty.html",
        "sheets/empty.pdf",
        "sheets/index.html",
        "index.html",
    ]
    index = (tmp_path / "index.html").read_text(encoding="utf-8")
    for name in (f"{WITH_EXPLORERS}.pdf", "course.pdf", "guide.pdf", "blueprint.pdf", "sheets/index.html"):
        assert f'href="{name}"' in index
