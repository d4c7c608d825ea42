"""What follows from a filled-in matrix: sums that a reader can redo on paper.

Heuer's are the frame and the direction: pieces of evidence down the side and explanations across
the top, worked through piece by piece; the explanation with the least *against* it comes out best,
since one piece can fit several explanations; a piece that fits all of them separates nothing
(it has no diagnosticity); and a conclusion is tested by doubting its few critical pieces (Heuer,
*Psychology of Intelligence Analysis*, 1999, chapter 8: ``heuer1999``). That a piece against counts
1 point and a piece strongly against 2, that points for count nothing, and that credibility may weigh
a piece, is the later software's (*Open Source ACH*: ``burton_ach``). The course's own are the weights
3, 2 and 1, the number for how well a piece separates, and the rule that no explanation leads before
all of them have been weighed (:data:`FEWEST`, :data:`SHARE`).

=============  ==============================================================================
points         2 for *strongly against*, 1 for *against*, each times the piece's weight
               (high 3, medium 2, low 1); summed for each explanation. *For* is summed apart
               in the same way, and never subtracted.
weighed        a cell with any mark but *not relevant*; *neutral* is a mark.
separation     (highest step − lowest step among the weighed cells of a piece) × weight, with
               the steps +2, +1, 0, −1, −2: from 0 to 12.
=============  ==============================================================================
"""

import math
from dataclasses import dataclass

from sinosoviet.activities.evidence import STEPS, WEIGHTS

#: An explanation is ranked once it has been weighed with this many pieces …
FEWEST = 5
#: … and with at least this share of the pieces of the explanation weighed most often.
SHARE = 0.5
LOWER = {"high": "medium", "medium": "low"}


@dataclass(frozen=True)
class Weighing:
    """Marks to count: ``marks`` from piece to explanation to word, ``grades`` from piece to grade.

    Only pieces and explanations that are listed count.
    """

    pieces: tuple
    explanations: tuple
    marks: dict
    grades: dict

    def step(self, piece, explanation):
        """The step of a cell, −2 to +2; ``None`` where it is empty or not relevant."""
        mark = self.marks.get(piece, {}).get(explanation)
        return None if mark is None else STEPS[mark]

    def weight(self, piece):
        """The weight of a piece: 3, 2 or 1."""
        return WEIGHTS[self.grades[piece]]


@dataclass(frozen=True)
class Tally:
    """The sums of one explanation, in points, and its number of weighed, other and empty cells."""

    against: int
    in_favor: int
    weighed: int
    not_relevant: int
    empty: int


@dataclass(frozen=True)
class Ranking:
    """The order of the explanations.

    ``places`` has ``(points against, explanations)``, best first, ties together; ``thin`` the
    explanations weighed with fewer than ``wanted`` pieces, which have no place; ``leaders`` is
    empty where nobody leads.
    """

    tallies: dict
    places: tuple
    thin: tuple
    wanted: int
    leaders: tuple


def tally(weighing):
    """The :class:`Tally` of each explanation."""
    return {explanation: _tally(weighing, explanation) for explanation in weighing.explanations}


def _tally(weighing, explanation):
    against = in_favor = weighed = not_relevant = 0
    for piece in weighing.pieces:
        step = weighing.step(piece, explanation)
        if step is None:
            not_relevant += explanation in weighing.marks.get(piece, {})
            continue
        weighed += 1
        against += max(0, -step) * weighing.weight(piece)
        in_favor += max(0, step) * weighing.weight(piece)
    empty = len(weighing.pieces) - weighed - not_relevant
    return Tally(against, in_favor, weighed, not_relevant, empty)


def rank(weighing):
    """The :class:`Ranking` of a matrix.

    An explanation that has hardly been looked at has nothing against it. So nobody leads before
    every explanation has been weighed with :data:`FEWEST` pieces, and with :data:`SHARE` as many as
    the one weighed most; nor where all have the same points.
    """
    tallies = tally(weighing)
    most = max((entry.weighed for entry in tallies.values()), default=0)
    wanted = max(FEWEST, math.ceil(SHARE * most))
    thin = tuple(name for name, entry in tallies.items() if entry.weighed < wanted)
    points = {name: entry.against for name, entry in tallies.items() if name not in thin}
    places = tuple(
        (value, tuple(name for name in points if points[name] == value))
        for value in sorted(set(points.values()))
    )
    return Ranking(tallies, places, thin, wanted, () if thin else _leaders(points))


def _leaders(points):
    least = min(points.values(), default=0)
    leaders = tuple(name for name, value in points.items() if value == least)
    return () if len(leaders) == len(points) else leaders


@dataclass(frozen=True)
class Separation:
    """How well one piece tells the explanations apart: ``value`` is ``spread`` × ``weight``."""

    piece: str
    spread: int
    weight: int

    @property
    def value(self):
        """0 for a piece that separates nothing, 12 at most."""
        return self.spread * self.weight


def separate(weighing):
    """A :class:`Separation` for each piece weighed with two explanations or more, the best first."""
    found = []
    for piece in weighing.pieces:
        steps = [weighing.step(piece, explanation) for explanation in weighing.explanations]
        steps = [step for step in steps if step is not None]
        if len(steps) > 1:
            found.append(Separation(piece, max(steps) - min(steps), weighing.weight(piece)))
    return sorted(found, key=lambda entry: -entry.value)


@dataclass(frozen=True)
class Doubt:
    """What one doubted piece changes: the leaders without it, and with its grade lowered.

    Each is ``None`` where the leaders stay the same; ``()`` where nobody leads any more.
    """

    piece: str
    without: tuple | None
    lowered: tuple | None


def doubt(weighing):
    """A :class:`Doubt` for each piece that changes the leaders if it is doubted.

    Pieces are doubted one at a time: taken out, or trusted one grade less. Empty where nobody leads.
    """
    ranking = rank(weighing)
    if not ranking.leaders:
        return []
    points = {name: ranking.tallies[name].against for name in weighing.explanations}
    found = []
    for piece in weighing.pieces:
        grade = weighing.grades[piece]
        less = WEIGHTS[grade] - WEIGHTS[LOWER[grade]] if grade in LOWER else 0
        without = _changed(weighing, points, piece, WEIGHTS[grade], ranking.leaders)
        lowered = _changed(weighing, points, piece, less, ranking.leaders)
        if without is not None or lowered is not None:
            found.append(Doubt(piece, without, lowered))
    return found


def _changed(weighing, points, piece, weight, leaders):
    fewer = {
        name: value - max(0, -(weighing.step(piece, name) or 0)) * weight for name, value in points.items()
    }
    now = _leaders(fewer)
    return None if now == leaders else now
