"""The evidence matrix: its state, what is saved, and what a reader sees."""

import copy
import datetime
import json
import random
import re
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sinosoviet import activities, pages
from sinosoviet.activities import Drawer, WorkError, evidence, readout
from sinosoviet.activities import work as works
from sinosoviet.activities.board import PANELS, Board
from sinosoviet.activities.evidence import GRADES, MARKS
from sinosoviet.activities.matrix import LONGEST_REASON, MOST_OWN, Matrix, line
from sinosoviet.errors import CourseError

PIECES = evidence.load_pieces()
EXPLANATIONS = evidence.load_explanations()
PROFILES = evidence.load_profiles()
IDS = [piece.id for piece in PIECES]
NAMES = [explanation.id for explanation in EXPLANATIONS]
CHINESE = "分裂"


def matrix():
    return Matrix(PIECES, EXPLANATIONS)


def board(place):
    made = Board(PIECES, EXPLANATIONS, PROFILES)
    made.drawer = Drawer("matrix", place=place)
    return made


def status(shown):
    return plain(shown._status.value)


def plain(text):
    return re.sub("<[^>]+>", "", text)


def saved(place, name="matrix.json"):
    return json.loads((place / name).read_text("utf-8"))["content"]


def encoded(state):
    return works.Work("matrix", state.content).encode()


# The state.


def test_a_cell_keeps_its_mark_and_its_reason():
    state = matrix()
    state.mark(IDS[0], NAMES[0], "against", "It says\nthe opposite. ")
    assert state.cell(IDS[0], NAMES[0]) == ("against", "It says the opposite.")
    state.mark(IDS[0], NAMES[0], "for")
    assert state.cell(IDS[0], NAMES[0]) == ("for", "It says the opposite.")
    state.mark(IDS[0], NAMES[0], None)
    assert state.cell(IDS[0], NAMES[0]) == (None, "It says the opposite.")
    state.explain(IDS[0], NAMES[0], "")
    assert state.content == matrix().content


def test_the_editors_suggestion_holds_until_the_reader_judges():
    state = matrix()
    piece = next(piece for piece in PIECES if piece.suggested == "high")
    assert state.weighing().weight(piece.id) == 3
    state.trust(piece.id, "low", "Written later.")
    assert state.weighing().weight(piece.id) == 1
    assert state.judgment(piece.id) == ("low", "Written later.")
    state.trust(piece.id, None, "")
    assert state.grade(piece.id) == "high"
    assert state.content == matrix().content


@pytest.mark.parametrize(
    ("act", "said"),
    [
        (lambda state: state.mark("nothing", NAMES[0], "for"), "no piece of evidence called 'nothing'"),
        (lambda state: state.mark(IDS[0], "luck", "for"), "no explanation called 'luck'"),
        (lambda state: state.mark(IDS[0], NAMES[0], "maybe"), "no mark called 'maybe'"),
        (lambda state: state.mark(IDS[0], NAMES[0], "for", "x" * 161), "161 letters; 160 fit"),
        (lambda state: state.trust(IDS[0], "doubtful"), "no grade of reliability"),
        (lambda state: state.add("July 1960", "A text.", "A source."), "1960, 1960-07 or 1960-07-16"),
        (lambda state: state.add("１９６０", "A text.", "A source."), "1960, 1960-07 or 1960-07-16"),
        (lambda state: state.add("1960-13", "A text.", "A source."), "1960, 1960-07 or 1960-07-16"),
        (lambda state: state.add("1960", " ", "A source."), "needs a statement"),
        (lambda state: state.add("1960", "A text.", ""), "needs a source"),
        (lambda state: state.remove(IDS[0]), "no piece of your own"),
        (lambda state: state.undo(), "nothing to take back"),
    ],
)
def test_a_mistake_is_named_and_changes_nothing(act, said):
    state = matrix()
    with pytest.raises(CourseError, match=re.escape(said)):
        act(state)
    assert state.content == matrix().content


def test_own_pieces_are_weighed_sorted_by_date_and_limited():
    state = matrix()
    name = state.add("1960-07-16", "A diary tells of packed suitcases.", "My archive")
    assert [piece.date for piece in state.pieces] == sorted(piece.date for piece in state.pieces)
    state.mark(name, NAMES[0], "strongly against")
    assert state.weighing().step(name, NAMES[0]) == -2
    assert state.weighing().weight(name) == 2
    for number in range(MOST_OWN - 1):
        state.add("1960", f"Piece {number}.", "A source")
    with pytest.raises(CourseError, match="room for 10"):
        state.add("1960", "One too many.", "A source")


def test_a_new_piece_never_takes_over_the_marks_of_a_removed_one():
    state = matrix()
    first = state.add("1960", "First.", "A")
    state.mark(first, NAMES[0], "for")
    state.remove(first)
    assert state.content == matrix().content
    second = state.add("1961", "Second.", "B")
    assert state.cell(second, NAMES[0]) == (None, "")
    state.undo()
    state.undo()
    assert state.cell(first, NAMES[0])[0] == "for"


def test_undo_takes_back_changes_one_by_one_but_not_across_files():
    state = matrix()
    for mark in MARKS:
        state.mark(IDS[0], NAMES[0], mark)
    state.mark(IDS[0], NAMES[0], MARKS[-1])
    for mark in reversed([None, *MARKS[:-1]]):
        state.undo()
        assert state.cell(IDS[0], NAMES[0])[0] == mark
    state.mark(IDS[0], NAMES[0], "for")
    state.restore(matrix().content)
    with pytest.raises(CourseError, match="nothing to take back"):
        state.undo()


def test_marks_of_another_course_are_kept_and_not_counted():
    state = matrix()
    content = {
        "cells": {
            "gone": {NAMES[0]: {"mark": "strongly against"}},
            IDS[0]: {"gone": {"mark": "for", "reason": "It was."}, NAMES[0]: {"mark": "for"}},
        },
        "grades": {"gone": {"grade": "high"}},
        "own": [],
    }
    state.restore(content)
    assert state.strangers == 2
    ranking = activities.board.rank(state.weighing())
    assert sum(entry.against for entry in ranking.tallies.values()) == 0
    state.mark(IDS[1], NAMES[1], "against")
    content["cells"][IDS[1]] = {NAMES[1]: {"mark": "against"}}
    assert state.content == content


# What is saved.


def full(text):
    """A matrix with every cell, grade and own piece filled with as much of a text as fits."""
    state = matrix()
    fits = {}
    for what, longest in (("reason", LONGEST_REASON), ("statement", 300), ("source", 200)):
        whole = text * longest
        fits[what] = next(
            whole[:length] for length in range(longest, 0, -1) if fitting(whole[:length], longest)
        )
    for _ in range(MOST_OWN):
        state.add("1960-07-16", fits["statement"], fits["source"])
    for piece in state.pieces:
        state.trust(piece.id, "medium", fits["reason"])
        for name in NAMES:
            state.mark(piece.id, name, "strongly against", fits["reason"])
    return state


def fitting(text, longest):
    try:
        return line("reason", text, longest) == text
    except CourseError:
        return False


@pytest.mark.parametrize("text", ["letters", "буквы", CHINESE, "🀄", '"\\'])
def test_a_matrix_full_of_reasons_fits_its_file(text):
    data = encoded(full(text))
    print(f"\n{text}: {len(data) / 1000:.0f} kB")
    assert len(data) < works.LARGEST_BYTES
    assert works.decode(data, "matrix").content == full(text).content


def test_a_reason_has_room_for_160_letters_or_100_chinese_characters():
    assert line("reason", "a" * 160, 160) == "a" * 160
    assert line("reason", CHINESE * 50, 160) == CHINESE * 50
    with pytest.raises(CourseError, match="takes the room of"):
        line("reason", CHINESE * 51, 160)


texts = st.text(max_size=90)
contents = st.fixed_dictionaries(
    {
        "cells": st.dictionaries(
            st.sampled_from([*IDS[:4], "gone", "own-1"]),
            st.dictionaries(
                st.sampled_from([*NAMES, "gone"]),
                st.fixed_dictionaries(
                    {"mark": st.sampled_from(MARKS)}, optional={"reason": texts.filter(bool)}
                ),
                min_size=1,
            ),
        ),
        "grades": st.dictionaries(
            st.sampled_from([*IDS[:4], "gone"]),
            st.fixed_dictionaries(
                {"grade": st.sampled_from(GRADES)}, optional={"reason": texts.filter(bool)}
            ),
        ),
        "own": st.lists(
            st.fixed_dictionaries(
                {
                    "id": st.sampled_from(["own-1", "own-2", "own-7"]),
                    "date": st.sampled_from(["1950", "1960-07", "1960-07-16"]),
                    "statement": texts,
                    "source": texts,
                }
            ),
            max_size=3,
            unique_by=lambda entry: entry["id"],
        ),
    }
)


@given(contents)
def test_save_open_save_gives_the_same_bytes(content):
    state = matrix()
    state.restore(works.decode(works.Work("matrix", content).encode(), "matrix").content)
    data = encoded(state)
    again = matrix()
    again.restore(works.decode(data, "matrix").content)
    assert encoded(again) == data


@pytest.mark.parametrize(
    "content",
    [
        {},
        {"cells": {}, "grades": {}},
        {"cells": {"A B": {}}, "grades": {}, "own": []},
        {"cells": {"a": {"b": {"mark": "maybe"}}}, "grades": {}, "own": []},
        {"cells": {"a": {"b": {"mark": "for", "reason": "x" * 161}}}, "grades": {}, "own": []},
        {"cells": {"a": {"b": {"mark": "for", "color": "red"}}}, "grades": {}, "own": []},
        {"cells": {}, "grades": {"a": {"grade": "perfect"}}, "own": []},
        {"cells": {}, "grades": {}, "own": [{"id": "own-1", "date": "once", "statement": "", "source": ""}]},
        {"cells": {}, "grades": {}, "own": [{"id": IDS[0], "date": "1960", "statement": "", "source": ""}]},
    ],
)
def test_a_damaged_file_is_refused(content, tmp_path):
    whole = {"format": works.FORMAT, "kind": "matrix", "version": 1, "name": "", "content": content}
    (tmp_path / "matrix.json").write_text(json.dumps(whole), encoding="utf-8")
    shown = board(tmp_path)
    assert shown.widget
    assert "damaged" in status(shown)
    assert shown.content == matrix().content


def test_half_a_character_in_a_file_does_not_stop_later_saving(tmp_path):
    cells = {IDS[0]: {NAMES[0]: {"mark": "for", "reason": "broken \ud83d"}}}
    whole = {"format": works.FORMAT, "kind": "matrix", "version": 1, "name": ""}
    whole["content"] = {"cells": cells, "grades": {}, "own": []}
    (tmp_path / "matrix.json").write_text(json.dumps(whole), encoding="utf-8")
    shown = board(tmp_path)
    assert shown.widget
    shown.mark(IDS[1], NAMES[0], "against")
    assert "Saved in" in status(shown)
    assert saved(tmp_path)["cells"][IDS[0]][NAMES[0]] == {"mark": "for", "reason": "broken "}


# Ten thousand operations.

GARBAGE = ["", "nothing", None, 7, "strongly", "own-3", "\ud800", "x" * 400, CHINESE * 90]


def text_from(dice):
    letters = string.printable + CHINESE + "é🀄\u2028\x00\ud800"
    return "".join(dice.choices(letters, k=dice.choice([0, 3, 30, 170])))


def random_operation(dice, state):
    piece = dice.choice([*IDS, *[own.id for own in state.own], *GARBAGE[:6]])
    name = dice.choice([*NAMES, *GARBAGE[:6]])
    operations = [
        lambda: state.mark(piece, name, dice.choice([*MARKS, None, *GARBAGE])),
        lambda: state.mark(piece, name, dice.choice(MARKS), text_from(dice)),
        lambda: state.explain(piece, name, text_from(dice)),
        lambda: state.trust(
            piece, dice.choice([*GRADES, None, *GARBAGE]), dice.choice([None, text_from(dice)])
        ),
        lambda: state.add(
            dice.choice(["1960", "1960-02-30", *map(str, GARBAGE)]), text_from(dice), "A source"
        ),
        lambda: state.remove(piece),
        state.undo,
    ]
    return piece, name, dice.choices(operations, weights=[8, 8, 4, 4, 2, 1, 2])[0]


def test_ten_thousand_random_operations_lose_nothing():
    dice = random.Random(1969)
    state = matrix()
    trail = []
    done = 0
    for turn in range(10_000):
        before = state.content
        piece, name, operate = random_operation(dice, state)
        undone = operate == state.undo
        try:
            operate()
            done += 1
        except CourseError as error:
            assert "\n" not in str(error)
            assert state.content == before
            continue
        after = state.content
        if undone:
            assert after == trail.pop()
            continue
        if after != before:
            trail.append(copy.deepcopy(before))
            trail = trail[-100:]
        if after["own"] == before["own"]:
            for content in (before, after):
                content["cells"].setdefault(piece, {}).pop(name, None)
                content["grades"].pop(piece, None)
                if not content["cells"][piece]:
                    del content["cells"][piece]
            assert after == before
        if turn % 100 == 0:
            data = encoded(state)
            opened = matrix()
            opened.restore(works.decode(data, "matrix").content)
            assert encoded(opened) == data
    assert done > 3_000


def test_controls_pressed_at_random_never_fail(tmp_path, caplog):
    dice = random.Random(1972)
    shown = board(tmp_path)
    assert shown.widget
    for _ in range(300):
        marks, _, reason = shown._controls[dice.choice(NAMES)]
        act = dice.choice(
            [
                lambda marks=marks: setattr(marks, "value", dice.choice([*MARKS, ""])),
                lambda reason=reason: setattr(reason, "value", text_from(dice)),
                lambda: setattr(shown._grade, "value", dice.choice([*GRADES, ""])),
                lambda: setattr(shown._picker, "index", dice.randrange(len(shown._picker.options))),
                lambda: setattr(shown._pages, "index", dice.randrange(len(shown._pages.options))),
                lambda: setattr(shown._panel, "value", dice.choice(PANELS)),
                lambda: setattr(shown._others, "index", _any(dice, shown._others)),
                lambda: shown._try(shown._step, dice.choice([-1, 1])),
                lambda: shown._try(shown._next_empty),
                lambda: shown._try(shown._add_typed),
                lambda: setattr(shown._date, "value", dice.choice(["1960", "x"])),
                lambda: setattr(shown._statement, "value", text_from(dice)),
                lambda: setattr(shown._source, "value", text_from(dice)),
                lambda: shown._try(shown._remove_chosen),
                lambda: shown._try(shown.undo),
                lambda: shown._try(shown.start_afresh),
                lambda: shown._try(shown.open_bytes, dice.randbytes(40), "noise.json"),
                lambda: setattr(
                    shown._guest_files, "value", uploads(dice.randbytes(40), encoded(shown.state))
                ),
            ]
        )
        act()
    assert caplog.records == []
    shown.mark(shown._at, NAMES[0], "for")
    assert works.decode(shown.drawer.path.read_bytes(), "matrix").content == shown.content


def _any(dice, dropdown):
    return dice.randrange(len(dropdown.options)) if dropdown.options else None


def uploads(*files):
    rest = {"type": "", "last_modified": datetime.datetime(2026, 1, 1)}
    return tuple(
        {"name": f"{number}.json", "size": len(data), "content": memoryview(data), **rest}
        for number, data in enumerate(files)
    )


# What a reader sees.


def test_a_press_marks_the_cell_tells_and_saves(tmp_path):
    shown = board(tmp_path)
    assert shown.widget
    marks, _, reason = shown._controls[NAMES[1]]
    marks.value = "strongly against"
    assert status(shown) == f"{EXPLANATIONS[1].name}: strongly against. Saved in {tmp_path.name}/matrix.json."
    reason.value = "It came too late."
    cell = {"mark": "strongly against", "reason": "It came too late."}
    assert saved(tmp_path)["cells"] == {shown._at: {NAMES[1]: cell}}
    assert plain(shown._controls[NAMES[1]][1].value) == "––"
    shown._panel.value = "Whole matrix"
    page = next(piece.page for piece in PIECES if piece.id == shown._at)
    assert 'title="It came too late.">––</td>' in shown._groups[page].value


def test_running_the_cell_again_brings_everything_back(tmp_path):
    first = board(tmp_path)
    assert first.widget
    first.mark(IDS[3], NAMES[0], "for", "Because.")
    again = board(tmp_path)
    assert again.widget
    assert again.content == first.content
    again._go(IDS[3])
    assert again._controls[NAMES[0]][0].value == "for"
    assert again._controls[NAMES[0]][2].value == "Because."


def test_a_reason_that_is_too_long_stays_in_its_box_until_it_is_shortened(tmp_path):
    shown = board(tmp_path)
    assert shown.widget
    marks, _, reason = shown._controls[NAMES[0]]
    reason.value = "x" * 170
    assert "170 letters; 160 fit" in status(shown)
    marks.value = "for"
    assert reason.value == "x" * 170
    assert shown.state.cell(shown._at, NAMES[0]) == ("for", "")


def test_the_page_filter_and_the_steps_go_through_its_pieces(tmp_path):
    shown = board(tmp_path)
    assert shown.widget
    page = PIECES[-1].page
    shown._pages.value = page
    wanted = [piece.id for piece in PIECES if piece.page == page]
    seen = []
    for _ in wanted:
        seen.append(shown._at)
        shown._step(1)
    assert sorted(seen) == sorted(wanted)
    shown._panel.value = "Whole matrix"
    assert {name for name, group in shown._groups.items() if group.layout.display is None} == {page}
    shown._pages.value = "your own pieces"
    assert "added no pieces" in status(shown)
    assert shown._pages.value == page


def test_next_with_empty_cells_finds_them(tmp_path):
    shown = board(tmp_path)
    assert shown.widget
    for piece in IDS:
        for name in NAMES:
            shown.state.mark(piece, name, "neutral")
    shown.state.mark(IDS[7], NAMES[2], None)
    shown._next_empty()
    assert shown._at == IDS[7]
    shown.state.mark(IDS[7], NAMES[2], "for")
    with pytest.raises(CourseError, match="Every cell"):
        shown._next_empty()


def test_an_own_piece_is_added_and_removed_through_the_form(tmp_path):
    shown = board(tmp_path)
    assert shown.widget
    shown._panel.value = "Add a piece"
    shown._date.value, shown._statement.value, shown._source.value = "1960", "<b>Bold</b>.", "My archive"
    shown._add_typed()
    assert shown._at == "own-1"
    assert "&lt;b&gt;Bold&lt;/b&gt;" in shown._card.value
    assert shown._statement.value == ""
    shown._panel.value = "Whole matrix"
    assert "<b>" not in shown._groups["your own pieces"].value
    shown._panel.value = "Add a piece"
    shown._remove_chosen()
    assert shown.state.own == []
    assert shown._at in IDS


def fill(state, mark="neutral"):
    for piece in IDS[:5]:
        for name in NAMES:
            state.mark(piece, name, mark)


def said(state):
    ranking = activities.board.rank(state.weighing())
    return readout.verdict(ranking, {entry.id: entry for entry in EXPLANATIONS})


def test_the_verdict_says_who_leads_and_why_nobody_does():
    state = matrix()
    assert said(state).startswith("No explanation leads: the matrix is empty.")
    state.mark(IDS[0], NAMES[0], "for")
    assert "each must be weighed with 5 pieces at least" in said(state)
    assert f"{EXPLANATIONS[0].name} (1)" in said(state)
    fill(state)
    assert said(state) == "No explanation leads: all have the same points against them."
    for name in NAMES[1:]:
        state.mark(IDS[0], name, "against")
    weight = state.weighing().weight(IDS[0])
    assert said(state).startswith(f"{EXPLANATIONS[0].name} has the least against it: 0 points.")
    assert said(state).endswith(f"The next has {weight} point{'s' if weight > 1 else ''}.")
    state.mark(IDS[0], NAMES[1], "for")
    assert f"{EXPLANATIONS[0].name} and {EXPLANATIONS[1].name} are level" in said(state)


def test_the_panels_say_what_decides_and_what_a_doubt_changes(tmp_path):
    shown = board(tmp_path)
    assert shown.widget
    shown._panel.value = "If one piece is wrong"
    assert "the matrix is empty" in plain(shown._panels["If one piece is wrong"].value)
    fill(shown.state)
    for name in NAMES[1:]:
        shown.state.mark(IDS[0], name, "against")
    shown.refresh()
    told = plain(shown._panels["If one piece is wrong"].value)
    assert "hangs on 1 piece" in told
    assert "Without it: nobody: all are level." in told
    shown._panel.value = "What decides"
    told = plain(shown._panels["What decides"].value)
    assert f"= 1 steps × weight {shown.state.weighing().weight(IDS[0])}" in told
    assert "separate nothing" in told


def test_what_stands_in_the_page_is_the_same_whatever_the_reader_did(tmp_path):
    shown = board(tmp_path)
    before = shown.sentence, shown.html()
    assert shown.widget
    shown.mark(IDS[0], NAMES[0], "for")
    assert (shown.sentence, shown.html()) == before
    assert shown.sentence.startswith(f"Weigh {len(PIECES)} dated pieces of evidence against 8 explanations")
    assert readout.PLAINLY in shown.sentence


def test_the_paper_form_is_a_blank_matrix_with_all_that_is_needed(tmp_path):
    paper = board(tmp_path).paper()
    table = paper[paper.index("<caption") :]
    assert table.count("<tr") == 1 + len(PIECES) + 2
    assert table.count(f'<td style="{readout._BOX}"></td>') == 8 * (len(PIECES) + 2) + 2
    for piece in PIECES:
        assert readout.html.escape(piece.statement) in paper
    for step in readout.COUNTING:
        assert readout.html.escape(step) in paper
    assert "Heuer 1999" in paper
    assert readout.PLAINLY in paper
    assert " id=" not in paper
    assert len(paper) < 90_000


def test_scripts_read_the_ranking(tmp_path):
    shown = board(tmp_path)
    for piece in IDS[:5]:
        for name in NAMES:
            shown.mark(piece, name, "for" if name == NAMES[2] else "against")
    assert shown.ranking.leaders == (NAMES[2],)
    with pytest.raises(WorkError):
        shown.open(tmp_path / "none.json")


def test_classmates_files_are_seated_beside_the_readers_own(tmp_path):
    shown = board(tmp_path)
    assert shown.widget
    shown.mark(IDS[0], NAMES[0], "for")
    other = matrix()
    other.mark(IDS[0], NAMES[0], "against")
    theirs = works.Work("matrix", other.content, "You").encode()
    shown._panel.value = "Compare"
    shown._guest_files.value = uploads(theirs)
    assert "1 file was read" in status(shown)
    assert "You and You (0.json) have both marked 1 cell" in plain(shown._compared.value)
    shown._guest_files.value = uploads(theirs, b"{")
    assert "1.json is damaged" in status(shown)
    assert "3 matrices compared" in plain(shown._compared.value)
    assert shown.state.cell(IDS[0], NAMES[0]) == ("for", "")
    shown._others.value = "nobody"
    assert "Choose a historian" in plain(shown._compared.value)


# The tables behind it.


def test_pieces_come_by_date_and_lead_to_their_pages():
    assert [piece.date for piece in PIECES] == sorted(piece.date for piece in PIECES)
    assert {piece.page for piece in PIECES} <= set(pages.names())
    assert all(piece.source and piece.when and piece.suggested in GRADES for piece in PIECES)


def test_labels_fit_their_columns():
    assert len(EXPLANATIONS) == 8
    assert all(0 < len(entry.label) <= 16 for entry in EXPLANATIONS)


def test_readings_mark_cells_that_exist():
    assert len(PROFILES) >= 4
    for side in PROFILES.values():
        assert set(side.marks) <= set(IDS)
        for piece, row in side.marks.items():
            assert set(row) <= set(NAMES)
            assert set(row.values()) <= set(MARKS)
            assert set(side.reasons[piece]) == set(row)


def test_a_reason_that_is_too_long_keeps_its_piece_in_view(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    board = activities.matrix()
    assert board.widget
    here = board._at
    marks, _, box = board._controls["ideology"]
    box.value = "x" * 161
    board._try(board._step, 1)
    assert "Shorten it" in board._status.value
    assert (board._at, board._picker.value, box.value) == (here, here, "x" * 161)
    box.value = "Short."
    board._try(board._step, 1)
    assert board._at != here
    assert marks.value == "" and box.value == ""
