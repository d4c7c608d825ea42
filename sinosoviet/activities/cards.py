"""Timeline cards: put events in order, say how sure you are, then see the card turn over."""

import html
from dataclasses import asdict, dataclass
from itertools import combinations, pairwise

from sinosoviet.activities import confidence, deck, table
from sinosoviet.activities.activity import Activity
from sinosoviet.activities.controls import WRAPPED, button, wide
from sinosoviet.activities.work import Drawer, clean, fitting
from sinosoviet.errors import CourseError, in_sentences, known, whole_number_between

QUESTION = "Did the first cause the second?"
PROOF = "What would prove it?"
LONGEST_ANSWER = 1000
_PARTS = {"all": "from the whole course", **{part: f"from the part “{part}”" for part in deck.PARTS}}
_OPEN = "border:1px solid currentColor;border-radius:6px;padding:0.4em 0.8em;line-height:1.45"
_NEWEST = _OPEN.replace("1px", "3px")
_ASKED = "<strong>A historian's question.</strong> Pick two cards that"
#: Room to write a number. JupyterLab takes the border from a box in a page that was not run.
_BLANK = "____"
_TABLE = "border-collapse:collapse"
_CELL = "text-align:left;vertical-align:top;padding:0.35em 0.6em;border-bottom:1px solid currentColor"


class GameError(CourseError):
    """A move that the game of cards does not know."""


@dataclass
class Placing:
    """One card put on the table: after which card (``""``: before all), how sure, and whether rightly."""

    card: str
    after: str
    sure: str
    right: bool


class Game:
    """The state of one game. The first card of the deck lies open; the others are placed one by one.

    ``part``, ``level``, ``count`` and ``seed`` are those of :func:`sinosoviet.activities.deck.draw`.
    """

    def __init__(self, part="all", level="easy", count=10, seed=1949):
        self.settings = deck.check(part, level, count, seed)
        self.deck = deck.draw(**self.settings)
        self.placed = []
        self.pair = []
        self.cause = self.proof = ""

    @classmethod
    def from_content(cls, content):
        """The game that was saved as ``content``, with the deck as it was dealt then."""
        game = cls(*(content[name] for name in ("part", "level", "count", "seed")))
        game.deck = list(content["deck"])
        game.placed = [Placing(**one) for one in content["placed"]]
        game.pair = list(content["pair"])
        game.cause = clean(content["cause"])
        game.proof = clean(content["proof"])
        return game

    @property
    def content(self):
        """The state as plain JSON values."""
        return {
            **self.settings,
            "deck": list(self.deck),
            "placed": [asdict(one) for one in self.placed],
            "pair": list(self.pair),
            "cause": self.cause,
            "proof": self.proof,
        }

    @property
    def cards(self):
        """The deck's cards that the course has, as dealt."""
        every = deck.cards()
        return [every[card] for card in self.deck if card in every]

    @property
    def placings(self):
        """Each card's placing, by id; only of cards that the deck and the course have."""
        open_ = {card.id for card in self.cards[1:]}
        return {one.card: one for one in self.placed if one.card in open_}

    @property
    def line(self):
        """The cards on the table, face up, in order of time."""
        placed = self.placings
        return deck.in_order([card for n, card in enumerate(self.cards) if n == 0 or card.id in placed])

    @property
    def waiting(self):
        """The cards still in hand; the first of them is to be placed."""
        placed = self.placings
        return [card for card in self.cards[1:] if card.id not in placed]

    @property
    def over(self):
        """Whether every card lies on the table."""
        return not self.waiting

    def place(self, at, sure):
        """Put the next card on the table with ``at`` cards before it; returns its :class:`Placing`."""
        if self.over:
            raise GameError("Every card of this deck lies on the table. Deal another deck to play on.")
        if sure is None:
            raise GameError("Say first how sure you are, then choose the place.")
        confidence.check(sure)
        line, card = self.line, self.waiting[0]
        at = whole_number_between("The number of cards before it", at, 0, len(line))
        right = all(deck.order(other, card) <= 0 for other in line[:at])
        right = right and all(deck.order(other, card) >= 0 for other in line[at:])
        self.placed.append(Placing(card.id, line[at - 1].id if at else "", sure, right))
        return self.placed[-1]

    def ties(self, card):
        """Cards on the table whose order to ``card`` nobody can tell."""
        return [other for other in self.line if other.id != card.id and not deck.order(other, card)]

    def pairs(self):
        """Cards that lie side by side on the table."""
        return list(pairwise(self.line))

    def choose(self, first, second):
        """Take two neighbors, by id, as the ones to ask about."""
        neighbors = [(one.id, other.id) for one, other in self.pairs()]
        if (first, second) not in neighbors:
            raise GameError("Choose two cards that lie side by side on the table.")
        self.pair = [first, second]


class Cards(Activity):
    """The game of timeline cards on screen, and as a list to number on paper.

    Each deck has a saved file of its own. The parameters are those of
    :func:`sinosoviet.activities.deck.draw`.
    """

    kind = "cards"

    def __init__(self, part=None, count=10, seed=1949, level="easy"):
        self.called = Game(part, level, count, seed)
        super().__init__("Timeline cards: what came first?", self.called, _stem(self.called))

    @property
    def sentence(self):
        """What the game asks, and with which deck."""
        chosen = self.called.settings
        return (
            f"Put {chosen['count']} events {_PARTS[chosen['part']]} in order of time without seeing the "
            f"dates, and say each time how sure you are. Deck {chosen['seed']}, "
            f"{chosen['level']} ({deck.LEVELS[chosen['level']]})."
        )

    def restore(self, content):
        """Take over a saved game, or lay the present deck anew."""
        game = Game.from_content(content) if content else Game(**self.state.settings)
        self._take_up(game)

    def _take_up(self, game):
        if _stem(game) != _stem(self.state):
            self.drawer = Drawer(self.kind, _stem(game), self.drawer.place)
        self.state = game

    def deal(self, seed):
        """Turn to the deck with another number; if it was played before, to the newest game of it."""
        self.insist()
        self._take_up(Game(**{**self.state.settings, "seed": seed}))
        self.drawer.close()
        self._refused.clear()
        if not self._reopen():
            self.say(f"Deck {self.state.settings['seed']}. One card lies open.")

    def place(self, at):
        """Place the next card with ``at`` cards before it, as sure as the reader has said."""
        placed = self.state.place(at, self._sure.value)
        self.show(self._sure, value=None)
        self.changed(self._said(placed))

    def _said(self, placed):
        card = deck.cards()[placed.card]
        said = f"{'Right.' if placed.right else 'It belongs elsewhere.'} {card.when}: {_ended(card.title)}"
        if self.state.over:
            return f"{said} That was the last card."
        return f"{said} Next card: {_ended(self.state.waiting[0].title)}"

    def answer(self, field, text):
        """Keep the reader's answer to one of the two questions: ``cause`` or ``proof``."""
        setattr(self.state, known("answer", field, ["cause", "proof"]), fitting(text, LONGEST_ANSWER))
        self.changed()

    # On screen.

    def build(self):
        """The controls: the card in hand, the table, the end, and the choice of a deck."""
        import ipywidgets as widgets

        self._hand, self._end = widgets.HTML(), widgets.HTML()
        self._sure = confidence.buttons()
        laid, self._asked, dealing = self._lay_table(), self._ask(), self._dealer()
        return widgets.VBox([self._hand, self._sure, laid, self._end, self._asked, dealing])

    def _ask(self):
        import ipywidgets as widgets

        looks = wide("50em", label="18em")
        self._neighbors = widgets.Dropdown(description="Two neighbors", options=[], **looks)
        self._answers = {
            field: widgets.Textarea(description=question, continuous_update=False, rows=3, **looks)
            for field, question in (("cause", QUESTION), ("proof", PROOF))
        }
        self.on_value(self._neighbors, lambda pair: pair and self._choose(pair))
        for field, box in self._answers.items():
            self.on_text(box, lambda text, field=field: self.answer(field, text))
        return widgets.VBox([self._neighbors, *self._answers.values()])

    def _dealer(self):
        import ipywidgets as widgets

        self._seed = widgets.BoundedIntText(
            description="Deck number", min=0, max=deck.LARGEST_SEED, style={"description_width": "initial"}
        )
        this, following = map(button, ("Deal this deck", "Deal the next deck"))
        self.on_click(this, lambda: self.deal(self._seed.value))
        self.on_click(following, self._deal_next)
        return widgets.HBox([self._seed, this, following], layout={**WRAPPED, "margin": "0.8em 0 0"})

    def _lay_table(self):
        import ipywidgets as widgets

        self._places, self._shown = [], []
        for at in range(deck.MOST):
            place = button("", layout={"max_width": "100%", "align_self": "flex-start"})
            self.on_click(place, lambda at=at: self.place(at))
            self._places.append(place)
            self._shown.append(widgets.HTML())
        alternating = [part for pair in zip(self._places, self._shown, strict=True) for part in pair]
        return widgets.VBox(alternating)

    def _choose(self, pair):
        self.state.choose(*pair)
        self.changed()

    def _deal_next(self):
        self.deal((self.state.settings["seed"] + 1) % (deck.LARGEST_SEED + 1))

    def refresh(self):
        """Show the game as it stands."""
        game, line = self.state, self.state.line
        self._hand.value = self._hand_html()
        self._display(self._sure, not game.over)
        newest = game.placed[-1].card if game.placed else None
        for at, (place, card) in enumerate(zip(self._places, self._shown, strict=True)):
            self._display(place, not game.over and at <= len(line))
            self._display(card, not game.over and at < len(line))
            if at < len(line) and not game.over:
                card.value = self._open_card(line[at], line[at].id == newest)
            if at <= len(line) and line and not game.over:
                place.description = _place(line, at)
        self._end.value = self._end_html() if game.over else ""
        self._display(self._asked, game.over and len(line) > 1)
        pairs = [
            (f"{one.label} ({one.when}) → {other.label} ({other.when})", (one.id, other.id))
            for one, other in game.pairs()
        ]
        chosen = tuple(game.pair)
        self.show(self._neighbors, options=[("Choose …", ()), *pairs] if game.over else [])
        if game.over:
            self.show(self._neighbors, value=chosen if chosen in [value for _, value in pairs] else ())
        for field, box in self._answers.items():
            self.show(box, value=getattr(game, field))
        self.show(self._seed, value=game.settings["seed"])

    def _display(self, control, on):
        control.layout.display = None if on else "none"

    def _hand_html(self):
        game = self.state
        if game.over:
            return ""
        card, total = game.waiting[0], len(game.cards) - 1
        return (
            f'<div style="{_NEWEST};margin:0.4em 0;font-size:1.1em">'
            f"Card {total - len(game.waiting) + 1} of {total}, to be placed<br>"
            f"<strong>{html.escape(card.title)}</strong><br>{html.escape(card.actors)}</div>"
        )

    def _open_card(self, card, newest):
        shown = f"<strong>{html.escape(card.when)}.</strong> {html.escape(card.title)}"
        if newest:
            shown += f"<br>{html.escape(card.summary)} ({html.escape(card.source)})"
        placed = self.state.placings.get(card.id)
        if newest and placed:
            shown = f"{html.escape(self._verdict(card, placed))}<br>{shown}"
        elif placed and not placed.right:
            shown += " <em>(placed elsewhere)</em>"
        return f'<div style="{_NEWEST if newest else _OPEN}">{shown}</div>'

    def _verdict(self, card, placed):
        """What became of a card, in whole sentences."""
        said = "Right." if placed.right else f"{_put(placed)} {self._belongs(card)}"
        return " ".join([said, *(deck.why_no_order(card, other) for other in self.state.ties(card))])

    def _belongs(self, card):
        before = [other for other in self.state.line if deck.order(other, card) < 0]
        after = [other for other in self.state.line if deck.order(other, card) > 0]
        if not before:
            return f"It belongs before “{after[0].label}”." if after else ""
        if not after:
            return f"It belongs after “{before[-1].label}”."
        return f"It belongs between “{before[-1].label}” and “{after[0].label}”."

    def _end_html(self):
        game = self.state
        rows = "".join(self._end_row(card) for card in game.line)
        heads = table.heads(("date", "card", "you were", "place"), _CELL)
        words = "".join(f"<li>{html.escape(line)}</li>" for line in self._by_confidence())
        return (
            '<div style="line-height:1.45"><p><strong>The table, in order</strong></p>'
            f'<table style="{_TABLE}"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody>'
            f"</table><p><strong>How sure, how right</strong></p><ul>{words}</ul>"
            f"<p>{_ASKED} lie side by side. One came before the other. That alone proves nothing.</p></div>"
        )

    def _end_row(self, card):
        placed = self.state.placings.get(card.id)
        if placed is None:
            cells = ("", "it lay open")
        else:
            cells = (confidence.SURE[placed.sure], "in its place" if placed.right else _put(placed))
        texts = [f"{_ended(card.title)} {card.summary} ({card.source})", *cells]
        return (
            f'<tr><th scope="row" style="{_CELL};white-space:nowrap">{html.escape(card.when)}</th>'
            f"{table.cells(texts, _CELL)}</tr>"
        )

    def _by_confidence(self):
        """How often the reader was right, by how sure the reader was, in words."""
        placed = self.state.placings.values()
        for sure, words in confidence.SURE.items():
            these = [one for one in placed if one.sure == sure]
            if these:
                yield f"{words.capitalize()}: {_counted(len(these), sum(one.right for one in these))}."
        missed = [deck.cards()[one.card].label for one in placed if one.sure == "sure" and not one.right]
        if missed:
            named = ", ".join(f"“{label}”" for label in missed)
            yield f"You were sure of {named}. What did you take for granted?"
        if any(one.sure == "guess" and one.right for one in placed):
            yield "A guess that was right is worth a look: which clue on the card led you?"

    # On paper.

    @property
    def cited(self):
        """Keys of the sources of the cards."""
        return deck.cited(self.called.cards)

    def paper(self):
        """The shuffled cards with a box for their order; the answer is folded away."""
        cards = self.called.cards
        heads = table.heads(("order", "card", "how sure? (circle)"), _CELL)
        rows = "".join(
            f'<tr><td style="{_CELL}">{_BLANK}</td>'
            f'<th scope="row" style="{_CELL};font-weight:400"><strong>{html.escape(card.title)}</strong><br>'
            f"{html.escape(card.actors)}</th>"
            f'<td style="{_CELL}">{" · ".join(confidence.SURE.values())}</td></tr>'
            for card in cards
        )
        answer = "".join(
            f"<li><strong>{html.escape(card.when)}.</strong> {html.escape(_ended(card.title))} "
            f"{html.escape(card.summary)} ({html.escape(card.source)})</li>"
            for card in deck.in_order(cards)
        )
        ties = "".join(
            f"<p>{html.escape(deck.why_no_order(one, other))}</p>"
            for one, other in combinations(deck.in_order(cards), 2)
            if not deck.order(one, other)
        )
        return (
            "<p>Number the cards in order of time, the earliest first. Then open the answer.</p>"
            f'<table style="{_TABLE}"><thead><tr>{heads}</tr></thead>'
            f"<tbody>{rows}</tbody></table>"
            '<details style="margin:0.6em 0"><summary style="cursor:pointer">The order, with dates and '
            f"sources</summary><ol>{answer}</ol>{ties}</details>"
            f"<p>{_ASKED} follow each other. {QUESTION} {PROOF}</p>"
        )


def _ended(title):
    return title if title.endswith(("?", "!")) else f"{title}."


def _stem(game):
    return "cards-{part}-{level}-{count}-{seed}".format(**game.settings)


def _counted(count, right):
    if count == 1:
        return f"1 card, {'' if right else 'not '}in the right place"
    share = {0: "none", count: "all"}.get(right, str(right))
    return f"{count} cards, {share} in the right place"


def _place(line, at):
    return f"Place it after “{line[at - 1].label}”" if at else f"Place it before “{line[0].label}”"


def _put(placed):
    every = deck.cards()
    if not placed.after:
        return "You put it before all the others."
    after = f"“{every[placed.after].label}”" if placed.after in every else "a card the course no longer has"
    return f"You put it after {after}."


@in_sentences
def cards(part=None, count=10, seed=1949, level="easy"):
    """The game of timeline cards: put events in order of time, then see each card turn over.

    Parameters
    ----------
    part : str, optional
        ``origins``, ``escalation`` or ``consequences``; the whole course if left out.
    count : int
        Number of cards, 3 to 20; the first lies open.
    seed : int
        Number of the deck, 0 to 999,999. A class that gives the same number plays the same cards.
    level : str
        ``easy``: dates far apart. ``hard``: dates close together.
    """
    return Cards(part, count, seed, level)
