"""Cards of the table of events: which ones make a deck, and what is known of their order.

Every card has a first and a last possible day. Two cards whose days overlap have no order
that a reader could get wrong.
"""

import random
import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from sinosoviet import sources, tables
from sinosoviet.dates import days, span_in_words
from sinosoviet.errors import known, whole_number_between

#: Levels, and what they mean for the dates of a deck.
LEVELS = {"easy": "dates far apart", "hard": "dates close together"}
PARTS = ("origins", "escalation", "consequences")
FEWEST, MOST = 3, 20
LARGEST_SEED = 999_999
#: Cards that are dated more loosely than this would tie with most others.
_LONGEST = {"easy": timedelta(days=92), "hard": timedelta(days=31)}
_LOWEST_RANK = {"easy": 2, "hard": 3}
_MONTH_OR_YEAR = re.compile(r"\b(?:[A-Z][a-z]{2,}|\d{4})\b")
_SENTENCE = re.compile(r".*?(?<!\b[A-Z])[.?!](?=\s|$)", re.DOTALL)


@dataclass(frozen=True)
class Card:
    """One event: what its front and its back say, and the days between which it lies."""

    id: str
    part: str
    rank: int
    title: str
    label: str
    actors: str
    when: str
    exact: bool
    first: date
    last: date
    summary: str
    source: str

    @property
    def tells_its_date(self):
        """Whether the title gives away the year or the month."""
        return not set(_MONTH_OR_YEAR.findall(self.when)).isdisjoint(_MONTH_OR_YEAR.findall(self.title))


@cache
def cards():
    """Every event as a :class:`Card`, by id, in order of time."""
    found = map(_card, tables.records("events"))
    return {card.id: card for card in in_order(found)}


def _card(row):
    begin, end = row["date"], row["date_end"] or row["date"]
    usual = row["date_certainty"] == "usual"
    # Where the day rests on common usage only the month is held to be known, and so on upward.
    first, last = (days(_coarser(text) if usual else text) for text in (begin, end))
    return Card(
        id=row["id"],
        part=row["phase"],
        rank=row["rank"],
        title=row["title"],
        label=row["short_label"],
        actors=row["actors"],
        when=span_in_words(begin, end) + (" (by common usage)" if usual else ""),
        exact=not usual and len(begin) == len(end) == len("1949-10-01"),
        first=first[0],
        last=max(first[1], last[1]),
        summary=_SENTENCE.match(row["summary"]).group(),
        source=sources.short(row["source_1_key"]),
    )


def _coarser(text):
    return text.rsplit("-", 1)[0]


def cited(found):
    """Key of the source of each card."""
    return list(tables.load("events").set_index("id")["source_1_key"].loc[[card.id for card in found]])


def in_order(found):
    """Cards in order of their first possible day. No sure order of two of them is broken."""
    return sorted(found, key=lambda card: (card.first, card.last, card.id))


def order(one, other):
    """-1 if ``one`` surely came first, 1 if ``other`` did, 0 if their days overlap."""
    if one.last < other.first:
        return -1
    return 1 if other.last < one.first else 0


def why_no_order(one, other):
    """One sentence on two cards whose days overlap."""
    if one.exact and other.exact:
        return f"“{one.label}” and “{other.label}” overlap in time, so neither order of them is wrong."
    return f"The sources cannot order “{one.label}” and “{other.label}”, so neither order of them is wrong."


def check(part, level, count, seed):
    """What makes a deck, in the form in which it is saved.

    Raises a :class:`~sinosoviet.errors.CourseError` that names the allowed values.
    """
    return {
        "part": "all" if part is None else known("part of the course", part, ["all", *PARTS]),
        "level": known("level", level, list(LEVELS)),
        "count": whole_number_between("The number of cards", count, FEWEST, MOST),
        "seed": whole_number_between("The number of the deck", seed, 0, LARGEST_SEED),
    }


def draw(part=None, level="easy", count=10, seed=1949):
    """Ids of the cards of one deck, shuffled. The same arguments always give the same deck.

    Parameters
    ----------
    part : str, optional
        ``origins``, ``escalation`` or ``consequences``; the whole course if left out.
    level : str
        ``easy``: dates far apart. ``hard``: as close together as the table allows.
    count : int
        Number of cards, 3 to 20.
    seed : int
        Number of the deck, 0 to 999,999.
    """
    chosen = check(part, level, count, seed)
    return _draw(**chosen)


def _draw(part, level, count, seed):
    chance = random.Random(f"{part} {level} {count} {seed}")
    playable = [
        card
        for card in cards().values()
        if part in ("all", card.part)
        and card.rank <= _LOWEST_RANK[level]
        and card.last - card.first <= _LONGEST[level]
        and not card.tells_its_date
    ]
    if level == "easy":
        deck = _apart(playable, count, chance)
    else:
        start = chance.randrange(len(playable) - count + 1)
        deck = playable[start : start + count]
    chance.shuffle(deck)
    return [card.id for card in deck]


def _apart(playable, count, chance):
    """``count`` cards by chance, as far apart as that many can lie."""
    shuffled = chance.sample(playable, len(playable))
    gap = (playable[-1].last - playable[0].first).days / count
    while True:
        deck = []
        for card in shuffled:
            if len(deck) < count and all(_between(card, other) >= gap for other in deck):
                deck.append(card)
        if len(deck) == count:
            return deck
        gap = gap * 0.9 if gap > 1 else float("-inf")


def _between(one, other):
    return max((one.first - other.last).days, (other.first - one.last).days)
