"""The arithmetic of the evidence matrix, against sums worked out by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sinosoviet.activities.evidence import GRADES, MARKS, STEPS, WEIGHTS
from sinosoviet.activities.ranking import FEWEST, Doubt, Separation, Weighing, doubt, rank, separate, tally

GRADE = {"a": "high", "b": "low", "c": "medium", "d": "medium", "e": "high"}
# Read down the columns: x, y and z.
SIGNS = {
    "a": ("--", "+", "-"),
    "b": ("++", "-", "--"),
    "c": ("0", "0", "0"),
    "d": ("+", "-", "--"),
    "e": ("+", "+", "++"),
}
WORDS = {"++": "strongly for", "+": "for", "0": "neutral", "-": "against", "--": "strongly against"}


def weighing(signs=SIGNS, grades=GRADE, names="xyz"):
    marks = {
        piece: {name: WORDS[sign] for name, sign in zip(names, row, strict=True) if sign}
        for piece, row in signs.items()
    }
    return Weighing(tuple(signs), tuple(names), marks, grades)


def test_points_are_the_sums_worked_out_by_hand():
    found = tally(weighing())
    # x: a 2 × 3. y: b 1 × 1, d 1 × 2. z: a 1 × 3, b 2 × 1, d 2 × 2.
    assert [found[name].against for name in "xyz"] == [6, 3, 9]
    # x: b 2 × 1, d 1 × 2, e 1 × 3. y: a 1 × 3, e 1 × 3. z: e 2 × 3.
    assert [found[name].in_favor for name in "xyz"] == [7, 6, 6]
    assert {found[name].weighed for name in "xyz"} == {5}
    assert {found[name].empty for name in "xyz"} == {0}


def test_the_least_against_leads_and_points_for_change_nothing():
    found = rank(weighing())
    assert found.places == ((3, ("y",)), (6, ("x",)), (9, ("z",)))
    assert found.leaders == ("y",)
    louder = {**SIGNS, "c": ("++", "0", "0")}
    assert rank(weighing(louder)).places == found.places


def test_equal_points_share_a_place():
    found = rank(weighing({**SIGNS, "d": ("+", "--", "--"), "b": ("++", "--", "--")}))
    assert found.places == ((6, ("x", "y")), (9, ("z",)))
    assert found.leaders == ("x", "y")


def test_nobody_leads_where_all_are_level():
    found = rank(weighing(dict.fromkeys("abcde", ("-", "-", "-"))))
    assert len(found.places) == 1
    assert found.leaders == ()


@pytest.mark.parametrize("signs", [{}, {"a": ("", "", "")}, {"a": ("--", "++", "0")}])
def test_an_empty_or_nearly_empty_matrix_has_no_winner(signs):
    found = rank(weighing(signs))
    assert found.leaders == ()
    assert found.thin == ("x", "y", "z")
    assert doubt(weighing(signs)) == []


def test_nobody_leads_while_one_explanation_is_hardly_weighed():
    found = rank(weighing({**SIGNS, "e": ("+", "", "++")}))
    assert found.thin == ("y",)
    assert found.wanted == FEWEST == 5
    assert found.leaders == ()
    assert found.places == ((6, ("x",)), (9, ("z",)))


def test_half_as_many_pieces_as_the_one_weighed_most_are_wanted():
    signs = {f"p{number}": ("-", "-" if number < 6 else "") for number in range(13)}
    grades = dict.fromkeys(signs, "low")
    found = rank(weighing(signs, grades, "xy"))
    assert found.wanted == 7
    assert found.thin == ("y",)
    signs["p6"] = ("-", "-")
    assert rank(weighing(signs, grades, "xy")).leaders == ("y",)


def test_not_relevant_is_no_weighing_and_neutral_is():
    found = tally(Weighing(("a", "b"), ("x",), {"a": {"x": "not relevant"}, "b": {"x": "neutral"}}, GRADE))[
        "x"
    ]
    assert (found.weighed, found.not_relevant, found.empty) == (1, 1, 0)
    assert (found.against, found.in_favor) == (0, 0)


def test_what_separates_is_the_span_times_the_weight():
    # a: from -2 to +1, × 3. b: -2 to +2, × 1. d: -2 to +1, × 2. e: +1 to +2, × 3. c: all the same.
    assert separate(weighing()) == [
        Separation("a", 3, 3),
        Separation("d", 3, 2),
        Separation("b", 4, 1),
        Separation("e", 1, 3),
        Separation("c", 0, 2),
    ]
    assert [entry.value for entry in separate(weighing())] == [9, 6, 4, 3, 0]


def test_one_mark_alone_separates_nothing_and_is_not_listed():
    assert separate(weighing({"a": ("--", "", "")})) == []


def test_the_pieces_on_which_the_first_place_hangs():
    # 3, 6 and 9 points for y, x and z. Without a: x 0, y 3. With a at medium: x 4, y 3, z 8.
    assert doubt(weighing()) == [Doubt("a", ("x",), None)]
    # With a at medium as it stands, x has 4; lowering it to low gives x 2 and y 3.
    closer = {**GRADE, "a": "medium"}
    assert doubt(weighing(grades=closer)) == [Doubt("a", ("x",), ("x",))]


def test_a_doubt_can_leave_all_level():
    signs = {**dict.fromkeys("bcde", ("0", "0")), "a": ("-", "0")}
    assert rank(weighing(signs, names="xy")).leaders == ("y",)
    assert doubt(weighing(signs, names="xy")) == [Doubt("a", (), None)]


def test_a_leader_that_no_single_piece_can_move():
    signs = dict.fromkeys("abcde", ("0", "--"))
    assert rank(weighing(signs, names="xy")).leaders == ("x",)
    assert doubt(weighing(signs, names="xy")) == []


matrices = st.dictionaries(
    st.sampled_from("abcdefgh"), st.dictionaries(st.sampled_from("xyz"), st.sampled_from(MARKS)), min_size=1
).flatmap(
    lambda marks: st.fixed_dictionaries(dict.fromkeys(marks, st.sampled_from(GRADES))).map(
        lambda grades: Weighing(tuple(marks), tuple("xyz"), marks, grades)
    )
)


@given(matrices)
def test_doubts_agree_with_counting_again_from_the_start(given_matrix):
    ranking = rank(given_matrix)
    found = {entry.piece: entry.without for entry in doubt(given_matrix)}
    if not ranking.leaders:
        assert not found
        return
    for piece in given_matrix.pieces:
        rest = tuple(other for other in given_matrix.pieces if other != piece)
        again = tally(Weighing(rest, given_matrix.explanations, given_matrix.marks, given_matrix.grades))
        least = min(entry.against for entry in again.values())
        leaders = tuple(name for name, entry in again.items() if entry.against == least)
        expected = () if len(leaders) == 3 else leaders
        assert (found.get(piece) if found.get(piece) is not None else ranking.leaders) == expected


@given(matrices)
def test_points_never_exceed_what_the_cells_can_hold(given_matrix):
    for name, entry in tally(given_matrix).items():
        cells = [(piece, given_matrix.step(piece, name)) for piece in given_matrix.pieces]
        assert entry.weighed + entry.not_relevant + entry.empty == len(cells)
        assert entry.against + entry.in_favor == sum(
            abs(step) * WEIGHTS[given_matrix.grades[piece]] for piece, step in cells if step
        )


def test_steps_are_even():
    assert [STEPS[mark] for mark in MARKS] == [2, 1, 0, -1, -2, None]
