"""Matrices side by side: two, a historian's reading, a class."""

import json
import re

import pytest

from sinosoviet import activities
from sinosoviet.activities import Drawer, comparison, evidence
from sinosoviet.activities import work as works
from sinosoviet.activities.board import Board
from sinosoviet.activities.evidence import MARKS, Side
from sinosoviet.activities.matrix import Matrix
from sinosoviet.errors import CourseError, RangeError

PIECES = evidence.load_pieces()
EXPLANATIONS = evidence.load_explanations()
PROFILES = evidence.load_profiles()
IDS = [piece.id for piece in PIECES]
NAMES = [explanation.id for explanation in EXPLANATIONS]


def plain(text):
    return re.sub("<[^>]+>", " ", text)


def matrix(marks):
    """A matrix from ``{(piece number, explanation number): mark}``."""
    state = Matrix(PIECES, EXPLANATIONS)
    for (piece, name), mark in marks.items():
        state.mark(IDS[piece], NAMES[name], mark)
    return state


def pair(mine, theirs):
    return comparison.Pair(mine.weighing(), mine.side("You"), theirs.side("Ann"), PIECES, EXPLANATIONS)


def write(folder, name, state, reader=""):
    path = folder / name
    path.write_bytes(works.Work("matrix", state.content, reader).encode())
    return path


def test_agreement_is_counted_over_the_cells_that_both_marked():
    mine = matrix({(0, 0): "for", (0, 1): "against", (0, 2): "neutral", (0, 3): "for", (1, 0): "for"})
    theirs = matrix(
        {(0, 0): "strongly for", (0, 1): "strongly for", (0, 2): "not relevant", (0, 3): "neutral"}
    )
    found = pair(mine, theirs)
    assert (found.shared, found.alike, found.opposed, found.agreement) == (4, 2, 1, 50)
    steps = [(entry.explanation, entry.steps) for entry in found.differences]
    assert sorted(steps, key=lambda step: -step[1]) == steps
    assert dict(steps) == {NAMES[1]: 3, NAMES[0]: 1, NAMES[3]: 1}


def test_differences_carry_both_reasons():
    mine, theirs = matrix({}), matrix({})
    mine.mark(IDS[0], NAMES[0], "for", "I read <it> so.")
    theirs.mark(IDS[0], NAMES[0], "against", "She reads it so.")
    html = pair(mine, theirs).html()
    assert "I read &lt;it&gt; so." in html
    assert "She reads it so." in html
    assert 'scope="row"' in html


def test_nothing_in_common_is_said():
    found = pair(matrix({(0, 0): "for"}), matrix({(0, 1): "for"}))
    assert found.agreement is None
    assert "no cell in common" in found.sentence
    assert "no cell in common" in plain(found.html())


def leading(name):
    """Five pieces for all; the first speaks against everything but one explanation."""
    marks = {(piece, other): "neutral" for piece in range(5) for other in range(8)}
    marks |= {(0, other): "against" for other in range(8) if other != name}
    return matrix(marks)


def test_what_the_other_marks_would_do_to_the_first_place():
    mine = leading(2)
    other = matrix({(0, 2): "strongly against", (0, 4): "for"})
    found = pair(mine, other)
    assert found.before.leaders == (NAMES[2],)
    assert found.swapped.leaders == (NAMES[4],)
    assert found.follows.endswith(f"{EXPLANATIONS[4].name} would lead instead of {EXPLANATIONS[2].name}.")
    assert pair(mine, matrix({(1, 1): "neutral"})).follows.endswith("would still lead.")
    assert "nobody would lead" in pair(mine, matrix({(0, 2): "against"})).follows
    assert "cannot be said yet" in pair(matrix({(0, 0): "for"}), matrix({(0, 0): "for"})).follows


def test_a_historian_is_compared_with_the_editors_reading(tmp_path):
    board = Board(PIECES, EXPLANATIONS, PROFILES)
    board.drawer = Drawer("matrix", place=tmp_path)
    profile, side = next(iter(PROFILES.items()))
    for piece, row in side.marks.items():
        for name, mark in row.items():
            board.mark(piece, name, mark)
    found = board.compare(profile)
    assert found.agreement == 100
    assert found.differences == []
    assert "editors’ reading" in plain(found.html())
    with pytest.raises(CourseError, match="no historian’s reading"):
        board.compare("somebody")


def test_a_classmates_file_is_compared_and_left_as_it_is(tmp_path):
    path = write(tmp_path, "ann.json", matrix({(0, 0): "against"}), "Ann")
    before = path.read_bytes()
    board = Board(PIECES, EXPLANATIONS)
    board.drawer = Drawer("matrix", place=tmp_path)
    board.mark(IDS[0], NAMES[0], "for")
    found = board.compare(path)
    assert found.opposed == 1
    assert "You and Ann have both marked 1 cell" in found.sentence
    assert path.read_bytes() == before


def test_a_class_counts_marks_each_way_and_finds_the_disputed_cells(tmp_path):
    for number, mark in enumerate(["for", "strongly for", "against", "neutral", "not relevant"]):
        write(tmp_path, f"{number}.json", matrix({(0, 0): mark, (1, 1): "for"}), f"Reader {number}")
    found = activities.compare(tmp_path)
    (worst,) = found.disputed
    assert (worst.piece, worst.explanation) == (IDS[0], NAMES[0])
    assert (worst.in_favor, worst.neither, worst.against, worst.spread, worst.split) == (2, 2, 1, 3, 1)
    assert len(found.cells) == 2
    assert "5 matrices compared; 1 cell is marked both for and against." in found.sentence
    assert "(2 for, 1 against)" in found.sentence
    assert "Reader 3" in found.html()


def test_who_leads_in_whose_matrix(tmp_path):
    for number, lead in enumerate([2, 2, 5]):
        write(tmp_path, f"{number}.json", leading(lead), "Same Name")
    found = activities.compare(*tmp_path.iterdir())
    assert found.leads == {NAMES[2]: 2, NAMES[5]: 1}
    assert len(found.rankings) == 3
    assert f"{EXPLANATIONS[2].name} 2; {EXPLANATIONS[5].name} 1." in found.sentence


def test_a_bad_file_is_named_and_the_others_are_read(tmp_path):
    write(tmp_path, "good.json", matrix({(0, 0): "for"}), "Good")
    (tmp_path / "bad.json").write_text("{", encoding="utf-8")
    found = activities.compare(tmp_path, tmp_path / "missing.json")
    assert list(found.rankings) == ["Good"]
    assert "bad.json is damaged" in found.sentence
    assert "missing.json cannot be opened" in found.sentence
    with pytest.raises(CourseError, match="None of the files"):
        activities.compare([tmp_path / "bad.json"])


def test_a_class_has_one_to_forty_files(tmp_path):
    with pytest.raises(RangeError, match="from 1 to 40"):
        activities.compare(tmp_path)
    with pytest.raises(RangeError, match="is 41"):
        activities.compare([tmp_path / f"{number}.json" for number in range(41)])


def test_own_pieces_of_different_readers_are_never_taken_for_the_same(tmp_path):
    for number, mark in enumerate(["for", "against"]):
        state = matrix({})
        state.mark(state.add("1960", f"Piece of {number}.", "A source"), NAMES[0], mark)
        write(tmp_path, f"{number}.json", state)
    assert activities.compare(tmp_path).cells == []
    mine, theirs = (
        comparison.read(path.read_bytes(), path.name, PIECES, EXPLANATIONS)[1]
        for path in sorted(tmp_path.iterdir())
    )
    assert pair(mine, theirs).shared == 0


@pytest.mark.parametrize("mark", MARKS)
def test_distance_is_even_and_nothing_from_itself(mark):
    assert comparison.distance(mark, mark) == 0
    for other in MARKS:
        assert comparison.distance(mark, other) == comparison.distance(other, mark)
    assert comparison.distance("not relevant", "neutral") == 0
    assert comparison.distance("strongly for", "strongly against") == 4


def test_a_file_of_another_kind_is_refused(tmp_path):
    (tmp_path / "x.json").write_text(json.dumps({"format": works.FORMAT, "kind": "cards"}), encoding="utf-8")
    with pytest.raises(CourseError, match="'matrix' is wanted"):
        activities.compare(tmp_path)


def test_a_side_needs_no_reasons():
    side = Side("Bo", {IDS[0]: {NAMES[0]: "for"}})
    mine = matrix({(0, 0): "against"})
    found = comparison.Pair(mine.weighing(), mine.side("You"), side, PIECES, EXPLANATIONS)
    assert found.differences[0].their_reason == ""
