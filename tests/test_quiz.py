"""Checks for understanding: plain under test, useful without a kernel, no answer in the cell."""

import re
from html.parser import HTMLParser

import pytest

from sinosoviet import pages, quiz
from sinosoviet.errors import UnknownNameError


class Disclosures(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.count = {}
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.count[tag] = self.count.get(tag, 0) + 1


@pytest.mark.parametrize("name", quiz.names())
def test_plain_text_asks_and_does_not_tell(name):
    shown = quiz.check(name)
    bundle = shown._repr_mimebundle_()
    plain = bundle["text/plain"]
    for question in shown.questions:
        assert question["question"] in plain
        for choice in question["choices"]:
            assert choice["text"] in plain
            assert choice["explanation"] not in plain
    assert "Right." not in plain


@pytest.mark.parametrize("name", quiz.names())
def test_every_choice_opens_by_itself_without_script(name):
    shown = quiz.check(name)
    page = shown._repr_mimebundle_()["text/html"]
    choices = sum(len(question["choices"]) for question in shown.questions)
    tags = Disclosures(page).count
    assert tags["details"] == tags["summary"] == choices
    assert "script" not in tags
    assert "[@" not in page
    expected = len(shown.questions) if shown.kind == "check" else 0
    assert page.count("<strong>Right.</strong>") == expected


def test_the_cell_that_shows_a_check_holds_no_answer():
    for name in pages.names():
        for cell in pages.load(name).cells:
            if cell.cell_type == "code" and "quiz." in cell.source:
                call = re.search(r'quiz\.(check|poll)\("([a-z0-9-]+)"\)', cell.source)
                assert call, cell.source
                for question in quiz.load(call[2])["questions"]:
                    assert not any(choice["text"] in cell.source for choice in question["choices"])


def test_the_right_answer_is_not_always_in_the_same_place():
    places = {
        index
        for name in quiz.names()
        if quiz.load(name)["kind"] == "check"
        for question in quiz.load(name)["questions"]
        for index, choice in enumerate(question["choices"])
        if choice["right"]
    }
    assert len(places) >= 3


def test_an_unknown_check_lists_the_known_ones():
    with pytest.raises(UnknownNameError, match="01-origins-alliance"):
        quiz.check("99-nowhere")


def test_a_damaged_check_is_named(data_copy):
    (data_copy / "quizzes" / "01-origins-alliance.json").write_text("[", encoding="utf-8")
    with pytest.raises(Exception, match=r"01-origins-alliance\.json is damaged"):
        quiz.check("01-origins-alliance")
