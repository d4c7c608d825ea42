"""Matrices side by side: two of them, or those of a whole class."""

import html
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path

from sinosoviet.activities import table
from sinosoviet.activities.evidence import STEPS, load_explanations, load_pieces, named
from sinosoviet.activities.matrix import Matrix
from sinosoviet.activities.ranking import rank
from sinosoviet.activities.work import WorkError, decode
from sinosoviet.errors import CourseError, RangeError, in_sentences
from sinosoviet.wording import numbered, shortened

MOST_FILES = 40
_MOST_ROWS = 12
FOR, NEITHER, AGAINST = "for", "neither", "against"
_CELL = "border:1px solid currentColor;padding:0.25em 0.5em;text-align:left;vertical-align:top"


def direction(mark):
    """Which way a mark points: ``for``, ``against``, or ``neither`` (neutral, not relevant)."""
    step = STEPS[mark] or 0
    return FOR if step > 0 else AGAINST if step < 0 else NEITHER


def distance(one, other):
    """Steps between two marks, 0 to 4; a mark that is not relevant stands at neutral."""
    return abs((STEPS[one] or 0) - (STEPS[other] or 0))


@dataclass(frozen=True)
class Difference:
    """A cell that two sides mark differently, with both reasons; ``steps`` is 0 to 4."""

    piece: str
    explanation: str
    mine: str
    theirs: str
    my_reason: str
    their_reason: str
    steps: int


class Pair:
    """Two filled-in matrices, cell by cell, over the cells of the course that both have marked.

    ``shared`` counts these cells, ``alike`` those where both marks point the same way, ``opposed``
    those where one points for and the other against. ``swapped`` is the ranking of the first matrix
    with the second's marks in place of its own in the shared cells, everything else as it is.
    """

    def __init__(self, weighing, mine, theirs, pieces, explanations):
        self.mine, self.theirs = mine, theirs
        self.pieces = {piece.id: piece for piece in pieces}
        self.explanations = {entry.id: entry for entry in explanations}
        cells = [
            (piece, name)
            for piece in self.pieces
            for name in self.explanations
            if name in mine.marks.get(piece, {}) and name in theirs.marks.get(piece, {})
        ]
        ways = Counter(self._ways(*cell) for cell in cells)
        self.shared = len(cells)
        self.alike = sum(count for (one, other), count in ways.items() if one == other)
        self.opposed = ways[FOR, AGAINST] + ways[AGAINST, FOR]
        found = (self._difference(*cell) for cell in cells)
        self.differences = sorted(
            (entry for entry in found if entry.steps),
            key=lambda entry: (-entry.steps, -weighing.weight(entry.piece)),
        )
        self.before = rank(weighing)
        self.swapped = rank(replace(weighing, marks=self._swapped(weighing, cells)))

    def _ways(self, piece, name):
        return direction(self.mine.marks[piece][name]), direction(self.theirs.marks[piece][name])

    def _difference(self, piece, name):
        mine, theirs = self.mine.marks[piece][name], self.theirs.marks[piece][name]
        return Difference(
            piece,
            name,
            mine,
            theirs,
            self.mine.reasons.get(piece, {}).get(name, ""),
            self.theirs.reasons.get(piece, {}).get(name, ""),
            distance(mine, theirs),
        )

    def _swapped(self, weighing, cells):
        marks = {piece: dict(row) for piece, row in weighing.marks.items()}
        for piece, name in cells:
            marks[piece][name] = self.theirs.marks[piece][name]
        return marks

    @property
    def agreement(self):
        """Share of the shared cells in which both marks point the same way, in percent."""
        return round(100 * self.alike / self.shared) if self.shared else None

    @property
    def sentence(self):
        """How far the two agree and what follows, in plain words."""
        if not self.shared:
            return (
                f"{self.mine.name} and {self.theirs.name} have marked no cell in common, so there is "
                "nothing to compare."
            )
        return (
            f"{self.mine.name} and {self.theirs.name} have both marked {numbered(self.shared, 'cell')}: "
            f"{self.alike} point the same way ({self.agreement} percent), {self.opposed} opposite ways. "
            f"{self.follows}"
        )

    @property
    def follows(self):
        """What the other's marks would do to the first place, as a sentence."""
        if not self.before.leaders:
            return (
                "What follows for the ranking cannot be said yet: no explanation leads in the first matrix."
            )
        now = named(self.explanations, self.before.leaders)
        then = named(self.explanations, self.swapped.leaders)
        with_them = f"With the marks of {self.theirs.name} in these cells"
        if not then:
            return f"{with_them}, nobody would lead; now {now} does."
        if self.before.leaders == self.swapped.leaders:
            return f"{with_them}, {now} would still lead."
        return f"{with_them}, {then} would lead instead of {now}."

    def __repr__(self):
        return self.sentence

    def html(self):
        """The same with the widest differences and both reasons."""
        return pair_html(self)

    def _repr_mimebundle_(self, include=None, exclude=None):
        return {"text/plain": self.sentence, "text/html": self.html()}


@dataclass(frozen=True)
class Dispute:
    """One cell across a class: how many marks point each way, and steps from lowest to highest."""

    piece: str
    explanation: str
    in_favor: int
    neither: int
    against: int
    spread: int

    @property
    def split(self):
        """Marks on the smaller of the two sides: 0 where nobody contradicts anybody."""
        return min(self.in_favor, self.against)


class Class:
    """The matrices of up to 40 readers together.

    ``cells`` has a :class:`Dispute` for each cell with two marks or more, the most disputed first;
    ``rankings`` each reader's own ranking by name; ``unread`` one sentence for each file left out.
    """

    def __init__(self, matrices, pieces, explanations, unread=()):
        weighings = {name: matrix.weighing() for name, matrix in matrices.items()}
        self.pieces = {piece.id: piece for piece in pieces}
        self.explanations = {entry.id: entry for entry in explanations}
        self.rankings = {name: rank(weighing) for name, weighing in weighings.items()}
        self.filled = {
            name: sum(len(row) for row in weighing.marks.values()) for name, weighing in weighings.items()
        }
        self.unread = list(unread)
        found = (
            self._dispute(weighings.values(), piece, name)
            for piece in self.pieces
            for name in self.explanations
        )
        self.cells = sorted(
            (cell for cell in found if cell), key=lambda cell: (-cell.split, -cell.spread, -cell.against)
        )

    @staticmethod
    def _dispute(weighings, piece, name):
        marks = [mark for weighing in weighings if (mark := weighing.marks.get(piece, {}).get(name))]
        if len(marks) < 2:
            return None
        ways = Counter(map(direction, marks))
        steps = [STEPS[mark] or 0 for mark in marks]
        return Dispute(piece, name, ways[FOR], ways[NEITHER], ways[AGAINST], max(steps) - min(steps))

    @property
    def disputed(self):
        """The cells where some marks point for and others against."""
        return [cell for cell in self.cells if cell.split]

    @property
    def leads(self):
        """How many readers have each explanation in the lead, alone or level with others."""
        return Counter(name for ranking in self.rankings.values() for name in ranking.leaders)

    @property
    def sentence(self):
        """What the class has in common, in plain words."""
        files = numbered(len(self.rankings), "matrix", "matrices")
        cells = f"{numbered(len(self.disputed), 'cell')} {'is' if len(self.disputed) == 1 else 'are'}"
        said = [f"{files} compared; {cells} marked both for and against."]
        if self.disputed:
            worst = self.disputed[0]
            said.append(
                f"Most disputed: {self.explanations[worst.explanation].name} and “"
                f"{self.pieces[worst.piece].statement}” ({worst.in_favor} for, {worst.against} against)."
            )
        leads = "; ".join(
            f"{self.explanations[name].name} {count}" for name, count in self.leads.most_common()
        )
        said.append(f"In the lead, by number of matrices: {leads or 'none yet'}.")
        return " ".join([*said, *self.unread])

    def __repr__(self):
        return self.sentence

    def html(self):
        """The same as tables."""
        return class_html(self)

    def _repr_mimebundle_(self, include=None, exclude=None):
        return {"text/plain": self.sentence, "text/html": self.html()}


@in_sentences
def compare(*files):
    """The matrices of a class side by side: a folder of saved files, or their paths (up to 40).

    Files that cannot be read are named and left out.
    """
    return gather(_paths(files), load_pieces(), load_explanations())


def gather(paths, pieces, explanations):
    """A :class:`Class` of the matrices saved at ``paths``; :class:`CourseError` if none can be read."""
    if not 1 <= len(paths) <= MOST_FILES:
        raise RangeError("The number of files to compare", len(paths), 1, MOST_FILES)
    matrices, unread = {}, []
    for path in paths:
        try:
            name, matrix = read(path.read_bytes(), path.name, pieces, explanations)
        except OSError as error:
            unread.append(f"{path.name} cannot be opened ({error.strerror}).")
            continue
        except WorkError as error:
            unread.append(str(error))
            continue
        matrices[unused(name, path.name, matrices)] = matrix
    if not matrices:
        raise CourseError(" ".join(["None of the files can be read.", *unread]))
    return Class(matrices, pieces, explanations, unread)


def read(data, source, pieces, explanations):
    """``(name, matrix)`` from the bytes of a saved file; the name is the reader's, or else the file's."""
    work = decode(data, "matrix", source)
    matrix = Matrix(pieces, explanations)
    matrix.restore(work.content)
    return work.name.strip() or source, matrix


def unused(name, source, taken):
    """``name``, or the same with its file in parentheses if it is ``taken``."""
    if name not in taken:
        return name
    return next(
        other
        for number in range(1, len(taken) + 2)
        if (other := f"{name} ({source}{f', {number}' if number > 1 else ''})") not in taken
    )


def _path(given):
    if not isinstance(given, str | Path):
        raise CourseError(f"{given!r} is no file. Give the name of a folder or of a file, such as 'my-work'.")
    return Path(given)


def _paths(files):
    given = [
        _path(one) for some in files for one in (some if isinstance(some, list | tuple | set) else [some])
    ]
    found = []
    for path in given:
        found += sorted(path.glob("*.json")) if path.is_dir() else [path]
    return found


def pair_html(pair):
    """A pair as HTML: agreement in numbers, the widest differences, and what follows."""
    note = f"<p>{html.escape(pair.theirs.note)}</p>" if pair.theirs.note else ""
    said = f"{note}<p>{html.escape(pair.sentence)}</p>"
    if not pair.shared:
        return said
    rows = "".join(
        f'<tr><th scope="row" style="{_CELL};font-weight:normal">'
        f"{html.escape(_caption(pair.pieces[entry.piece]))}</th>"
        f'<td style="{_CELL}">{html.escape(pair.explanations[entry.explanation].name)}</td>'
        f'<td style="{_CELL}">{_marked(entry.mine, entry.my_reason)}</td>'
        f'<td style="{_CELL}">{_marked(entry.theirs, entry.their_reason)}</td>'
        f'<td style="{_CELL};text-align:center">{entry.steps}</td></tr>'
        for entry in pair.differences[:_MOST_ROWS]
    )
    heads = ("Evidence", "Explanation", pair.mine.name, pair.theirs.name, "Steps apart")
    more = len(pair.differences) - _MOST_ROWS
    widest = (
        _table("The widest differences", heads, rows) if rows else "<p>No mark differs in these cells.</p>"
    )
    rest = f"<p>{more} smaller differences are not shown.</p>" if more > 0 else ""
    return (
        f'<div style="line-height:1.45">{said}{widest}{rest}<p>Two marks point the same way '
        "when both are for, both against, or both neither (neutral or not relevant). The percentage "
        "compares directions, not reasons: read the "
        "reasons.</p></div>"
    )


def class_html(group):
    """A class as HTML: who leads in whose matrix, and the most disputed cells."""
    people = "".join(
        f'<tr><th scope="row" style="{_CELL}">{html.escape(name)}</th>'
        f'<td style="{_CELL};text-align:center">{group.filled[name]}</td>'
        f'<td style="{_CELL}">'
        f"{html.escape(named(group.explanations, ranking.leaders)) or 'nobody yet'}</td></tr>"
        for name, ranking in group.rankings.items()
    )
    disputed = "".join(_dispute_row(group, cell) for cell in group.disputed[:_MOST_ROWS])
    every = "".join(_dispute_row(group, cell) for cell in group.cells)
    heads = ("Evidence", "Explanation", "For", "Neither", "Against", "Spread in steps")
    worst = (
        _table("The most disputed cells", heads, disputed)
        if disputed
        else "<p>No cell is marked for by one and against by another.</p>"
    )
    return (
        f'<div style="line-height:1.45"><p>{html.escape(group.sentence)}</p>{worst}'
        f"{_table('Who leads in whose matrix', ('Matrix', 'Cells marked', 'Least against'), people)}"
        f"<details><summary>Every cell with two marks or more</summary>{_table('All cells', heads, every)}"
        "</details><p>A cell is disputed by as many as stand on its smaller side: with 12 for and 9 "
        "against, by 9. Pieces that readers added themselves are left out here.</p></div>"
    )


def _dispute_row(group, cell):
    numbers = (cell.in_favor, cell.neither, cell.against, cell.spread)
    return (
        f'<tr><th scope="row" style="{_CELL}">{html.escape(_caption(group.pieces[cell.piece]))}</th>'
        f'<td style="{_CELL}">{html.escape(group.explanations[cell.explanation].name)}</td>'
        f"{table.cells(numbers, f'{_CELL};text-align:center')}</tr>"
    )


def _table(caption, heads, rows):
    return table.scroll(
        caption,
        '<table style="border-collapse:collapse;margin:0.5em 0">'
        f'<caption style="text-align:left;font-weight:600">{caption}</caption>'
        f"<thead><tr>{table.heads(heads, _CELL)}</tr></thead><tbody>{rows}</tbody></table>",
    )


def _marked(mark, reason):
    said = f": {html.escape(reason)}" if reason else ""
    return f"<strong>{mark}</strong>{said}"


def _caption(piece):
    return shortened(f"{piece.when}: {piece.statement}", 90)
