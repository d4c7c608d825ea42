"""Judging statements, auditing a page, and weighing rules for a date."""

import json
import random
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sinosoviet import activities, tables
from sinosoviet.activities import work as works
from sinosoviet.activities.activity import Activity
from sinosoviet.activities.audit import CLAIM, KINDS, MOST_CLAIMS, PAGE, Audit, Report
from sinosoviet.activities.claims import LONGEST_SENTENCE, ClaimCheck, Judgment
from sinosoviet.activities.dating import FIRST, LAST, Dating, MyDate
from sinosoviet.activities.verdicts import VERDICTS
from sinosoviet.errors import CourseError, RangeError, UnknownNameError

STEPS = 10_000
words = st.text(max_size=60)


def statements():
    return activities.claim_check().state.statements


def status(activity):
    return re.sub("<[^>]+>", "", activity._status.value)


def survives(activity):
    """Saving, opening and saving again gives the same bytes."""
    data = activity.work.encode()
    activity.restore(works.decode(data, activity.kind).content)
    assert activity.work.encode() == data
    return data


@pytest.fixture(autouse=True)
def in_a_folder_of_its_own(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def makers():
    return [activities.claim_check, activities.audit, activities.my_date]


@pytest.mark.parametrize("make", makers())
def test_the_fresh_state_is_empty_and_follows_its_schema(make):
    activity = make()
    assert isinstance(activity, Activity)
    before = activity.content
    activity.restore({})
    assert activity.content == before
    survives(activity)


@pytest.mark.parametrize("make", makers())
def test_the_sentence_stays_the_same_whatever_lies_in_the_folder(make):
    first = make()
    assert first.widget
    first.changed("Something.")
    again = make()
    assert again.widget
    assert repr(again) == repr(first)


@pytest.mark.parametrize("make", makers())
def test_the_paper_form_is_whole(make):
    page = make().html()
    assert "<script" not in page
    assert not re.search(r"\bid=", page), "two on one page would clash"
    assert not re.search(r"color:\s*#", page), "a fixed color is lost on one of the themes"
    for tag in ("table", "ol", "ul", "details", "li"):
        assert len(re.findall(f"<{tag}[ >]", page)) == page.count(f"</{tag}>")


@pytest.mark.parametrize("make", makers())
def test_every_control_has_a_name(make):
    def walk(widget):
        yield widget
        for child in getattr(widget, "children", ()):
            yield from walk(child)

    controls = [w for w in walk(make().widget) if hasattr(w, "description") and hasattr(w, "disabled")]
    assert len(controls) > 5
    assert all(control.description for control in controls)


# Claim check


def test_the_paper_form_asks_before_it_answers():
    page = activities.claim_check().paper()
    asked, told = page.split("<details>")
    for row in statements():
        assert row["why"].split(".")[0][:40] not in asked
        assert row["claim"].replace("'", "&#x27;") in asked
    assert told.count("<li") == 12


def test_evidence_comes_only_after_a_verdict_and_the_verdict_stands():
    judgment = Judgment(statements())
    with pytest.raises(CourseError, match="Judge first"):
        judgment.see()
    judgment.judge("wrong")
    judgment.judge("supported")
    judgment.see()
    with pytest.raises(CourseError, match="first verdict stands"):
        judgment.judge("wrong")
    judgment.write("A better one.")
    assert judgment.answer() == {"verdict": "supported", "sentence": "A better one.", "seen": True}


def test_the_tally_counts_only_what_was_opened():
    judgment = Judgment(statements())
    for place, row in enumerate(judgment.statements[:3]):
        judgment.go(place)
        judgment.judge(row["verdict"] if place else "unverifiable")
        if place < 2:
            judgment.see()
    assert judgment.seen == 2
    asked, agreed, given_ = (sum(column) for column in zip(*judgment.tally.values(), strict=True))
    assert (asked, agreed, given_) == (2, 1, 2)


def test_an_unknown_verdict_or_theme_names_the_known_ones():
    with pytest.raises(UnknownNameError, match="supported, imprecise, wrong"):
        Judgment(statements()).judge("true")
    with pytest.raises(UnknownNameError, match="causes, dates, effects"):
        activities.claim_check("weather")


@pytest.mark.parametrize("theme", sorted(tables.load("claims")["theme"].unique()))
def test_every_theme_has_statements_and_a_file_of_its_own(theme):
    check = activities.claim_check(theme)
    assert len(check.state.statements) >= 5
    assert {row["theme"] for row in check.state.statements} == {theme}
    assert theme in check.drawer.stem


def test_clicks_judge_and_show_and_the_work_comes_back():
    check = activities.claim_check()
    assert check.widget
    check._see.click()
    assert "Judge first" in status(check)
    check._verdicts.value = "wrong"
    check._own.value = "I doubt it & <b>say so</b>."
    check._see.click()
    assert "The editors say supported, you wrong." in status(check)
    assert "allies by treaty" in check._shown.value
    assert "&lt;b&gt;" not in check._told.value
    check._verdicts.value = "supported"
    assert "your first verdict stands" in status(check)
    assert check._verdicts.value == "wrong"
    check._next.click()
    assert check._verdicts.value is None
    again = activities.claim_check()
    assert again.widget
    assert again.content == check.content
    assert again.state.place == 1


def test_answers_to_statements_that_are_gone_are_kept():
    check = activities.claim_check()
    old = {"answers": {"claim-gone": {"verdict": "wrong", "sentence": "x", "seen": True}}, "at": "claim-gone"}
    check.restore(old)
    assert check.state.place == 0
    assert check.state.seen == 0
    check.state.judge("wrong")
    assert check.content["answers"]["claim-gone"] == old["answers"]["claim-gone"]
    survives(check)


def test_a_long_walk_through_the_statements_loses_nothing():
    chance = random.Random(10)
    check = ClaimCheck(statements())
    told = {}
    for step in range(STEPS):
        judgment, name = check.state, check.state.statement["id"]
        act = chance.choice(["judge", "write", "see", "go"])
        try:
            if act == "judge":
                judgment.judge(chance.choice([*VERDICTS, "perhaps", ""]))
            elif act == "write":
                told[name] = f"Sentence {step}."
                judgment.write(told[name])
            elif act == "see":
                judgment.see()
            else:
                judgment.go(chance.randrange(-2, 15))
        except CourseError as error:
            assert "\n" not in str(error)
        if step % 500 == 0:
            survives(check)
    assert {name: judgment.answer(name)["sentence"] for name in told} == told
    assert len(survives(check)) < works.LARGEST_BYTES


@given(st.text(max_size=LONGEST_SENTENCE // 4))
def test_any_sentence_can_be_written(text):
    judgment = Judgment(statements())
    judgment.write(text)
    assert len(judgment.answer()["sentence"]) <= LONGEST_SENTENCE
    works.Work("claims", judgment.content).encode()


def test_the_longest_work_still_fits_the_file():
    check = ClaimCheck(tables.load("claims").astype(object).to_dict("records")[:80])
    for place in range(80):
        check.state.go(place)
        check.state.judge("interpretation")
        check.state.write("漢" * LONGEST_SENTENCE)
    assert len(check.work.encode()) < works.LARGEST_BYTES


@pytest.mark.parametrize(
    ("make", "box"),
    [
        (activities.claim_check, "_own"),
        (activities.audit, "_fields"),
        (activities.my_date, "_against"),
    ],
)
def test_a_text_that_is_too_long_is_not_cut_but_stays_in_its_box(make, box):
    activity = make()
    assert activity.widget
    field = getattr(activity, box)
    field = field["evidence"] if isinstance(field, dict) else field
    long = "الصين 🙂 " * 500
    field.value = long
    assert "Shorten it" in activity._status.value
    activity.changed("Something else.")
    assert field.value == long
    onward = getattr(activity, "_add", getattr(activity, "_next", None))
    if onward:
        onward.click()
        assert "Shorten it" in activity._status.value
        assert field.value == long
    field.value = "Short."
    assert "Saved in" in activity._status.value
    assert "Short." in str(activity.content)


def test_the_ends_are_told_and_no_button_is_put_out_of_reach():
    check, audit = activities.claim_check(), activities.audit()
    for activity, ends in ((check, ("first statement", None)), (audit, ("first claim", "last claim"))):
        assert activity.widget
        for button, end in zip((activity._back, activity._next), ends, strict=True):
            if end:
                button.click()
                assert end in activity._status.value
            assert not button.disabled
    check._verdicts.value = "wrong"
    check._see.click()
    assert not check._see.disabled


# Audit


def filled(report):
    report.describe("title", "A page")
    report.describe("kind", "blog")
    for field, text in (
        ("claim", "They split in 1956."),
        ("verdict", "interpretation"),
        ("evidence", "Lüthi says 1955."),
        ("source", "Lüthi 2008"),
        ("sentence", "Lüthi dates it to 1955."),
    ):
        report.write(field, text)
    return report


def test_the_words_hold_everything_that_was_filled_in():
    said = filled(Report()).words()
    for part in ("A page (blog)", "They split in 1956.", "interpretation", "Lüthi 2008", "1 interpretation"):
        assert part in said
    assert "no title yet" in Report().words()


def test_an_audit_has_ten_claims_and_says_so():
    report = Report()
    for _ in range(MOST_CLAIMS - 1):
        report.add()
    with pytest.raises(CourseError, match="10 claims at most"):
        report.add()
    with pytest.raises(RangeError, match="1 to 10"):
        report.go(10)


def test_a_claim_taken_away_comes_back_to_its_place():
    report = filled(Report())
    before = report.content
    report.remove()
    assert report.claims == [dict.fromkeys(CLAIM, "")]
    report.put_back()
    assert report.content == before
    report.add()
    report.write("claim", "A second one.")
    report.go(0)
    before = report.content
    report.remove()
    assert [claim["claim"] for claim in report.claims] == ["A second one."]
    report.put_back()
    assert report.content == before
    with pytest.raises(CourseError, match="No claim was taken away"):
        report.put_back()


@pytest.mark.parametrize(
    ("act", "said"),
    [
        (lambda report: report.write("verdict", "true"), "supported, imprecise"),
        (lambda report: report.write("color", "red"), "claim, verdict, evidence"),
        (lambda report: report.describe("kind", "poem"), "encyclopedia entry, textbook"),
        (lambda report: report.describe("weight", "1"), "title, kind, maker"),
    ],
)
def test_a_wrong_field_names_the_right_ones(act, said):
    with pytest.raises(UnknownNameError, match=said):
        act(Report())


def test_clicks_fill_the_form_and_give_it_in_words():
    audit = activities.audit()
    assert audit.widget
    audit._about["title"].value = "A <i>page</i>"
    audit._about["kind"].value = "blog"
    audit._fields["claim"].value = "They split in 1956."
    audit._verdict.value = "wrong"
    audit._add.click()
    assert audit._fields["claim"].value == ""
    assert audit._verdict.value is None
    audit._remove.click()
    audit._put.click()
    audit._words.click()
    assert "They split in 1956." in audit._said.value
    assert "<i>" not in audit._said.value
    again = activities.audit()
    assert again.widget
    assert again.content == audit.content
    assert again.state.page["kind"] == "blog"


def test_a_kind_of_page_that_is_gone_is_kept():
    audit = Audit()
    audit.restore({**audit.content, "page": {**audit.content["page"], "kind": "papyrus"}})
    assert audit.widget
    audit._about["title"].value = "Old"
    assert audit.state.page["kind"] == "papyrus"


def test_a_long_walk_through_the_audit_never_breaks():
    chance = random.Random(11)
    audit = Audit()
    for step in range(STEPS):
        report = audit.state
        before = [claim for claim in report.claims if any(claim.values())]
        act = chance.choice(["write", "describe", "go", "add", "remove", "put_back"])
        try:
            if act == "write":
                field = chance.choice([*CLAIM, "mood"])
                report.write(field, chance.choice(list(VERDICTS)) if field == "verdict" else f"Text {step}.")
            elif act == "describe":
                field = chance.choice(list(PAGE))
                report.describe(field, chance.choice(KINDS) if field == "kind" else f"Page {step}")
            elif act == "go":
                report.go(chance.randrange(-2, 12))
            else:
                getattr(report, act)()
        except CourseError as error:
            assert "\n" not in str(error)
            assert [claim for claim in report.claims if any(claim.values())] == before
        assert 1 <= len(report.claims) <= MOST_CLAIMS
        assert 0 <= report.at < len(report.claims)
        if step % 500 == 0:
            survives(audit)


@given(st.sampled_from(sorted(set(CLAIM) - {"verdict"})), st.text(max_size=900))
def test_any_text_fits_a_field(field, text):
    report = Report()
    report.write(field, text)
    assert len(report.claim[field]) <= CLAIM[field]
    works.Work("audit", report.content).encode()
    assert report.words().endswith("\n")


# My date


def test_half_of_the_weight_gives_the_date():
    dating = Dating()
    assert dating.implied is None
    dating.weigh("treaty", 1)
    assert dating.implied["date"] == "1980-04-11"
    dating.weigh("words", 2)
    assert dating.implied["date"] == "1960-04"
    dating.weigh("words", 0)
    dating.weigh("blood", 1)
    assert dating.implied["criterion"] == "blood"


def test_weight_on_a_rule_that_is_never_met_can_give_no_date():
    dating = Dating()
    dating.weigh("votes", 3)
    assert dating.implied is None
    dating.weigh("people", 2)
    assert dating.implied is None
    dating.weigh("words", 1)
    assert dating.implied["criterion"] == "people"


def test_the_nearest_are_those_with_the_smallest_distance():
    dating = Dating()
    assert dating.nearest == []
    dating.choose(1957)
    nearest = dating.nearest
    assert [row["apart"] for row in nearest] == sorted(row["apart"] for row in nearest)
    assert {"Deng Xiaoping (1989)", "CIA (1960)", "Steven Goldstein"} <= {row["who"] for row in nearest}
    outside = [row for row in dating.datings if row["who"] not in {near["who"] for near in nearest}]
    ends = [row["year_end"] if isinstance(row["year_end"], int) else row["year"] for row in outside]
    for row, last in zip(outside, ends, strict=True):
        assert max(row["year"] - 1957, 1957 - last) > nearest[-1]["apart"]


@pytest.mark.parametrize(
    ("act", "said"),
    [
        (lambda dating: dating.choose(1948), "1949 to 1991"),
        (lambda dating: dating.choose("1960"), "1949 to 1991"),
        (lambda dating: dating.choose(True), "1949 to 1991"),
        (lambda dating: dating.weigh("words", 4), "0 to 3"),
        (lambda dating: dating.weigh("moon", 1), "doctrine, rivals"),
        (lambda dating: dating.pick("nothing"), "soviet-recognition-1949"),
        (lambda dating: dating.note("mood", "x"), "own_rule, against"),
    ],
)
def test_a_wrong_date_weight_or_rule_names_the_right_ones(act, said):
    with pytest.raises(CourseError, match=said):
        act(Dating())


def test_clicks_give_a_date_and_the_distance_to_the_readers_year():
    mine = activities.my_date()
    assert mine.widget
    mine._weights["words"].value = 3
    assert "April 1960" in mine._result.value
    mine._year.value = 1956
    assert "4 years later than your 1956" in mine._result.value
    assert "Donald Zagoria" in mine._result.value
    assert "twentieth-congress" in [value for _, value in mine._event.options]
    mine._event.value = "twentieth-congress"
    mine._year.value = 1960
    assert "That is the year you wrote down." in mine._result.value
    assert mine._event.value == "twentieth-congress", "the event stays when the year moves"
    mine._weights["votes"].value = 3
    mine._weights["words"].value = 0
    assert "never met" in mine._result.value
    again = activities.my_date()
    assert again.widget
    assert again.content == mine.content


def test_rules_and_events_that_are_gone_are_kept():
    mine = MyDate()
    mine.restore({**mine.content, "weights": {"moon": 2, "words": 1}, "event": "gone-1950"})
    assert mine.widget
    mine._year.value = 1970
    assert mine.content["weights"] == {"moon": 2, "words": 1}
    assert mine.content["event"] == "gone-1950"
    assert [row["id"] for row in mine.state.weighed] == ["words"]
    survives(mine)


def test_a_long_walk_through_the_weights_never_breaks():
    chance = random.Random(12)
    mine = MyDate()
    names = [row["id"] for row in mine.state.rules]
    events = [row["id"] for row in mine.state.events]
    for step in range(STEPS):
        dating = mine.state
        act = chance.choice(["choose", "pick", "weigh", "note"])
        try:
            if act == "choose":
                dating.choose(chance.choice([0, chance.randrange(FIRST - 2, LAST + 3)]))
            elif act == "pick":
                dating.pick(chance.choice([*events[:20], "", "none"]))
            elif act == "weigh":
                dating.weigh(chance.choice([*names, "none"]), chance.randrange(-1, 5))
            else:
                dating.note(chance.choice(["own_rule", "against"]), f"Note {step}.")
        except CourseError as error:
            assert "\n" not in str(error)
        implied = dating.implied
        assert implied is None or implied["weight"] > 0
        assert bool(dating.nearest) == bool(dating.year)
        if step % 500 == 0:
            survives(mine)


@pytest.mark.parametrize("make", makers())
@settings(max_examples=40)
@given(data=st.data())
def test_any_content_that_the_schema_allows_can_be_shown(make, data):
    activity = make()
    text = st.text(max_size=30)
    name = st.from_regex(r"\A[a-z0-9]{1,8}(-[a-z0-9]{1,8})?\Z")
    verdict = st.sampled_from(["", *VERDICTS])
    answer = st.fixed_dictionaries({"verdict": verdict, "sentence": text, "seen": st.booleans()})
    claim = st.fixed_dictionaries({**dict.fromkeys(CLAIM, text), "verdict": verdict})
    known = st.sampled_from([row["id"] for row in statements()])
    contents = {
        "claims": {"answers": st.dictionaries(name | known, answer, max_size=5), "at": name | known},
        "audit": {
            "page": st.fixed_dictionaries(dict.fromkeys(PAGE, text)),
            "claims": st.lists(claim, min_size=1, max_size=MOST_CLAIMS),
            "at": st.integers(0, 9),
        },
        "dating": {
            "year": st.just(0) | st.integers(FIRST, LAST),
            "event": name,
            "weights": st.dictionaries(
                name | st.sampled_from(["words", "votes"]), st.integers(1, 3), max_size=6
            ),
            "own_rule": text,
            "against": text,
        },
    }
    content = data.draw(st.fixed_dictionaries(contents[activity.kind]))
    whole = {"format": works.FORMAT, "kind": activity.kind, "version": 1, "name": "", "content": content}
    assert activity.widget
    activity.open_bytes(json.dumps(whole).encode(), "friend.json")
    assert "Took in friend.json." in status(activity)
    survives(activity)
