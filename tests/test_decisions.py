"""Decision points: only what could be known by the day, and every word of it sourced."""

import json
import re

import pytest

from sinosoviet import pages, sources, tables

FILES = sorted((tables.folder() / "decisions").glob("*.json"))
CITATION = re.compile(r"\[@[^\]]+\]")
ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
DAY_OR_MONTH = re.compile(r"(19\d\d)-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?")
YEAR_OR_FINER = re.compile(rf"19\d\d|{DAY_OR_MONTH.pattern}")
FIELDS = {
    "id": str,
    "page": str,
    "title": str,
    "date": str,
    "who": str,
    "question": str,
    "situation": str,
    "evidence": list,
    "options": list,
    "chosen": str,
    "what_happened": str,
    "afterwards": str,
    "historians": str,
    "unknown": str,
    "ask": list,
}
EVIDENCE = ["id", "date", "text", "document"]
OPTION = ["id", "label", "case"]
WORDS = {
    "situation": (60, 120),
    "what_happened": (60, 120),
    "afterwards": (30, 60),
    "historians": (40, 100),
}


def read(path):
    return json.loads(path.read_text(encoding="utf-8"))


def words(text):
    """Number of words of a text, its citations not counted."""
    return len(CITATION.sub("", text).split())


def texts(decision):
    """Every text of a decision point that states facts, with where it stands."""
    for name in (*WORDS, "unknown"):
        yield name, decision[name]
    for piece in decision["evidence"]:
        yield f"evidence {piece['id']}", piece["text"]
    for option in decision["options"]:
        yield f"option {option['id']}", option["case"]


@pytest.fixture(params=FILES, ids=lambda path: path.stem)
def decision(request):
    return read(request.param)


def test_the_seven_decisions_are_there_once():
    ids = [read(path)["id"] for path in FILES]
    assert ids == [path.stem for path in FILES]
    assert ids == [
        "hungary-1956",
        "korea-1950",
        "river-1969",
        "specialists-1960",
        "strait-1958",
        "test-ban-1963",
        "washington-1971",
    ]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_is_written_in_the_one_form(path):
    assert path.read_bytes().decode() == json.dumps(read(path), ensure_ascii=False, indent=1) + "\n"


def test_fields_and_their_types(decision):
    assert {name: type(value) for name, value in decision.items()} == FIELDS
    assert list(decision) == list(FIELDS)
    assert all(list(piece) == EVIDENCE for piece in decision["evidence"])
    assert all(list(option) == OPTION for option in decision["options"])
    assert 4 <= len(decision["evidence"]) <= 6
    assert 3 <= len(decision["options"]) <= 4
    assert decision["question"].endswith("?")


def test_two_questions_to_discuss(decision):
    assert len(decision["ask"]) == 2
    assert all("?" in question for question in decision["ask"])


def test_the_page_exists(decision):
    assert decision["page"] in pages.names()


def test_ids_are_unique_and_plain(decision):
    for group in ("evidence", "options"):
        ids = [item["id"] for item in decision[group]]
        assert len(set(ids)) == len(ids)
        assert all(ID.fullmatch(each) for each in ids)


def test_one_of_the_options_was_chosen(decision):
    assert decision["chosen"] in [option["id"] for option in decision["options"]]


def test_what_was_chosen_does_not_stand_in_the_same_place():
    decisions = [read(path) for path in FILES]
    places = [[option["id"] for option in each["options"]].index(each["chosen"]) for each in decisions]
    assert max(places.count(place) for place in places) <= len(places) // 2


def test_no_piece_of_evidence_is_later_than_the_decision(decision):
    day = decision["date"]
    assert DAY_OR_MONTH.fullmatch(day)
    for piece in decision["evidence"]:
        assert YEAR_OR_FINER.fullmatch(piece["date"]), piece["id"]
        shorter = min(len(day), len(piece["date"]))
        assert piece["date"][:shorter] <= day[:shorter], piece["id"]


def test_documents_are_registered(decision):
    known = set(tables.load("documents")["id"])
    for piece in decision["evidence"]:
        assert piece["document"] is None or piece["document"] in known, piece["id"]


def test_every_text_is_cited_and_every_citation_resolves(decision):
    for place, text in texts(decision):
        rendered = sources.render_citations(text)
        assert "[@" not in rendered
        assert place == "unknown" or sources.cited_keys(text), place


def test_lengths(decision):
    for name, (least, most) in WORDS.items():
        assert least <= words(decision[name]) <= most, name
    for piece in decision["evidence"]:
        assert 30 <= words(piece["text"]) <= 60, piece["id"]
    for option in decision["options"]:
        assert 25 <= words(option["case"]) <= 50, option["id"]
        assert len(option["label"].split()) <= 12, option["id"]


def test_two_witnesses_at_least_explain_it_differently(decision):
    assert len(sources.cited_keys(decision["historians"])) >= 2


def test_quotation_marks_are_curly_and_closed(decision):
    whole = " ".join(text for _, text in texts(decision))
    assert '"' not in whole and "'" not in whole
    assert whole.count("“") == whole.count("”")
