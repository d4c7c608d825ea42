"""Pages for paper: the text that is printed, before a browser prints it."""

from collections import Counter

import pytest
from bs4 import BeautifulSoup

from sinosoviet import about, export, pages, pdf, printing, quiz, sheets, slides


@pytest.fixture(scope="module")
def course():
    return BeautifulSoup(pdf.course(), "html.parser")


def test_the_course_has_every_page_once_in_order(course):
    assert [article["id"] for article in course.find_all("article")] == pages.names()
    assert [link["href"] for link in course.select(".front a")] == [f"#{name}" for name in pages.names()]


def test_the_course_on_paper_has_the_title_that_it_is_cited_by(course):
    title = about.course()["title"]
    assert course.select_one(".front h1").get_text() == course.title.get_text() == title
    assert title in sheets.page(*sheets.decision("korea-1950"))


def test_a_title_with_a_mark_of_html_is_shown_as_it_is():
    text = "<html><head><title></title></head><body><main></main></body></html>"
    whole = BeautifulSoup(printing.joined("A <i> B", "", [("x", "Mao <b> & Stalin", text)]), "html.parser")
    assert whole.h1.get_text() == whole.title.get_text() == "A <i> B"
    assert whole.select_one(".front a").get_text() == "Mao <b> & Stalin"


def test_every_link_within_the_course_leads_somewhere(course):
    ids = Counter(element["id"] for element in course.select("[id]"))
    assert [name for name, count in ids.items() if count > 1] == []
    for link in course.select("a[href]"):
        assert link["href"].startswith(("https:", "http:")) or link["href"][1:] in ids


def test_radio_buttons_of_two_pages_are_not_one_group(course):
    groups = {box["name"] for box in course.select("input[type=radio]")}
    assert len(groups) == len(course.select("fieldset.explorer"))


@pytest.mark.parametrize("name", slides.names())
def test_the_answers_at_the_end_are_those_of_the_check(name):
    right = [
        f"{number} {'ABCDEFGH'[at]}"
        for number, question in enumerate(quiz.load(name)["questions"], 1)
        for at, choice in enumerate(question["choices"])
        if choice["right"]
    ]
    last = BeautifulSoup(pdf.page(name), "html.parser").main.find_all("p")[-1].get_text()
    assert last == f"Answers to the check: {', '.join(right)}. The page on screen explains every choice."


@pytest.mark.parametrize("name", pages.names())
def test_what_an_activity_hides_stands_at_the_end_of_the_page(name):
    before = BeautifulSoup(export.document(name, alone=True, code=False), "html.parser")
    hidden = before.select("[data-activity] details")
    page = BeautifulSoup(pdf.page(name), "html.parser")
    assert page.select("[data-activity] details") == []
    end = page.main.find_all("div", recursive=False)[-1]
    assert len(end.find_all("h3", recursive=False)) == len(hidden)
    for details in hidden:
        details.summary.decompose()
        assert details.get_text() in end.get_text()
        assert page.main.get_text().count(details.get_text()) == 1


def test_without_a_browser_one_sentence_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr(sheets, "find_browser", lambda: None)
    with pytest.raises(pdf.PdfError, match=r"^Printing needs Chromium or Chrome; .*\.$"):
        pdf.write(tmp_path)
