"""Deciding: nothing given away too soon, nothing lost, and no verdict on the reader."""

import html
import json
import random
import re

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sinosoviet import activities, sheets, sources, tables
from sinosoviet.activities import Drawer, Work, WorkError, decisions
from sinosoviet.activities import work as works
from sinosoviet.activities.choice import Choice, Decide
from sinosoviet.activities.confidence import SURE
from sinosoviet.errors import CourseError, UnknownNameError
from sinosoviet.pages.write import drawn

NAMES = decisions.names()
KOREA = decisions.load("korea-1950")


def opened(place, name="korea-1950"):
    """A decision point on screen, whose files lie in ``place``."""
    activity = activities.decide(name)
    activity.drawer = Drawer("decision", activity.drawer.stem, place)
    assert activity.widget
    return activity


@pytest.fixture
def korea(tmp_path):
    return opened(tmp_path)


def settle(activity, option, reason="Because of E2 and E5."):
    activity._options.value = option
    activity._sure.value = "fairly"
    activity._texts["reason"].value = reason
    activity._decide.click()


def said(activity):
    return html.unescape(re.sub("<[^>]+>", "", activity._status.value))


def plain(markup):
    return html.unescape(re.sub("<[^>]+>", "", markup))


def values_shown(widget):
    """Every text that the view holds, seen or not."""
    own = [str(getattr(widget, trait, "")) for trait in ("value", "description", "options")]
    return " ".join([*own, *(values_shown(child) for child in getattr(widget, "children", ()))])


def visible(control):
    return control.layout.display != "none"


# The seven points


def test_a_point_is_loaded_as_its_file_has_it():
    assert [piece.number for piece in KOREA.evidence] == ["E1", "E2", "E3", "E4", "E5"]
    assert [option.letter for option in KOREA.options] == ["A", "B", "C"]
    assert KOREA.option(KOREA.chosen).name.startswith("C. ")
    assert KOREA.option("nobody") is None
    assert KOREA.evidence[0].when == "1 October 1950"


def test_without_a_name_all_seven_are_named():
    with pytest.raises(CourseError) as error:
        activities.decide()
    assert all(name in str(error.value) for name in NAMES)
    assert len(NAMES) == 7


@pytest.mark.parametrize("name", ["korea", "", 3, ["korea-1950"], "../references"])
def test_a_wrong_name_is_answered_with_the_right_ones(name):
    with pytest.raises(UnknownNameError, match=r"Choose one of: hungary-1956, .*, washington-1971\."):
        activities.decide(name)


@pytest.mark.parametrize("text", ["{", "[]", '{"evidence": []}', "{}"])
def test_a_damaged_file_is_named_with_the_way_to_get_it_back(data_copy, text):
    (data_copy / "decisions" / "korea-1950.json").write_text(text, encoding="utf-8")
    with pytest.raises(tables.TableError, match=r"git checkout -- data/decisions/korea-1950\.json"):
        activities.decide("korea-1950")


# What is shown, and when

AFTER = ("what_happened", "afterwards", "historians", "unknown")


def openings(decision):
    """The first words of each text that must wait until the reader has decided."""
    return [getattr(decision, field).split("[@")[0][:60].strip() for field in AFTER]


@pytest.mark.parametrize("name", NAMES)
def test_what_was_chosen_is_not_in_the_view_until_the_reader_decides(tmp_path, name):
    activity, decision = opened(tmp_path, name), decisions.load(name)
    before = plain(values_shown(activity.widget))
    assert all(text not in before for text in openings(decision))
    assert "What was chosen" not in before
    settle(activity, decision.options[0].id)
    after = plain(values_shown(activity.widget))
    assert all(text in after for text in openings(decision))
    assert all(question in after for question in decision.ask)


@pytest.mark.parametrize("name", NAMES)
def test_the_day_is_told_in_full_with_readable_citations(tmp_path, name):
    activity, decision = opened(tmp_path, name), decisions.load(name)
    shown = plain(values_shown(activity.widget))
    settle(activity, decision.chosen)
    shown += plain(values_shown(activity.widget))
    assert "[@" not in shown
    texts = [piece.text for piece in decision.evidence] + [option.case for option in decision.options]
    assert all(text.split("[@")[0].strip() in shown for text in [*texts, decision.situation])
    assert decision.question in shown and decision.who in shown


@pytest.mark.parametrize("name", NAMES)
def test_paper_folds_the_answer_away_and_has_room_to_write(name):
    decision = decisions.load(name)
    front, folded = decisions.paper(decision).split("<details")
    assert all(text not in plain(front) for text in openings(decision))
    assert all(text in plain(folded) for text in openings(decision))
    assert not folded.startswith(" open") and folded.count("</details>") == 1
    assert front.count("☐") == len(decision.options) + len(SURE)
    assert front.count("border-bottom") == 5


@pytest.mark.parametrize("name", NAMES)
def test_the_sheet_for_a_class_has_no_answer(name):
    decision = decisions.load(name)
    title, page = sheets.decision(name)
    assert decision.title in title and "8 minutes" in title
    assert all(text not in plain(page) for text in openings(decision))
    assert "What was chosen" not in page
    assert all(piece.number in page for piece in decision.evidence)
    assert decision.who in plain(page) and decision.question in plain(page)


@pytest.mark.parametrize("name", NAMES)
def test_no_verdict_whichever_way_is_chosen(tmp_path, name):
    decision = decisions.load(name)
    for option in decision.options:
        activity = opened(tmp_path / option.id, name)
        (tmp_path / option.id).mkdir()
        settle(activity, option.id)
        compared = activity._compare()
        same = option.id == decision.chosen
        assert compared.startswith("The same way" if same else "Another way")
        assert "does not make" in compared
        assert not re.search(r"\b(correct|wrong answer|well done|score|points)\b|!", compared, re.IGNORECASE)


def test_what_the_notebook_stores_does_not_depend_on_the_reader(korea):
    before = korea.sentence, korea.html()
    settle(korea, "wait")
    korea._texts["again"].value = "Yes."
    assert (korea.sentence, korea.html()) == before
    assert (activities.decide("korea-1950").sentence, activities.decide("korea-1950").html()) == before


def test_the_page_lists_every_source_that_a_point_cites():
    data, metadata = activities.decide("korea-1950")._repr_mimebundle_()
    output = nbformat.v4.new_output("execute_result", data=data, metadata=metadata, execution_count=1)
    page = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("decide", outputs=[output])])
    keys, _ = drawn(page)
    file = tables.folder() / "decisions" / "korea-1950.json"
    assert keys == set(sources.cited_keys(file.read_text(encoding="utf-8")))
    assert "mansourov1995" in keys


# The rules of deciding


@pytest.mark.parametrize(
    ("text", "named", "astray"),
    [
        ("", [], []),
        ("E2 speaks of war.", ["E2"], []),
        ("E5, then e2; E5 again.", ["E2", "E5"], []),
        ("Evidence 3 and evidence-1 (E 4)", ["E1", "E3", "E4"], []),
        ("E02?", ["E2"], []),
        ("E9 and E0 and E1950", [], ["E9"]),
        ("The 2 divisions of 1950, THE3, Е2 in Cyrillic", [], []),
    ],
)
def test_evidence_is_found_by_its_number(text, named, astray):
    chosen = Choice(KOREA)
    chosen.justify(text)
    assert [piece.number for piece in chosen.named] == named
    assert chosen.astray == astray
    assert len(chosen.named) + len(chosen.unnamed) == len(KOREA.evidence)


def test_deciding_asks_for_what_is_missing(korea):
    korea._decide.click()
    assert said(korea) == ("Before you decide: choose a way; say how sure you are; give your reasons.")
    korea._options.value = "wait"
    korea._texts["reason"].value = " \n "
    korea._decide.click()
    assert said(korea) == "Before you decide: say how sure you are; give your reasons."
    assert not korea.state.decided


def test_after_deciding_all_stays_as_it_is(korea):
    settle(korea, "wait")
    frozen = korea.content
    for act in (
        lambda: korea.state.choose("enter"),
        lambda: korea.state.rate("sure"),
        lambda: korea.state.justify("other"),
        korea.state.decide,
    ):
        with pytest.raises(CourseError, match="start afresh"):
            act()
    assert korea.content == frozen
    assert not any(visible(control) for control in korea._before)
    assert all(visible(control) for control in korea._after)


def test_second_thoughts_come_after(korea):
    with pytest.raises(CourseError, match="Decide first"):
        korea.state.think_again("No.")
    settle(korea, "wait")
    korea._texts["again"].value = "No: E5 weighs less than I thought."
    assert "noted" in said(korea)
    assert opened(korea.drawer.place)._texts["again"].value == "No: E5 weighs less than I thought."


def test_a_text_that_is_too_long_stays_in_its_box_and_is_never_cut(korea):
    korea._texts["reason"].value = "first"
    long = "E2 " * 500
    korea._texts["reason"].value = long
    assert said(korea).startswith("Your text has 1,500 characters; 1,200 fit.")
    korea._options.value = "wait"
    korea._sure.value = "sure"
    assert korea._texts["reason"].value == long
    korea._decide.click()
    assert said(korea).startswith("Your text has 1,500 characters")
    assert not korea.state.decided
    assert korea.state.reason == "first"
    korea._texts["reason"].value = long[:1200]
    korea._decide.click()
    assert korea.state.decided
    assert korea.state.reason == long[:1200]


def test_starting_afresh_empties_a_box_that_held_too_long_a_text(korea):
    korea._texts["reason"].value = "E2 " * 500
    korea.start_afresh()
    assert korea._texts["reason"].value == ""


def test_a_text_that_comes_after_the_decision_is_given_back(korea):
    settle(korea, "wait", "E2")
    korea._texts["reason"].value = "E2 and, typed at the last moment, E3"
    assert said(korea).endswith("so it is not saved: “E2 and, typed at the last moment, E3”")
    assert korea.state.reason == "E2"


def test_a_readers_text_is_never_taken_for_html(korea):
    settle(korea, "wait", "<img src=x onerror=alert(1)> E2 & <b>")
    assert "<img" not in korea._outcome.value
    assert "&lt;img src=x onerror=alert(1)&gt; E2 &amp; &lt;b&gt;" in korea._outcome.value


def test_the_reader_sees_which_evidence_was_named(korea):
    assert "no evidence yet" in korea._naming.value
    korea._texts["reason"].value = "E2, and E7 too."
    assert plain(korea._naming.value) == "Your reasons name: E2 (2 October 1950). There is no E7."
    settle(korea, "wait", "E2")
    assert "You left out E1, E3, E4, E5: did they weigh it?" in plain(korea._outcome.value)


# Files


def test_a_choice_comes_back_from_its_file(korea):
    settle(korea, "wait")
    again = opened(korea.drawer.place)
    assert again.content == korea.content
    assert "What was chosen" in again._outcome.value
    path = again.drawer.path
    before = path.read_bytes()
    again.drawer.save(again.work)
    assert path.read_bytes() == before
    assert path.name == "decision-korea-1950.json"


def test_starting_afresh_begins_a_new_file_and_hides_the_answer(korea):
    settle(korea, "wait")
    korea._afresh.click()
    assert not korea.state.decided
    assert korea._outcome.value == ""
    assert korea._decide.description == "Decide"
    assert [korea._options.value, korea._sure.value, korea._texts["reason"].value] == [None, None, ""]
    settle(korea, "enter", "E4")
    saved = {path.name: works.decode(path.read_bytes(), "decision") for path in korea.drawer.place.iterdir()}
    assert {name: work.content["option"] for name, work in saved.items()} == {
        "decision-korea-1950.json": "wait",
        "decision-korea-1950-2.json": "enter",
    }


def test_an_untouched_point_writes_nothing_and_its_fresh_state_can_be_saved(korea):
    assert list(korea.drawer.place.iterdir()) == []
    data = korea.work.encode()
    assert works.decode(data, "decision").encode() == data


def test_each_point_has_files_of_its_own(tmp_path):
    for name in NAMES:
        activity = opened(tmp_path, name)
        activity._sure.value = "guess"
    assert sorted(path.name for path in tmp_path.iterdir()) == [f"decision-{name}.json" for name in NAMES]


GOOD = {
    "decision": "korea-1950",
    "option": "wait",
    "sure": "sure",
    "reason": "E2",
    "named": ["moscow-text"],
    "decided": True,
    "again": "",
}


def file_of(**changes):
    whole = {"format": works.FORMAT, "kind": "decision", "version": 1, "name": "", "content": GOOD | changes}
    return json.dumps(whole).encode()


@pytest.mark.parametrize(
    "changes",
    [
        {"option": ""},
        {"sure": ""},
        {"reason": ""},
        {"sure": "very"},
        {"reason": "x" * 1201},
        {"decided": 1},
        {"decided": False, "again": "too early"},
        {"named": ["a", "a"]},
        {"option": "<b>"},
        {"more": 1},
    ],
)
def test_a_file_that_breaks_the_rules_is_refused(korea, changes):
    korea.open_bytes(file_of(), "good.json")
    before = korea.content
    with pytest.raises(WorkError, match=r"friend\.json is damaged"):
        korea.open_bytes(file_of(**changes), "friend.json")
    assert korea.content == before


def test_the_file_of_another_decision_is_named_and_changes_nothing(korea):
    korea._options.value = "wait"
    with pytest.raises(WorkError, match="'river-1969'; here it is 'korea-1950'"):
        korea.open_bytes(file_of(decision="river-1969"), "friend.json")
    assert korea.state.option == "wait"


def test_what_the_course_no_longer_has_is_kept_and_left_out_of_sight(korea):
    korea.open_bytes(file_of(option="gone", named=["gone-too", "moscow-text"]), "old.json")
    assert "You chose: a way that the course no longer has" in plain(korea._outcome.value)
    assert [piece.number for piece in korea.state.named] == ["E2"]
    again = opened(korea.drawer.place)
    assert (again.content["option"], again.content["named"]) == ("gone", ["gone-too", "moscow-text"])
    korea.open_bytes(file_of(option="gone", decided=False), "older.json")
    assert korea._options.value is None
    korea._decide.click()
    assert said(korea) == "Before you decide: choose a way."


@given(st.text(max_size=1500))
def test_any_text_is_kept_whole_or_refused(text):
    chosen = Choice(KOREA)
    try:
        chosen.justify(text)
    except CourseError as error:
        assert "1,200 fit" in str(error)
        assert chosen.reason == ""
    data = Work("decision", chosen.content).encode()
    assert works.decode(data, "decision").content == chosen.content


def test_ten_thousand_moves_lose_nothing(tmp_path):
    """One long random walk of all moves, wrong ones too: only sentences, and every state opens again."""
    chance = random.Random(1950)
    activity = Decide(KOREA)
    activity.drawer = Drawer("decision", activity.drawer.stem, tmp_path)
    texts = ["", "E2", "e1 E9", "\x00a\ud800", "é" * 1300, "x" * 1200, "\n<b>E3</b>", "  "]
    mine = activity.state
    moves = [
        lambda: mine.choose(chance.choice(["stay-out", "wait", "enter", "nobody", None, 7])),
        lambda: mine.rate(chance.choice([*SURE, "very", None])),
        lambda: mine.justify(chance.choice(texts)),
        lambda: mine.think_again(chance.choice(texts)),
        mine.decide,
        lambda: activity.restore({}),
        lambda: activity.restore(GOOD | {"option": "gone", "named": ["gone"]}),
        lambda: activity.restore({"decision": "river-1969"}),
    ]
    decided = 0
    for turn in range(10_000):
        kept = activity.content
        move = chance.choices(moves, weights=[9, 9, 9, 6, 6, 3, 1, 1])[0]
        try:
            move()
        except CourseError as error:
            assert str(error).endswith(".")
            assert activity.content == kept
        decided += mine.decided
        data = activity.work.encode()
        assert Work("decision", json.loads(data)["content"]).encode() == data
        again = Decide(KOREA)
        again.restore(json.loads(data)["content"])
        assert again.content == activity.content
        if turn % 500 == 0:
            path = activity.drawer.save(activity.work)
            assert works.decode(path.read_bytes(), "decision").encode() == data
    assert 1000 < decided < 9000


def test_reading_takes_no_longer_than_the_title_says():
    """At 200 words a minute half of the minutes are left for choosing and writing at least once."""
    for name in NAMES:
        decision = decisions.load(name)
        words = len(plain(decisions.setting(decision) + decisions.options(decision)).split())
        assert words / 200 < decisions.MINUTES / 2, (name, words)


def test_how_sure_can_be_said_in_the_words_of_the_paper():
    assert all(f"☐ {words}" in decisions.paper(KOREA) for words in SURE.values())
