"""Whatever states a fact to a reader names a registered source, and its page lists that source in full."""

import html
import re

import pytest

from sinosoviet import activities, pages, predictions, quiz, sources, tables
from sinosoviet.activities import decisions

CITATION = re.compile(r"\[@[^\]]+\]")
SENTENCE = re.compile(r"[^.?!]+(?:\[@[^\]]+\])?[.?!]")
#: Definitions that explain a word and state no fact.
WORDS_ONLY = {"normalization", "sounding"}
#: What a prediction says of its own grid, of its chart or of arithmetic.
OF_THE_GRID = {
    "A share falls when others gain more.",
    "Each stands for people, and for somebody who counted or claimed.",
    "The records of one side are given.",
    "Your five years are added up, so that you can hold the sum against the forecasts.",
}
FACTS = ["breaks", "claims", "datings", "evidence", "evidence_readings", "explanations"]


def split(keys):
    return [key.strip() for key in keys.split(";")]


def after_the_last_citation(text):
    return CITATION.split(text)[-1].strip(" .?")


def test_only_the_listed_definitions_have_no_source():
    terms = tables.load("terms")
    assert set(terms.loc[terms["source_key"].isna(), "id"]) == WORDS_ONLY


@pytest.mark.parametrize("name", FACTS)
def test_every_row_that_states_a_fact_has_a_registered_key(name):
    for row in tables.load(name).itertuples():
        assert isinstance(row.source_key, str), row
        for key in split(row.source_key):
            sources.entry(key)


@pytest.mark.parametrize("name", quiz.names())
def test_every_explanation_ends_in_its_source(name):
    for question in quiz.load(name)["questions"]:
        for choice in question["choices"]:
            keys = sources.cited_keys(choice["explanation"])
            assert keys, (question["id"], choice["text"])
            assert all(sources.entry(key) for key in keys)
            assert not after_the_last_citation(choice["explanation"]), (question["id"], choice["text"])


@pytest.mark.parametrize("name", decisions.names())
def test_a_decision_says_nothing_dated_after_its_last_source(name):
    decision = decisions.load(name)
    texts = [decision.situation, decision.what_happened, decision.afterwards, decision.historians]
    texts += [piece.text for piece in decision.evidence] + [option.case for option in decision.options]
    day = str(int(decision.date.split("-")[2]))
    for text in texts:
        assert set(re.findall(r"\d+", after_the_last_citation(text))) <= {day}, text


def said(entry):
    return [entry["question"], *entry["assumed"].values()]


@pytest.mark.parametrize("entry", predictions._entries().values(), ids=predictions.names())
def test_what_a_prediction_states_is_cited_or_of_its_own_grid(entry):
    for text in said(entry):
        for sentence in map(str.strip, SENTENCE.findall(text)):
            asks = sentence.endswith("?") or sentence.startswith(("Ask ", "Set "))
            assert asks or sentence in OF_THE_GRID or sources.cited_keys(sentence), sentence
            for number in re.findall(r"(?<!\d)\d{3}(?!\d)|\d{5,}", sentence):
                assert sources.cited_keys(sentence), number


@pytest.mark.parametrize("entry", predictions._entries().values(), ids=predictions.names())
def test_a_prediction_shows_its_sources_in_words(entry):
    prediction = predictions.load(entry["name"])
    assert list(prediction.cited) == sources.cited_keys(" ".join(said(entry)))
    shown = " ".join([prediction.question, *prediction.assumed.values()])
    assert "[@" not in shown
    assert all(sources.short(key) in shown for key in prediction.cited)


@pytest.mark.parametrize("page", pages.names("lesson"))
def test_a_page_lists_every_source_that_its_questions_name(page):
    listed = pages.load(page).cells[-1].source
    asked = [quiz.check(name) for name in quiz.names() if shows(page, name)]
    asked += [predictions.load(name) for name in predictions.names() if shows(page, name)]
    named = {key for one in asked for key in one.cited}
    assert named
    assert not [key for key in named if sources.reference(key) not in listed]


def shows(page, name):
    return any(f'("{name}")' in cell.source for cell in pages.load(page).cells if cell.cell_type == "code")


@pytest.mark.parametrize(
    ("page", "make", "names"),
    [
        ("09-argument-why", activities.matrix, ["evidence", "explanations", "evidence_readings"]),
        ("10-argument-claims", activities.my_date, ["breaks", "datings"]),
        ("10-argument-claims", activities.claim_check, []),
        ("00-start-here", lambda: activities.cards(count=8), []),
    ],
    ids=["matrix", "my_date", "claim_check", "cards"],
)
def test_a_page_lists_every_source_that_its_activity_names(page, make, names):
    activity = make()
    named = set(activity.cited)
    for name in names:
        for _, column in tables.load(name).filter(regex="_key$").items():
            for cell in column.dropna():
                assert named.issuperset(split(cell))
    shown = html.unescape(activity.paper()) + repr(getattr(activity, "profiles", ""))
    assert named
    assert not [key for key in named if sources.short(key) not in shown]
    listed = pages.load(page).cells[-1].source
    assert not [key for key in named if sources.reference(key) not in listed]
