"""The evidence matrix as a state: marks, reasons, grades and pieces of the reader's own."""

import json
import math
import re
from collections import deque
from contextlib import contextmanager

from sinosoviet.activities.evidence import GRADES, MARKS, Piece, Side, in_order
from sinosoviet.activities.ranking import Weighing
from sinosoviet.activities.work import clean
from sinosoviet.errors import CourseError, known

LONGEST_REASON = 160
LONGEST_STATEMENT = 300
LONGEST_SOURCE = 200
MOST_OWN = 10
_MOST_STEPS_BACK = 100
_DATE = re.compile(r"[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?")


class Matrix:
    """What one reader has marked.

    Cells are kept by the ids of piece and explanation. Ids that the course does not have stay in
    :attr:`content` and count for nothing.

    Parameters
    ----------
    pieces : list of Piece
    explanations : list of Explanation
    """

    def __init__(self, pieces, explanations):
        self._course = list(pieces)
        self.explanations = list(explanations)
        self._past = deque(maxlen=_MOST_STEPS_BACK)
        self.restore({})

    # What is in it.

    @property
    def pieces(self):
        """The course's pieces and the reader's own, by date."""
        return in_order([*self._course, *self.own])

    @property
    def own(self):
        """Pieces that the reader added, in order of adding."""
        return [Piece(kind="your own", **entry) for entry in self._own]

    def cell(self, piece, explanation):
        """``(mark, reason)`` of one cell; the mark is ``None`` and the reason empty where there is none."""
        entry = self._cells.get(piece, {}).get(explanation, {})
        return entry.get("mark"), entry.get("reason", "")

    def grade(self, piece):
        """How far a piece is trusted: the reader's grade, or else the editors' suggestion."""
        return self.judgment(piece)[0] or self._piece(piece).suggested

    def judgment(self, piece):
        """``(grade, reason)`` that the reader gave a piece; ``(None, "")`` where there is none."""
        entry = self._grades.get(piece, {})
        return entry.get("grade"), entry.get("reason", "")

    def marked(self, piece):
        """Number of explanations that have a mark for this piece."""
        return sum(self.cell(piece, explanation.id)[0] is not None for explanation in self.explanations)

    @property
    def strangers(self):
        """Number of cells kept for pieces or explanations that this course does not have."""
        here, names = self._ids(), self._names()
        return sum(
            piece not in here or explanation not in names
            for piece, row in self._cells.items()
            for explanation in row
        )

    def weighing(self):
        """The marks to count, as a :class:`~sinosoviet.activities.ranking.Weighing`."""
        side = self.side("")
        return Weighing(tuple(side.grades), tuple(self._names()), side.marks, side.grades)

    def side(self, name):
        """The same under a name, to be compared with others."""
        pieces = self.pieces
        return Side(
            name,
            {piece.id: self._row(piece.id, "mark") for piece in pieces},
            {piece.id: self._row(piece.id, "reason") for piece in pieces},
            {piece.id: self.judgment(piece.id)[0] or piece.suggested for piece in pieces},
        )

    # What a reader does.

    def mark(self, piece, explanation, mark, reason=None):
        """Mark one cell; ``mark`` is one of ``MARKS``, or ``None`` to empty it.

        ``reason`` is a text of up to 160 characters, or ``None`` to leave it as it is.
        """
        known("piece of evidence", piece, self._ids())
        known("explanation", explanation, self._names())
        if mark is not None:
            known("mark", mark, MARKS)
        if reason is not None:
            reason = line("reason", reason, LONGEST_REASON)
        with self._change():
            entry = self._cells.setdefault(piece, {}).setdefault(explanation, {})
            _put(entry, "mark", mark)
            if reason is not None:
                _put(entry, "reason", reason)
            self._cells = _filled(self._cells)

    def explain(self, piece, explanation, reason):
        """Give the reason for one cell, marked or not; an empty text takes it away."""
        known("piece of evidence", piece, self._ids())
        self.mark(piece, explanation, self.cell(piece, explanation)[0], reason)

    def trust(self, piece, grade, reason=None):
        """Say how far a piece is to be trusted: one of ``GRADES``, or ``None`` for no judgment."""
        known("piece of evidence", piece, self._ids())
        if grade is not None:
            known("grade of reliability", grade, GRADES)
        if reason is not None:
            reason = line("reason", reason, LONGEST_REASON)
        with self._change():
            entry = self._grades.setdefault(piece, {})
            _put(entry, "grade", grade)
            if reason is not None:
                _put(entry, "reason", reason)
            if not entry:
                del self._grades[piece]

    def add(self, date, statement, source):
        """Add a piece of the reader's own, up to 10 of them, and return its id."""
        date = line("date", date, 10)
        if not _DATE.fullmatch(date):
            raise CourseError(
                "Write the date as a year, month or day: 1960, 1960-07 or 1960-07-16. "
                f"{date!r} is none of these."
            )
        texts = {
            "statement": line("statement", statement, LONGEST_STATEMENT),
            "source": line("source", source, LONGEST_SOURCE),
        }
        for what, text in texts.items():
            if not text:
                raise CourseError(f"Your piece of evidence needs a {what}; nothing was added.")
        if len(self._own) >= MOST_OWN:
            raise CourseError(f"There is room for {MOST_OWN} pieces of your own. Remove one first.")
        taken = {entry["id"] for entry in self._own} | set(self._cells) | set(self._grades)
        name = next(f"own-{n}" for n in range(1, len(taken) + 2) if f"own-{n}" not in taken)
        with self._change():
            self._own.append({"id": name, "date": date, **texts})
        return name

    def remove(self, piece):
        """Remove a piece of the reader's own, with its marks. :meth:`undo` brings it back."""
        known("piece of your own", piece, [entry["id"] for entry in self._own])
        with self._change():
            self._own = [entry for entry in self._own if entry["id"] != piece]
            self._cells.pop(piece, None)
            self._grades.pop(piece, None)

    def undo(self):
        """Take back the last change since the file was opened; up to 100 of them, one by one."""
        if not self._past:
            raise CourseError("There is nothing to take back.")
        self._take(self._past.pop())

    # Saving.

    @property
    def content(self):
        """The state as plain JSON values."""
        return {
            "cells": {
                piece: {name: dict(entry) for name, entry in row.items()}
                for piece, row in self._cells.items()
            },
            "grades": {piece: dict(entry) for piece, entry in self._grades.items()},
            "own": [dict(entry) for entry in self._own],
        }

    def restore(self, content):
        """Take over a state that follows the schema of the kind ``matrix``; ``{}`` is a blank matrix."""
        self._past.clear()
        self._take(content)

    def _take(self, content):
        self._cells = _filled(
            {
                piece: {name: _fit(entry) for name, entry in row.items()}
                for piece, row in content.get("cells", {}).items()
            }
        )
        self._grades = {
            piece: _fit(entry) for piece, entry in content.get("grades", {}).items() if _fit(entry)
        }
        self._own = [
            {
                **entry,
                "statement": clean(entry["statement"]),
                "source": clean(entry["source"]),
            }
            for entry in _first_of_each(content.get("own", []))
        ]

    @contextmanager
    def _change(self):
        before = self.content
        yield
        if self.content != before:
            self._past.append(before)

    def _row(self, piece, what):
        names = self._names()
        row = self._cells.get(piece, {})
        return {name: entry[what] for name, entry in row.items() if what in entry and name in names}

    def _piece(self, piece):
        return next(entry for entry in self.pieces if entry.id == piece)

    def _ids(self):
        return [piece.id for piece in self.pieces]

    def _names(self):
        return [explanation.id for explanation in self.explanations]


def line(what, text, longest):
    """A reader's text as one line that fits, or a :class:`CourseError` that says how far it is over.

    Beside ``longest`` letters it may fill 15/8 as many bytes in a file (a Chinese character fills
    three), so that a matrix full of reasons in Chinese stays under the largest size of saved work.
    """
    one = " ".join(clean(text).split())
    filled = len(json.dumps(one, ensure_ascii=False).encode("utf-8")) - len('""')
    room = max(len(one), math.ceil(filled * 8 / 15))
    if room > longest:
        raise CourseError(
            f"Your {what} takes the room of {room} letters; {longest} fit. (A Chinese character takes the "
            "room of one and a half.) Shorten it; nothing was changed."
        )
    return one


def _filled(cells):
    kept = {piece: {name: entry for name, entry in row.items() if entry} for piece, row in cells.items()}
    return {piece: row for piece, row in kept.items() if row}


def _put(entry, key, value):
    if value:
        entry[key] = value
    else:
        entry.pop(key, None)


def _fit(entry):
    fitted = {**entry, "reason": clean(entry.get("reason", ""))}
    return {key: value for key, value in fitted.items() if value}


def _first_of_each(own):
    return list({entry["id"]: entry for entry in reversed(own)}.values())[::-1]
