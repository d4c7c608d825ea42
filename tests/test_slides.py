"""Decks: everything a page shows is on a slide, and everything it says stays with the speaker."""

import re

import nbformat
import pytest
from bs4 import BeautifulSoup

from sinosoviet import pages, slides
from tests.browser import steps


def all_slides(name):
    return [slide for _, _, column in slides.deck(name) for slide in column]


def text_of(body):
    return " ".join(BeautifulSoup(body, "html.parser").get_text(" ").split())


@pytest.mark.parametrize("name", slides.names())
def test_every_picture_of_the_page_is_on_a_slide(name):
    wanted = [sentence for cell in steps.shown(name) if cell.is_picture for sentence in cell.sentences]
    whole = BeautifulSoup("".join(slide.body for slide in all_slides(name)), "html.parser")
    assert [picture["alt"] for picture in whole.find_all("img")] == wanted


@pytest.mark.parametrize("name", slides.names())
def test_every_card_task_and_question_has_a_slide(name):
    notebook = pages.load(name)
    whole = "".join(slide.body for slide in all_slides(name))
    source = "\n\n".join(cell.source for cell in notebook.cells)
    assert whole.count('<div class="card">') == source.count("sources.card(")
    for task in ("Predict", *pages.SKILLS):
        assert whole.count(f"<h3>{task}</h3>") == len(re.findall(rf"^\*\*{task}\.\*\*", source, re.MULTILINE))
    questions = [
        item.find("p").get_text()
        for cell in notebook.cells
        if cell.source.startswith("quiz.")
        for item in BeautifulSoup(cell.outputs[0].data["text/html"], "html.parser").select("ol > li")
    ]
    assert questions
    headings = [heading.get_text() for heading in BeautifulSoup(whole, "html.parser").find_all("h3")]
    assert set(questions) <= set(headings)


@pytest.mark.parametrize("name", slides.names())
def test_the_speaker_has_the_minutes_the_routes_and_the_prose(name):
    notebook, deck = pages.load(name), slides.deck(name)
    notes = text_of("".join(note for slide in all_slides(name) for note in slide.notes))
    assert sum(seconds for _, seconds, _ in deck) == 60 * notebook.metadata.sinosoviet["minutes"]
    for length in (20, 40, 90):
        assert f"Route of {length} minutes" in notes
    assert "90-minute route: section 1" in notes
    for cell in notebook.cells:
        for label in ("What is shown", "What changes", "What it cannot show"):
            if cell.cell_type == "markdown" and f"**{label}.**" in cell.source:
                assert f"{label}." in notes
    assert "No computers?" in notes


@pytest.mark.parametrize("name", slides.names())
def test_headings_are_in_order_and_the_class_discusses(name):
    bodies = [slide.body for slide in all_slides(name)]
    levels = [int(level) for body in bodies for level in re.findall(r"<h(\d)>", body)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert max(levels) <= 3
    assert all(len(re.findall(r"<h[12]>", body)) <= 1 for body in bodies)
    discussion = next(body for body in bodies if body.startswith("<h2>Discuss</h2>"))
    assert discussion.count("<li>") >= 2


@pytest.mark.parametrize("name", slides.names())
def test_slides_lead_to_slides_and_to_the_web_only(name):
    whole = "".join(slide.body + "".join(slide.notes) for slide in all_slides(name))
    decks = {f"{other}.html" for other in slides.names()}
    for link in re.findall(r'href="([^"]*)"', whole):
        assert link in decks or link.startswith("https://"), link


def page_of(*cells):
    return nbformat.v4.new_notebook(cells=list(cells))


def test_a_cells_own_slide_type_wins_over_the_rule():
    prose = nbformat.v4.new_markdown_cell("Some prose.")
    glance = nbformat.v4.new_markdown_cell("## At a glance")
    assert slides.parts(page_of(prose, glance)) == ["notes", "skip"]
    prose.metadata["slideshow"] = {"slide_type": "slide"}
    assert slides.parts(page_of(prose, glance)) == ["slide", "skip"]


@pytest.mark.parametrize("name", slides.names())
def test_the_copy_to_present_shows_what_the_deck_shows_and_folds_the_prose(name):
    notebook = pages.load(name)
    copy = slides.live.live(notebook)
    assert copy.cells[0].source.startswith("# ")
    kept = [cell for cell, kind in zip(notebook.cells, slides.parts(notebook), strict=True) if kind != "skip"]
    assert [cell.get("outputs") for cell in copy.cells] == [cell.get("outputs") for cell in kept]
    for cell in copy.cells:
        assert cell.metadata.slideshow.slide_type in ("slide", "subslide", "notes")
        if cell.cell_type == "code":
            assert cell.metadata.jupyter.source_hidden
        assert not re.search(r"\]\((?:#|\.\./)", cell.source)
    whole = "\n\n".join(cell.source for cell in copy.cells)
    open_text = re.sub(r"<details>.*?</details>", "", whole, flags=re.DOTALL)
    assert "Discuss:" in open_text
    assert whole.count("<details>") == whole.count("</details>") > 3
    assert "| what | minutes |" not in open_text
    for task in ("Predict", *pages.SKILLS):
        wanted = sum(len(re.findall(rf"^\*\*{task}\.\*\*", cell.source, re.MULTILINE)) for cell in kept)
        assert len(re.findall(rf"^\*\*{task}\.\*\*", open_text, re.MULTILINE)) == wanted


def test_writing_copies_keeps_what_was_saved_beside_them(tmp_path):
    saved = tmp_path / "my-work" / "matrix.json"
    saved.parent.mkdir()
    saved.write_text("mine")
    written = slides.live.write(tmp_path)
    assert [path.stem for path in written] == slides.names()
    assert saved.read_text() == "mine"
    assert (tmp_path / "config" / "custom" / "custom.css").is_file()


def test_minutes_and_routes_come_from_the_page():
    notebook = page_of(
        nbformat.v4.new_markdown_cell(
            "## At a glance\n\n| part | minutes |\n| --- | --- |\n| Opening | 5 |\n| 1. A | 8 |\n"
            "| **in all** | **13** |"
        ),
        nbformat.v4.new_markdown_cell(
            "## For the classroom\n\n**20 minutes**\n\n| what | minutes |\n| --- | --- |\n"
            "| section 1: x | 20 |\n\nDiscuss:\n\n- Why?"
        ),
    )
    assert slides.section_minutes(notebook) == {"Opening": 5, "1. A": 8}
    assert slides.routes(notebook) == {20: [("section 1: x", 20)]}
