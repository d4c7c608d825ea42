"""Explorers as plain HTML: every state that the page promises, and nothing else changed."""

import copy

import pytest
from bs4 import BeautifulSoup

from sinosoviet import pages, replay
from tests.browser import steps

VIEW = steps.VIEW


def explorers_of(name):
    """Pairs of what the page stores for an explorer and of its plain form."""
    before, after = pages.load(name), replay.plain(pages.load(name))
    shown = (cell for cell in steps.shown(name) if cell.is_explorer)
    plain = [
        BeautifulSoup(new.data["text/html"], "html.parser")
        for old_cell, new_cell in zip(before.cells, after.cells, strict=True)
        for old, new in zip(old_cell.get("outputs", []), new_cell.get("outputs", []), strict=True)
        if VIEW in old.get("data", {})
    ]
    return zip(shown, plain, strict=True)


@pytest.mark.parametrize("name", pages.names())
def test_every_choice_has_its_own_picture_and_one_is_chosen(name):
    for cell, plain in explorers_of(name):
        assert [label.get_text() for label in plain.find_all("label")] == list(cell.states)
        assert [picture["alt"] for picture in plain.find_all("img")] == list(cell.states.values())
        assert len({picture["src"] for picture in plain.find_all("img")}) == len(cell.states)
        assert len(plain.select("input[checked]")) == 1
        assert plain.legend.span.get_text() == cell.label


@pytest.mark.parametrize("name", pages.names())
def test_the_first_picture_is_the_one_on_the_page(name):
    stored = [
        BeautifulSoup(output.data["text/html"], "html.parser").img["alt"]
        for cell in pages.load(name).cells
        for output in cell.get("outputs", [])
        if VIEW in output.get("data", {})
    ]
    chosen = [
        plain.select_one("input[checked] + label + .state").img["alt"] for _, plain in explorers_of(name)
    ]
    assert chosen == stored


@pytest.mark.parametrize("name", pages.names())
def test_only_explorers_change(name):
    before = pages.load(name)
    after = replay.plain(before)
    assert before == pages.load(name)
    assert "widgets" not in after.metadata
    for old, new in zip(before.cells, after.cells, strict=True):
        if not any(VIEW in output.get("data", {}) for output in old.get("outputs", [])):
            assert old == new


def test_ids_are_unique_on_a_page_with_two_explorers():
    ids = [
        box["id"]
        for _, plain in explorers_of("07-consequences-divided-movement")
        for box in plain.find_all("input")
    ]
    assert len(ids) > 2
    assert len(set(ids)) == len(ids)


def test_an_explorer_that_is_not_stored_whole_is_named():
    notebook = copy.deepcopy(pages.load("01-origins-alliance"))
    states = notebook.metadata.widgets["application/vnd.jupyter.widget-state+json"]["state"]
    stack = next(model for model in states.values() if model["model_name"] == "StackModel")
    stack["state"]["children"][0] = "IPY_MODEL_gone"
    with pytest.raises(replay.ReplayError, match=r"^The stored state of explorer 1 is not complete"):
        replay.plain(notebook)
