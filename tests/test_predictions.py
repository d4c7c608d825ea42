"""Predict, then see: the questions, the grid, the gap in words, and the reader's guess."""

import dataclasses
import json
import math
import random
import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sinosoviet import activities, charts, pages, predictions, sheets, style, tables
from sinosoviet.activities import Drawer, Work, WorkError, gap, grid, work
from sinosoviet.activities.prediction import Guess, Predict
from sinosoviet.errors import CourseError, UnknownNameError

NAMES = predictions.names()
ENTRIES = json.loads((tables.folder() / "predictions.json").read_text(encoding="utf-8"))
SVG = "{http://www.w3.org/2000/svg}"


def other_data(prediction):
    """The same question with another answer."""
    moved = [
        dataclasses.replace(point, low=point.low / 3 + 1, high=point.high / 3 + 2)
        for point in prediction.asked
    ]
    return dataclasses.replace(prediction, asked=tuple(moved))


def with_data(name, **values):
    """A prediction whose asked points have the values given here, by id; the others are as they were."""
    prediction = predictions.load(name)
    asked = [
        dataclasses.replace(point, low=values[point.id], high=values[point.id])
        if point.id in values
        else point
        for point in prediction.asked
    ]
    return dataclasses.replace(prediction, asked=tuple(asked))


# The questions


def test_every_page_of_the_story_asks_once():
    assert sorted(entry["page"] for entry in ENTRIES) == [name for name in pages.names() if name[:2] in PAGES]


PAGES = [f"{number:02}" for number in range(1, 9)]


@pytest.mark.parametrize("entry", ENTRIES, ids=NAMES)
def test_the_page_shows_the_chart_that_answers(entry):
    stored = [
        output.data.get("text/plain", "")
        for cell in pages.load(entry["page"]).cells
        if cell.cell_type == "code"
        for output in cell.outputs
    ]
    assert charts.CATALOG[entry["chart"]]().sentence in stored


@pytest.mark.parametrize("entry", ENTRIES, ids=NAMES)
def test_the_registry_types_no_value(entry):
    points = entry["given"] + entry["ask"]
    assert all(set(point) <= {"at", "id", "label"} for point in points)
    numbers = {key for key, value in entry.items() if isinstance(value, int | float)}
    assert numbers <= {"low", "high", "press", "digits", "near", "dots", "sum"}


def test_the_values_are_the_rows_of_the_chart():
    rows = charts.CATALOG["capabilities-1949-1955"]().table.set_index("year")["China (% of world)"]
    found = {int(point.at): point.low for point in predictions.load("china-power").points}
    assert found == rows.to_dict()
    claims = {point.id: (point.low, point.high) for point in predictions.load("zhenbao-dead").points}
    assert claims["chinese-by-soviet-claims"][0] < claims["chinese-by-soviet-claims"][1]


@pytest.mark.parametrize("name", NAMES)
def test_every_value_fits_on_the_grid(name):
    prediction = predictions.load(name)
    known = [point for point in prediction.points if not point.is_gap]
    assert prediction.kind in predictions.KINDS
    assert len(known) >= 3
    assert all(prediction.low <= point.low <= point.high <= prediction.high for point in known)
    assert len(set(prediction.ids)) == len(prediction.ids)
    assert set(prediction.assumed) == {"high", "low"}


def test_a_gap_of_the_table_is_a_gap_of_the_grid():
    points = {point.id: point for point in predictions.load("albania-votes").asked}
    assert [name for name, point in points.items() if point.is_gap] == ["1964"]
    assert math.isnan(points["1964"].off(50))
    shown = grid.svg(predictions.load("albania-votes"), {"1964": 50}, shown=True)
    assert "1964: no value" in shown
    lines = [
        line
        for line in ElementTree.fromstring(shown).iter(f"{SVG}polyline")
        if line.get("stroke-width") == "3"
    ]
    assert len(lines) == 2, "the line runs over the gap"


def test_an_unknown_name_is_answered_with_the_known_ones():
    with pytest.raises(UnknownNameError, match="china-power"):
        activities.predict("chinapower")


def test_a_damaged_registry_is_named(data_copy):
    predictions._entries.cache_clear()
    (data_copy / "predictions.json").write_text("[{", encoding="utf-8")
    with pytest.raises(tables.TableError, match="git checkout"):
        predictions.names()
    (data_copy / "predictions.json").unlink()
    with pytest.raises(tables.TableError, match="missing"):
        predictions.names()


@pytest.mark.parametrize(
    ("date", "year"), [("1955", 1955), ("1955-01", 1955.04), ("1955-12-31", 1956), ("1956-05", 1956.37)]
)
def test_dates_stand_where_they_belong(date, year):
    assert predictions.year_of(date) == pytest.approx(year, abs=0.01)


# The grid


@pytest.mark.parametrize("name", NAMES)
def test_nothing_tells_the_answer_before_it_is_asked_for(name):
    prediction = predictions.load(name)
    other = other_data(prediction)
    assert grid.svg(prediction) == grid.svg(other)
    assert Predict(prediction).sentence == Predict(other).sentence
    assert Predict(prediction).html() == Predict(other).html()
    assert grid.svg(prediction, shown=True) != grid.svg(other, shown=True)


def test_the_sheet_tells_no_answer_either(monkeypatch):
    for name in NAMES:
        prediction = predictions.load(name)
        with monkeypatch.context() as patch:
            bodies = []
            for data in (prediction, other_data(prediction)):
                patch.setattr(sheets.predictions, "load", lambda _, data=data: data)
                bodies.append(sheets.prediction(name))
            assert bodies[0] == bodies[1]


@pytest.mark.parametrize("theme", style.themes())
@pytest.mark.parametrize("name", NAMES)
def test_every_grid_is_well_formed_and_says_what_it_shows(name, theme):
    prediction = predictions.load(name)
    dice = random.Random(name)
    for shown in (False, True):
        guesses = some_guesses(prediction, dice)
        root = ElementTree.fromstring(grid.svg(prediction, guesses, shown, theme=theme))
        assert root.get("aria-label") == grid.describe(prediction, guesses, shown)
        assert ("The data:" in root.get("aria-label")) is shown
        texts = "".join(root.itertext())
        assert ("the data" in texts or prediction.kind == "year") or not shown
        width, height = map(float, root.get("viewBox").split()[2:])
        for mark in root.iter(f"{SVG}circle"):
            assert 0 <= float(mark.get("cx")) <= width
            assert 0 <= float(mark.get("cy")) <= height


def some_guesses(prediction, dice):
    low, high = prediction.bounds
    wanted = [name for name in prediction.ids if dice.random() < 0.8] or prediction.ids[:1]
    whole = prediction.kind == "year"
    return {name: dice.randint(low, high) if whole else round(dice.uniform(low, high), 1) for name in wanted}


def test_the_paper_form_has_a_picture_with_its_words_and_no_id():
    for name in NAMES:
        paper = activities.predict(name).paper()
        alt = re.search(r'<img alt="([^"]{40,})"', paper)
        assert alt and predictions.load(name).title in alt.group(1).replace("&#x27;", "'")
        assert 'src="data:image/svg+xml;base64,' in paper
        assert "set nothing" not in alt.group(1)
        assert "look at the next chart" in paper
        assert " id=" not in paper


def test_a_number_never_runs_into_the_words_around_the_grid():
    prediction = predictions.load("albania-votes")
    axis = 24
    for value in (0, 50, 100):
        drawn = grid.svg(prediction, dict.fromkeys(prediction.ids, value))
        bold = [mark for mark in ElementTree.fromstring(drawn).iter(f"{SVG}text") if mark.get("font-weight")]
        numbers = [mark for mark in bold if mark.text.isdecimal()]
        assert len(numbers) == len(prediction.points)
        assert all(axis + 16 < float(mark.get("y")) < 500 - 62 for mark in numbers)


def test_words_with_signs_of_markup_stay_words():
    prediction = dataclasses.replace(predictions.load("votes-1979"), axis="<b> & co", title='"A" < B')
    root = ElementTree.fromstring(grid.svg(prediction))
    assert "<b> & co" in "".join(root.itertext())
    assert root.get("aria-label").startswith('"A" < B. ')


def test_ticks_are_round():
    assert grid.ticks(0, 20) == [0, 5, 10, 15, 20]
    assert grid.ticks(0, 7000) == [0, 1000, 2000, 3000, 4000, 5000, 6000, 7000]
    assert grid.ticks(0, 1) == pytest.approx([0, 0.2, 0.4, 0.6, 0.8, 1])


# The gap in words

FLAT = {str(year): 10 for year in range(1950, 1956)}


def power(**data):
    """China's share with round values, so that the words can be read off."""
    return with_data("china-power", **{f"{key[1:]}": value for key, value in data.items()})


FALLING = {"y1950": 12, "y1951": 10, "y1952": 9.5, "y1953": 9, "y1954": 8.5, "y1955": 8}


def test_the_gap_says_where_which_way_and_what_was_assumed():
    guesses = {"1950": 11, "1951": 12, "1952": 13, "1953": 14, "1954": 15, "1955": 16}
    prediction = power(**FALLING)
    assert gap.sentences(prediction, guesses) == [
        "You were furthest off in 1955: 16.0 against 8.0 percent, 8.0 too high.",
        "Of 6 guesses: too high 5 times, too low once.",
        "The direction is not right: from 1949 to 1955 your line rises, and the data’s falls.",
        "The data’s line peaks in 1950; yours has no turn.",
        prediction.assumed["high"],
    ]


def test_a_turn_can_be_late():
    guesses = {"1950": 11, "1951": 12, "1952": 15, "1953": 9, "1954": 8.5, "1955": 8}
    said = gap.sentences(power(**FALLING), guesses)
    assert "Your line peaks in 1952, 2 years too late: the data’s in 1950." in said
    assert "The direction is right: from 1949 to 1955 the line falls." in said


def test_a_turn_can_be_right_or_upside_down_or_not_there():
    right = {"1950": 12, "1951": 10, "1952": 9.5, "1953": 9, "1954": 8.5, "1955": 8}
    assert "You put the turn where it is: the line peaks in 1950." in gap.sentences(power(**FALLING), right)
    dip = right | {"1950": 10.4, "1953": 3}
    assert "The data’s line peaks in 1950; yours dips in 1953." in gap.sentences(power(**FALLING), dip)
    steady = {f"y{year}": 10.4 for year in range(1950, 1956)}
    assert "Your line dips in 1953; the data have no such turn." in gap.sentences(power(**steady), dip)


def test_a_near_guess_is_told_so():
    prediction = power(**FALLING)
    guesses = {point.id: point.low + 0.2 for point in prediction.asked}
    said = gap.sentences(prediction, guesses)
    assert said[0] == "You were never further off than 0.2 percent."
    assert said[-1].startswith("You were near throughout.")


def test_what_was_left_out_and_what_is_a_gap_is_named():
    prediction = predictions.load("albania-votes")
    said = gap.sentences(prediction, {"1962": 50, "1964": 10})
    assert "You left out 1963, 1965, 1966, 1967 and 1968." in said
    assert any(sentence.startswith("For 1964 the chart has no value: a gap stays a gap") for sentence in said)
    assert "Of 1" not in " ".join(said)


def test_five_years_are_added_up():
    prediction = with_data("trade-thaw", **{str(year): 1000 for year in range(1986, 1991)})
    said = gap.sentences(prediction, {"1986": 1000, "1987": 1000, "1988": 500})
    assert (
        "Added up over 3 years, you have 2,500 million dollars, and the data 3,000 million dollars." in said
    )


def test_the_order_of_levels_is_told():
    prediction = with_data("votes-1979", **{"vietnam": 80, "soviet-union": 60, "united-states": 20})
    right = gap.sentences(prediction, {"vietnam": 9, "soviet-union": 8, "united-states": 7})
    order = "Vietnam; the Soviet Union; the United States."
    assert f"Your order, from highest to lowest, is that of the data: {order}" in right
    wrong = gap.sentences(prediction, {"vietnam": 5, "soviet-union": 60, "united-states": 60})
    assert f"From highest to lowest the data have: {order}" in wrong
    assert "You had: the Soviet Union level with the United States; Vietnam." in wrong
    level = gap.sentences(prediction, dict.fromkeys(prediction.ids, 5))
    assert "You had: all of them level." in level


def test_a_guess_inside_a_range_is_not_off():
    prediction = predictions.load("zhenbao-dead")
    (claimed,) = (point for point in prediction.asked if point.low < point.high)
    middle = (claimed.low + claimed.high) / 2
    assert claimed.off(middle) == 0
    assert claimed.off(claimed.low - 5) == -5
    assert claimed.off(claimed.high + 5) == 5
    assert ">within it<" in gap.table(prediction, {claimed.id: middle})


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        (1955, "You chose 1955, and that is the year: a fall by"),
        (1960, "You chose 1960, 5 years too late: the greatest fall is that of 1955, by"),
        (1954, "You chose 1954, 1 year too early: the greatest fall is that of 1955, by"),
    ],
)
def test_the_year_is_off_by_so_many(chosen, said):
    (first, *rest) = gap.sentences(predictions.load("arms-fall"), {"year": chosen})
    assert first.startswith(said)
    assert len(rest) == (1 if chosen == 1955 else 2)


@pytest.mark.parametrize("name", NAMES)
def test_whatever_is_guessed_the_gap_can_be_told(name):
    prediction, dice = predictions.load(name), random.Random(name)
    for _ in range(300):
        guesses = some_guesses(prediction, dice)
        said = gap.sentences(prediction, guesses)
        assert all(sentence[-1] in ".?" and "nan" not in sentence for sentence in said)
        assert not re.search(r"\d+ (out of|/) \d+|points?\b|score", " ".join(said))
        ElementTree.fromstring(f"<x>{gap.table(prediction, guesses)}</x>")
    assert gap.sentences(prediction, {})


# The guess


@pytest.fixture
def guess():
    return Guess(predictions.load("china-power"))


@pytest.mark.parametrize(
    ("typed", "kept"), [("12", 12.0), (" 9,5 ", 9.5), ("7.25 %", 7.2), ("0", 0.0), ("1.0", 1.0), ("20", 20.0)]
)
def test_numbers_are_read_as_people_write_them(guess, typed, kept):
    guess.set("1950", typed)
    assert guess.guesses == {"1950": kept}


@pytest.mark.parametrize(("typed", "kept"), [("1,200", 1200), ("1 200", 1200), ("1200.4", 1200)])
def test_thousands_are_read_too(typed, kept):
    guess = Guess(predictions.load("trade-thaw"))
    guess.set("1986", typed)
    assert guess.guesses == {"1986": kept}


@pytest.mark.parametrize(
    "typed", ["many", "1e1", "nan", "inf", "--3", "1_0", "٣", "21", "-1", "1.2.3", "9" * 400]
)
def test_what_is_no_value_is_refused_and_nothing_changes(guess, typed):
    guess.set("1950", "12")
    with pytest.raises(CourseError, match=r"not a number|goes from 0 to 20"):
        guess.set("1950", typed)
    assert guess.guesses == {"1950": 12.0}


def test_an_empty_field_takes_a_value_back(guess):
    guess.set("1950", "12")
    guess.set("1950", " ")
    assert guess.guesses == {}
    assert guess.missing[0] == "1950"


def test_a_press_starts_from_the_point_before_and_stays_on_the_grid(guess):
    guess.press("1950", 1)
    assert guess.guesses == {"1950": round(guess.prediction.given[0].low + 0.5, 1)}
    guess.press("1951", -1)
    assert guess.guesses["1951"] == round(guess.guesses["1950"] - 0.5, 1)
    for _ in range(100):
        guess.press("1951", -1)
    assert guess.guesses["1951"] == 0


def test_the_data_show_only_when_all_is_set_or_the_rest_is_left(guess):
    with pytest.raises(CourseError, match="at least one"):
        guess.show(leave_out=True)
    guess.set("1950", "12")
    with pytest.raises(CourseError, match=r"Still to set: 1951, 1952, 1953, 1954, 1955\."):
        guess.show()
    guess.show(leave_out=True)
    assert guess.shown


def test_a_guess_is_frozen_once_the_data_have_shown(guess):
    with pytest.raises(CourseError, match="show first"):
        guess.wonder("Too early.")
    guess.set("1950", "12")
    guess.explain("x" * 400)
    guess.show(leave_out=True)
    before = guess.content
    for act in (
        lambda: guess.set("1950", "3"),
        lambda: guess.press("1950", 1),
        lambda: guess.explain("Later I am wiser."),
        guess.show,
    ):
        with pytest.raises(CourseError, match="stays as it is"):
            act()
    assert guess.content == before
    assert guess.reason == "x" * 400
    guess.wonder("That it fell.")
    assert guess.content == before | {"surprise": "That it fell."}


def test_points_that_the_course_no_longer_has_are_kept(guess):
    content = guess.content | {"guesses": {"1950": 99, "1848": 3.5}}
    guess.restore(content)
    assert guess.content == content
    assert guess.guesses == {"1950": 99}
    assert gap.sentences(guess.prediction, guess.guesses)
    assert ElementTree.fromstring(grid.svg(guess.prediction, guess.guesses, True)) is not None


@given(st.text(max_size=60))
def test_whatever_is_typed_is_taken_or_refused_in_a_sentence(text):
    guess = Guess(predictions.load("grain"))
    try:
        guess.set("1958", text)
    except CourseError as error:
        assert str(error).endswith(".")
    assert Work("prediction", guess.content).encode()


def test_ten_thousand_doings_lose_nothing():
    dice = random.Random(1949)
    done = 0
    for _ in range(100):
        guess = Guess(predictions.load(dice.choice(NAMES)))
        for _ in range(100):
            before = guess.content
            try:
                step(guess, dice)
            except CourseError:
                assert guess.content == before
            else:
                assert set(before["guesses"]) - set(guess.content["guesses"]) <= TAKEN
            data = Work("prediction", guess.content).encode()
            guess.restore(work.decode(data, "prediction").content)
            assert Work("prediction", guess.content).encode() == data
            if before["shown"] and guess.shown:
                assert guess.content == before | {"surprise": guess.surprise}
            done += 1
    assert done == 10_000


TAKEN = set()
TYPED = ["", "0", "7", "12.5", "1,000", "55 %", "400", "1955", "-3", "lots", "9" * 30, "\ud800"]


def step(guess, dice):
    wanted = dice.choice([*guess.prediction.ids, "1066"])
    TAKEN.clear()
    act = dice.choice(["set", "set", "press", "press", "explain", "wonder", "show", "rest", "afresh"])
    if act == "set":
        text = dice.choice(TYPED)
        TAKEN.update({wanted} if not text else ())
        guess.set(wanted, text)
    elif act == "press":
        guess.press(wanted, dice.choice([1, -1, 0]))
    elif act in ("explain", "wonder"):
        getattr(guess, act)("".join(dice.choices("ab \n\x00\ud800é", k=dice.randint(0, 500))))
    elif act == "afresh" and dice.random() < 0.3:
        TAKEN.update(guess.content["guesses"])
        guess.restore({})
    elif act in ("show", "rest"):
        guess.show(leave_out=act == "rest" and dice.random() < 0.2)


# The view


@pytest.fixture
def desk(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path / "my-work"


def opened(name="china-power"):
    activity = activities.predict(name)
    assert activity.widget
    return activity


def button(box, words):
    """The button with these words, wherever it stands."""
    for child in getattr(box, "children", ()):
        found = child if getattr(child, "description", "") == words else button(child, words)
        if found:
            return found
    return None


def status(activity):
    return re.sub("<[^>]+>", "", activity._status.value)


def saved(path):
    return json.loads(path.read_text(encoding="utf-8"))["content"]


def test_a_reader_sets_shows_and_finds_it_again(desk):
    activity = opened()
    first = activity.sentence
    button(activity.widget, "▲ 1950").click()
    assert status(activity).startswith(
        "1950: 10.9 percent. 5 still to set. Saved in my-work/prediction-china-power"
    )
    for year in range(1951, 1956):
        activity._fields[str(year)].value = "12"
    activity._reason.value = "It built factories."
    assert "The data:" not in activity._picture.value
    assert activity._gap.value == ""
    button(activity.widget, "Show the data").click()
    assert "The data:" in activity._picture.value
    assert "furthest off" in status(activity) and "furthest off" in activity._gap.value
    assert "It built factories." in activity._gap.value
    activity._fields["1951"].value = "3"
    button(activity.widget, "▲ 1950").click()
    assert "stays as it is" in status(activity)
    assert activity.state.guesses["1951"] == 12
    activity._surprise.value = "It fell."
    again = opened()
    assert again._picture.value == activity._picture.value
    assert again._reason.value == "It built factories."
    assert again._surprise.value == "It fell."
    assert saved(desk / "prediction-china-power.json") == again.content
    assert again.sentence == first


def test_a_mistake_is_answered_and_what_was_typed_stays(desk):
    activity = opened()
    activity._fields["1950"].value = "a lot"
    assert "'a lot' is not a number" in status(activity).replace("&#x27;", "'")
    assert activity._fields["1950"].value == "a lot"
    assert not desk.exists()
    button(activity.widget, "Show the data").click()
    assert "'a lot' is not a number" in status(activity).replace("&#x27;", "'")
    activity._reason.value = "The war."
    assert activity._fields["1950"].value == "a lot"
    button(activity.widget, "▲ 1950").click()
    assert activity._fields["1950"].value == "10.9"


def test_guessing_again_begins_a_new_file(desk):
    activity = opened()
    activity._fields["1950"].value = "5"
    button(activity.widget, "I will leave the rest").click()
    assert "left out" in activity._gap.value
    button(activity.widget, "Guess again in a new file").click()
    assert activity._fields["1950"].value == ""
    activity._fields["1950"].value = "6"
    assert saved(desk / "prediction-china-power.json")["guesses"] == {"1950": 5.0}
    assert saved(desk / "prediction-china-power-2.json")["guesses"] == {"1950": 6.0}


def test_the_year_is_chosen_from_a_list(desk):
    activity = opened("arms-fall")
    activity._fields["year"].value = "1960"
    assert "Year: 1960. All is set" in status(activity)
    button(activity.widget, "Show the data").click()
    assert "5 years too late" in activity._gap.value
    activity.start_afresh()
    assert activity._fields["year"].value is None
    assert opened("arms-fall")._fields["year"].value == "1960"


@pytest.mark.parametrize("name", NAMES)
def test_every_prediction_can_be_played_to_the_end(desk, name):
    activity = opened(name)
    for wanted, field in activity._fields.items():
        field.value = "1954" if activity.prediction.kind == "year" else "5"
        assert wanted in activity.state.guesses
    button(activity.widget, "Show the data").click()
    assert activity.state.shown
    for sentence in gap.sentences(activity.prediction, activity.state.guesses):
        assert sentence.split("’")[0][:30] in activity._gap.value


def test_the_file_of_another_prediction_is_refused(desk):
    other = opened("grain")
    other._fields["1958"].value = "300"
    activity = opened()
    activity._fields["1950"].value = "12"
    activity._try(activity.open_bytes, (desk / "prediction-grain.json").read_bytes(), "friend.json")
    assert "'grain'; here 'china-power' is asked" in status(activity).replace("&#x27;", "'")
    assert activity.state.guesses == {"1950": 12.0}


def test_damaged_foreign_and_older_files_are_left_alone(desk):
    desk.mkdir()
    good = {"format": "sinosoviet work", "kind": "prediction", "version": 1, "name": ""}
    content = Guess(predictions.load("china-power")).content
    bad = [
        b"{",
        b"",
        json.dumps(good | {"kind": "cards", "content": content}).encode(),
        json.dumps(good | {"version": 2, "content": content}).encode(),
        json.dumps(good | {"content": content | {"guesses": {"1950": "12"}}}).encode(),
        json.dumps(good | {"content": content | {"guesses": {"1950": 1e300}}}).encode(),
        json.dumps(good | {"content": content | {"reason": "x" * 401}}).encode(),
        json.dumps(good | {"content": content | {"secret": 1}}).encode(),
        json.dumps(good | {"content": {}}).encode(),
    ]
    path = desk / "prediction-china-power.json"
    for data in bad:
        path.write_bytes(data)
        with pytest.raises(WorkError):
            Drawer("prediction", place=desk).open(path)
        activity = opened()
        assert "left as it is" in status(activity)
        activity._fields["1950"].value = "3"
        assert path.read_bytes() == data
        (desk / "prediction-china-power-2.json").unlink()


def test_readers_words_are_shown_as_words(desk):
    activity = opened()
    activity._fields["1950"].value = "<b>12</b>"
    assert "<b>" not in activity._status.value.replace("<p role", "")


def test_one_guess_is_not_called_many():
    said = " ".join(gap.sentences(predictions.load("china-power"), {"1950": 11.4}))
    assert "never" not in said and "throughout" not in said
    assert "Your guess for 1950 was 0.4 percent off." in said
