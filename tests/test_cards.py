"""Timeline cards: decks, the order of events, the game, its saved file, and the printed deck."""

import html
import json
import random
import re
from itertools import combinations, pairwise

import pytest

from sinosoviet import activities, tables
from sinosoviet.activities import Drawer, deck, pack
from sinosoviet.activities import work as works
from sinosoviet.activities.cards import Cards, Game
from sinosoviet.activities.confidence import SURE
from sinosoviet.dates import days, span_in_words
from sinosoviet.errors import CourseError, RangeError, UnknownNameError

every_deck = pytest.mark.parametrize(
    ("part", "level"), [(part, level) for part in (None, *deck.PARTS) for level in deck.LEVELS]
)


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        ("1949-10-02", "1949-10-03", "2–3 October 1949"),
        ("1962-03", "1962-05", "March–May 1962"),
        ("1963", "1964", "1963–1964"),
        ("1954-09-03", "1955-05", "3 September 1954 – May 1955"),
        ("1963-02-21", "1963-03-30", "21 February – 30 March 1963"),
        ("1956-10-30", "1956-11", "30 October – November 1956"),
        ("1969-10-13", "1969-10", "13 October 1969"),
        ("1950-02-14", "1950-02-14", "14 February 1950"),
    ],
)
def test_spans_are_said_in_words(first, last, words):
    assert span_in_words(first, last) == words


@pytest.mark.parametrize(
    ("date", "first", "last"),
    [
        ("1950-02", "1950-02-01", "1950-02-28"),
        ("1952", "1952-01-01", "1952-12-31"),
        ("1969-03-02", "1969-03-02", "1969-03-02"),
    ],
)
def test_a_date_stands_for_its_days(date, first, last):
    assert [day.isoformat() for day in days(date)] == [first, last]


# The cards


def test_every_event_is_a_card_with_a_sentence_and_a_source():
    cards = deck.cards()
    assert set(cards) == set(tables.load("events")["id"])
    for card in cards.values():
        assert card.first <= card.last
        assert card.summary.endswith((".", "?", "!"))
        assert len(card.summary) > 20
        assert card.source


def test_a_sentence_does_not_end_in_a_persons_initial():
    assert deck.cards()["cpa-ml-1964"].summary.count(" ") > 8


def test_a_day_of_common_usage_is_held_to_be_known_to_the_month_only():
    card = deck.cards()["mao-japan-socialists"]
    assert (card.first.isoformat(), card.last.isoformat()) == ("1964-07-01", "1964-07-31")
    assert "by common usage" in card.when
    assert not card.exact


def test_the_order_of_two_events_is_claimed_only_if_their_days_are_apart():
    cards = deck.cards()
    assert deck.order(cards["zhenbao-2mar"], cards["tielieketi-1969"]) == -1
    assert deck.order(cards["tielieketi-1969"], cards["zhenbao-2mar"]) == 1
    assert deck.order(cards["cuban-missile-crisis-1962"], cards["sino-indian-war-1962"]) == 0
    assert deck.order(cards["mao-japan-socialists"], cards["first-comment-1963"]) == 0


def test_why_two_cards_have_no_order():
    cards = deck.cards()
    one, other = cards["cuban-missile-crisis-1962"], cards["sino-indian-war-1962"]
    assert "overlap in time" in deck.why_no_order(one, other)
    one, other = cards["joint-companies-1950"], cards["treaty-1950"]
    assert "sources cannot order" in deck.why_no_order(one, other)


# The decks


@every_deck
@pytest.mark.parametrize("count", [deck.FEWEST, 10, deck.MOST])
def test_a_deck_is_the_same_for_a_whole_class(part, level, count):
    drawn = deck.draw(part, level, count, 7)
    assert drawn == deck.draw(part, level, count, 7)
    assert len(set(drawn)) == count
    cards = [deck.cards()[card] for card in drawn]
    assert not any(card.tells_its_date for card in cards)
    assert part is None or {card.part for card in cards} == {part}
    others = [deck.draw(part, level, count, seed) for seed in range(8, 18)]
    assert len({tuple(sorted(other)) for other in others}) > 3


def test_an_easy_deck_lies_far_apart_and_a_hard_one_close_together():
    def nearest(level):
        for seed in range(20):
            cards = deck.in_order([deck.cards()[card] for card in deck.draw(None, level, 10, seed)])
            yield min((b.first - a.first).days for a, b in pairwise(cards))

    assert min(nearest("easy")) > 365
    assert max(nearest("hard")) < 100


def test_no_card_of_an_easy_deck_lacks_an_order():
    for seed in range(50):
        cards = [deck.cards()[card] for card in deck.draw(None, "easy", 10, seed)]
        assert all(deck.order(one, other) for one, other in combinations(cards, 2))


@pytest.mark.parametrize(
    ("wrong", "error", "said"),
    [
        ({"part": "middle"}, UnknownNameError, "origins, escalation, consequences"),
        ({"level": "brutal"}, UnknownNameError, "easy, hard"),
        ({"count": 2}, RangeError, "from 3 to 20"),
        ({"count": "ten"}, RangeError, "from 3 to 20"),
        ({"seed": -1}, RangeError, "from 0 to 999999"),
    ],
)
def test_a_wrong_deck_is_answered_with_what_is_allowed(wrong, error, said):
    with pytest.raises(error, match=said):
        activities.cards(**wrong)


# The game


def game_with(*cards):
    game = Game()
    game.deck = list(cards)
    return game


def test_a_card_in_its_place_is_right_and_elsewhere_is_not():
    game = game_with("zhenbao-2mar", "treaty-1950", "mao-death-1976")
    assert game.place(0, "sure").right
    assert [card.id for card in game.line] == ["treaty-1950", "zhenbao-2mar"]
    placed = game.place(1, "guess")
    assert not placed.right
    assert placed.after == "treaty-1950"
    assert [card.id for card in game.line] == ["treaty-1950", "zhenbao-2mar", "mao-death-1976"]
    assert game.over


@pytest.mark.parametrize("at", [0, 1])
def test_cards_that_nobody_can_order_are_right_either_way(at):
    game = game_with("cuban-missile-crisis-1962", "sino-indian-war-1962", "mao-death-1976")
    assert game.place(at, "fairly").right
    assert [card.id for card in game.ties(game.line[0])] == [game.line[1].id]


def test_what_cannot_be_done_is_said_and_changes_nothing():
    game = game_with("zhenbao-2mar", "treaty-1950")
    before = game.content
    for at, sure in ((0, None), (0, "very"), (5, "sure"), (-1, "sure"), ("first", "sure")):
        with pytest.raises(CourseError):
            game.place(at, sure)
    with pytest.raises(CourseError, match="side by side"):
        game.choose("treaty-1950", "zhenbao-2mar")
    assert game.content == before
    game.place(0, "sure")
    with pytest.raises(CourseError, match="Deal another deck"):
        game.place(0, "sure")
    game.choose("treaty-1950", "zhenbao-2mar")
    assert game.pair == ["treaty-1950", "zhenbao-2mar"]


def test_cards_that_the_course_no_longer_has_are_kept_and_not_shown():
    game = game_with("an-old-card", "zhenbao-2mar", "treaty-1950", "another-old-card")
    content = {**game.content, "placed": [PLACED | {"card": "another-old-card", "after": "an-old-card"}]}
    again = Game.from_content(content)
    assert [card.id for card in again.line] == ["zhenbao-2mar"]
    again.place(0, "sure")
    assert again.content["placed"][0]["card"] == "another-old-card"
    assert again.over


PLACED = {"card": "treaty-1950", "after": "", "sure": "sure", "right": True}


# The activity


@pytest.fixture
def cards(tmp_path):
    activity = Cards(count=4)
    activity.drawer = Drawer("cards", activity.drawer.stem, tmp_path)
    assert activity.widget
    return activity


def reopened(activity):
    again = Cards(count=4)
    again.drawer = Drawer("cards", again.drawer.stem, activity.drawer.place)
    assert again.widget
    return again


def said(activity):
    return re.sub("<[^>]+>", "", activity._status.value)


def play(activity, right=True):
    while not activity.state.over:
        card = activity.state.waiting[0]
        at = sum(other.first < card.first for other in activity.state.line)
        activity._sure.value = "sure"
        activity._places[at if right else len(activity.state.line) - at].click()


def test_a_card_needs_to_be_said_how_sure(cards):
    cards._places[0].click()
    assert said(cards) == "Say first how sure you are, then choose the place."
    assert cards.state.placed == []


def test_placing_turns_the_card_over_and_saves(cards):
    card = cards.state.waiting[0]
    assert card.title in cards._hand.value
    assert card.when not in cards._hand.value
    cards._sure.value = "fairly"
    cards._places[0].click()
    shown = "".join(box.value for box in cards._shown)
    assert card.when in shown
    assert card.source in shown
    assert "cards-all-easy-4-1949.json" in said(cards)
    assert cards._sure.value is None
    assert reopened(cards).content == cards.content


def test_the_end_says_how_sure_and_how_right_without_a_score(cards):
    play(cards)
    assert "Sure: 3 cards, all in the right place." in cards._end.value
    assert not re.search(r"\d+ (of|out of|/) ?\d+|percent|points", cards._end.value)
    cards.start_afresh()
    play(cards, right=False)
    assert "What did you take for granted?" in cards._end.value


def test_the_answers_to_the_question_are_saved(cards):
    play(cards)
    first, second = cards.state.line[:2]
    cards._neighbors.value = (first.id, second.id)
    cards._answers["cause"].value = "Before is not because."
    cards._answers["proof"].value = "x" * 1000
    again = reopened(cards)
    assert again.state.pair == [first.id, second.id]
    assert again.state.cause == "Before is not because."
    assert again.state.proof == "x" * 1000
    assert again._neighbors.value == (first.id, second.id)


def test_every_deck_has_a_file_of_its_own(cards):
    play(cards)
    first = cards.content
    cards._deal_next()
    assert cards.state.settings["seed"] == 1950
    assert cards.state.placed == []
    cards._sure.value = "guess"
    cards._places[0].click()
    cards.deal(1949)
    assert cards.content == first
    names = {path.name for path in cards.drawer.place.iterdir()}
    assert names == {"cards-all-easy-4-1949.json", "cards-all-easy-4-1950.json"}


def test_a_game_of_another_deck_can_be_taken_in(cards):
    other = Game("origins", "hard", 5, 3)
    other.place(0, "guess")
    cards.open_bytes(works.Work("cards", other.content, "Li").encode(), "friend.json")
    assert cards.content == other.content
    assert "cards-origins-hard-5-3.json" in said(cards)


def test_a_damaged_game_is_left_alone(cards):
    path = cards.drawer.place / "cards-all-easy-4-1950.json"
    path.write_text("{", encoding="utf-8")
    cards.deal(1950)
    assert "left as it is" in said(cards)
    play(cards)
    assert path.read_text(encoding="utf-8") == "{"
    assert (cards.drawer.place / "cards-all-easy-4-1950-2.json").is_file()


def test_what_the_notebook_stores_does_not_depend_on_the_reader(cards):
    before = cards.sentence, cards.html()
    play(cards)
    cards._deal_next()
    assert (cards.sentence, cards.html()) == before


def test_the_paper_form_hides_the_dates_until_the_answer_is_opened(cards):
    front, answer = cards.paper().split("<details")
    for card in cards.state.cards:
        assert card.title in re.sub("&#x27;", "'", front)
        assert card.when not in front
        assert card.when in answer
    assert front.count('<th scope="row"') == 4


def test_ten_thousand_moves_lose_nothing(tmp_path):
    """One long random game of all moves, wrong ones too: only sentences, and every file opens again."""
    chance = random.Random(1991)
    activity = Cards(count=5)
    activity.drawer = Drawer("cards", activity.drawer.stem, tmp_path)
    some_ids = [*list(deck.cards())[:20], "nobody", ""]
    moves = [
        lambda: activity.state.place(chance.randint(-1, 6), chance.choice([*SURE, None, "very"])),
        lambda: activity.state.choose(chance.choice(some_ids), chance.choice(some_ids)),
        lambda: activity.state.choose(*(card.id for card in chance.choices(activity.state.line, k=2))),
        lambda: setattr(activity.state, "cause", works.clean(chance.choice(["", "\x00a", "é" * 1000]))),
        lambda: activity._take_up(Game(None, chance.choice(["easy", "hard"]), 5, chance.randint(0, 9))),
        lambda: activity.restore({}),
    ]
    for turn in range(10_000):
        kept = [one.card for one in activity.state.placed]
        move = chance.choices(moves, weights=[20, 3, 3, 3, 1, 1])[0]
        try:
            move()
        except CourseError as error:
            assert str(error).endswith(".")
            assert [one.card for one in activity.state.placed] == kept
        data = activity.work.encode()
        again = Game.from_content(json.loads(data)["content"])
        assert again.content == activity.content
        if turn % 500 == 0:
            path = activity.drawer.save(activity.work)
            assert works.decode(path.read_bytes(), "cards").encode() == data


# The printed deck


def boxes(page):
    """Place of each card on a page, as (left, top) in millimeters, in the order of the cards."""
    found = re.findall(r'class="pack-card" style="left:([\d.]+)mm;top:([\d.]+)mm"', page)
    return [(float(left), float(top)) for left, top in found]


@pytest.mark.parametrize("part", [None, *deck.PARTS])
def test_every_back_lies_behind_its_front(part):
    _, page = pack.printed(part)
    pages = page.split('<section class="pack-page">')[1:]
    assert len(pages) % 2 == 0
    for front, back in zip(pages[::2], pages[1::2], strict=True):
        assert boxes(front)
        turned = [(round(pack.PAPER[0] - left - pack.CARD[0], 3), top) for left, top in boxes(back)]
        assert turned == boxes(front)


def test_the_printed_fronts_tell_no_date_and_the_backs_do():
    _, page = pack.printed("origins")
    fronts = [front for n, front in enumerate(page.split("<section")[1:]) if n % 2 == 0]
    backs = [back for n, back in enumerate(page.split("<section")[1:]) if n % 2]
    headlines = [card for card in deck.cards().values() if card.rank == 1 and card.part == "origins"]
    printed = [card for card in headlines if html.escape(card.title) in "".join(fronts)]
    assert len(printed) >= len(headlines) - 1
    for card in printed:
        assert f">{card.when}<" in "".join(backs)
        assert card.when not in "".join(fronts)


def test_a_printed_deck_of_an_unknown_part_is_answered_with_the_known_ones():
    with pytest.raises(UnknownNameError, match="origins, escalation, consequences"):
        pack.printed("middle")


def test_how_sure_can_be_said_in_the_words_of_the_paper(cards):
    assert cards.paper().count(f">{' · '.join(SURE.values())}<") == len(cards.state.cards)


def test_a_title_that_asks_gets_no_second_stop():
    assert "?." not in activities.cards(count=8).paper()
