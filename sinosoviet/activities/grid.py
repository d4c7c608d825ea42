"""The grid of a prediction as SVG: empty, with the reader's guess, and with the data over it.

Made by hand and not with Matplotlib, because it is drawn anew at every press of a button.
"""

import base64
import html
import math
import textwrap
from itertools import groupby

from sinosoviet import style
from sinosoviet.predictions import YEAR

WIDTH = 960
_HEIGHT = 500
_ROW_HEIGHT = 84
_RIGHT, _BOTTOM = 118, 62
_TOP = {"curve": 46, "year": 46, "levels": 12}
_LEFT = {"curve": 84, "year": 84, "levels": 250}
_SIZE = 17
_APART = 22
_WIDEST_LABEL = 26
_FONT = "'Source Sans Pro','Segoe UI',Helvetica,Arial,sans-serif"


def svg(prediction, guesses=(), shown=False, height=None, theme=None):
    """The grid as SVG text.

    Parameters
    ----------
    prediction : sinosoviet.predictions.Prediction
        The question and its grid.
    guesses : dict of str to float
        The reader's values by id, in the chart's unit.
    shown : bool
        Whether the data are laid over the guess.
    height : int, optional
        In units of which the picture is 960 wide.
    theme : str, optional
        ``light`` or ``dark``; the one in use if left out.
    """
    if height is None:
        rows = len(prediction.points)
        height = rows * _ROW_HEIGHT + _BOTTOM if prediction.kind == "levels" else _HEIGHT
    guesses = {wanted: guesses[wanted] for wanted in prediction.ids if wanted in guesses}
    sheet = (_Rows if prediction.kind == "levels" else _Years)(prediction, height, style.palette(theme))
    sheet.draw(guesses, shown)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" '
        f'aria-label="{html.escape(describe(prediction, guesses, shown))}" font-family="{_FONT}" '
        f'font-size="{_SIZE}" style="display:block;width:100%;height:auto">{"".join(sheet.marks)}</svg>'
    )


def image(prediction, height=None):
    """The empty grid as an ``<img>`` with alternative text, always on white, to be drawn on."""
    data = base64.b64encode(svg(prediction, height=height, theme="light").encode("utf-8")).decode("ascii")
    return (
        f'<img alt="{html.escape(describe(prediction))}" style="display:block;width:100%;height:auto" '
        f'src="data:image/svg+xml;base64,{data}">'
    )


def describe(prediction, guesses=None, shown=False):
    """What the grid shows, in words: for those who do not see it.

    Without ``guesses`` it is a grid for paper; with an empty dictionary nothing is set yet.
    """
    low, high = f"{prediction.low:,g}", f"{prediction.high:,g}"
    if prediction.kind == "levels":
        frame = f"Empty scale from {low} to {high} {prediction.unit} with a row for each of: "
        frame += "; ".join(point.label for point in prediction.points)
    else:
        first, last = prediction.points[0].label, prediction.points[-1].label
        frame = f"Empty grid from {first} to {last}, from {low} to {high} {prediction.unit}"
    said = [f"{prediction.title}. {frame}."]
    if prediction.given:
        said.append(f"Given: {_listed(prediction, {p.id: p.low for p in prediction.given})}.")
    if guesses:
        yours = guesses[YEAR] if prediction.kind == "year" else _listed(prediction, guesses)
        said.append(f"Your guess: {yours}.")
    elif guesses is not None:
        said.append("You have set nothing yet.")
    if shown:
        said.append(f"The data: {_listed(prediction, None)}.")
    return " ".join(said)


def _listed(prediction, values):
    parts = []
    for point in prediction.points:
        if values is None:
            parts.append(f"{point.label}: {value_in_words(prediction, point)}")
        elif point.id in values:
            parts.append(f"{point.label}: {prediction.number(values[point.id])}")
    return "; ".join(parts)


def value_in_words(prediction, point):
    """The chart's value at a point: a number, a range, or that there is none."""
    if point.is_gap:
        return "no value"
    if point.low == point.high:
        return prediction.number(point.low)
    return f"{prediction.number(point.low)} to {prediction.number(point.high)}"


def ticks(low, high):
    """Round values within two bounds, at most eight steps of 1, 2 or 5 times a power of ten."""
    span = high - low
    power = 10 ** math.floor(math.log10(span))
    step = next(s * power / 10 for s in (1, 2, 5, 10, 20) if span / (s * power / 10) <= 8)
    first = math.ceil(low / step)
    return [number * step for number in range(first, math.floor(high / step) + 1)]


class _Sheet:
    """What both kinds of grid share: the paper, and marks with direct labels."""

    def __init__(self, prediction, height, colors):
        self.prediction = prediction
        self.colors = colors
        self.left, self.right = _LEFT[prediction.kind], WIDTH - _RIGHT
        self.top, self.bottom = _TOP[prediction.kind], height - _BOTTOM
        self.data_color = colors[prediction.role]
        self.guess_color = colors["teal_ink"]
        self.marks = [f'<rect width="{WIDTH}" height="{height}" fill="{colors["paper"]}"/>']

    def share(self, value):
        """Place of a value between the lowest and the highest; what lies beyond is drawn at the edge."""
        low, high = self.prediction.low, self.prediction.high
        return (min(max(value, low), high) - low) / (high - low)

    def line(self, places, color, width=1.0, dash=""):
        points = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
        dashes = f' stroke-dasharray="{dash}"' if dash else ""
        self.marks.append(
            f'<polyline points="{points}" fill="none" stroke="{color}" stroke-width="{width}"{dashes} '
            'stroke-linejoin="round" stroke-linecap="round"/>'
        )

    def rule(self, *places):
        """A line of the grid: thin, but dark enough to survive a printer."""
        points = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
        self.marks.append(
            f'<polyline points="{points}" fill="none" stroke="{self.colors["muted"]}" stroke-opacity="0.35"/>'
        )

    def dot(self, x, y, color, hollow=False):
        fill = self.colors["paper"] if hollow else color
        self.marks.append(
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="6" fill="{fill}" stroke="{color}" stroke-width="2.4"/>'
        )

    def text(self, x, y, words, color=None, anchor="start", bold=False):
        weight = ' font-weight="600"' if bold else ""
        self.marks.append(
            f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{color or self.colors["ink"]}"'
            f'{weight} stroke="{self.colors["paper"]}" stroke-width="4" paint-order="stroke">'
            f"{html.escape(words)}</text>"
        )


class _Years(_Sheet):
    """Years along the bottom, values upward."""

    def __init__(self, prediction, height, colors):
        super().__init__(prediction, height, colors)
        self.first, self.last = prediction.points[0].at, prediction.points[-1].at

    def x(self, at):
        return self.left + 14 + (at - self.first) / (self.last - self.first) * (self.right - self.left - 28)

    def y(self, value):
        return self.bottom - self.share(value) * (self.bottom - self.top)

    def draw(self, guesses, shown):
        prediction, colors = self.prediction, self.colors
        for value in ticks(prediction.low, prediction.high):
            self.rule((self.left, self.y(value)), (self.right, self.y(value)))
            self.text(self.left - 10, self.y(value) + 6, f"{value:,g}", colors["muted"], "end")
        for point in prediction.points:
            self.rule((self.x(point.at), self.top), (self.x(point.at), self.bottom))
            for row, words in enumerate(textwrap.wrap(point.label, 7)):
                self.text(
                    self.x(point.at), self.bottom + 22 + row * 18, words, colors["muted"], anchor="middle"
                )
        self.line([(self.left, self.bottom), (self.right, self.bottom)], colors["ink"], 1.4)
        self.text(8, 24, prediction.axis, colors["muted"])
        ends = []
        if shown:
            ends += self._data()
        if prediction.kind == "year":
            self._year(guesses)
        elif guesses:
            ends += self._guess(guesses, numbers=not shown)
        for point in prediction.given:
            x, y = self.x(point.at), self.y(point.low)
            self.dot(x, y, self.data_color)
            if not shown:
                self.number(x, y, point.low, self.data_color)
        self._name(ends)

    def _data(self):
        known = [point for point in self.prediction.points if not point.is_gap]
        if not self.prediction.dots:
            for is_gap, run in groupby(self.prediction.points, lambda point: point.is_gap):
                if not is_gap:
                    self.line([(self.x(p.at), self.y(p.low)) for p in run], self.data_color, 3)
        for point in known:
            self.dot(self.x(point.at), self.y(point.low), self.data_color)
        return [(self.y(known[-1].low), "the data", self.data_color)]

    def _guess(self, guesses, numbers):
        start = self.prediction.given[-1:]
        places = [(self.x(point.at), self.y(point.low)) for point in start]
        asked = [point for point in self.prediction.asked if point.id in guesses]
        places += [(self.x(point.at), self.y(guesses[point.id])) for point in asked]
        self.line(places, self.guess_color, 2.6, "9 7")
        for point, (x, y) in zip(asked, places[len(start) :], strict=True):
            self.dot(x, y, self.guess_color, hollow=True)
            if numbers:
                at = places.index((x, y))
                beside = [place[1] for place in places[max(at - 1, 0) : at + 2]]
                # In a dip the line would run through a number above it.
                is_dip = sum(beside) / len(beside) < y - 4
                self.number(x, y, guesses[point.id], self.guess_color, below=is_dip)
        return [(places[-1][1], "your guess", self.guess_color)]

    def number(self, x, y, value, color, below=False):
        """Write a value over its dot, or under it; never into the words above or below the grid."""
        if y < self.top + 20 or (below and y + 30 < self.bottom):
            y += 26
        else:
            y -= 14
        self.text(x, y, self.prediction.number(value), color, anchor="middle", bold=True)

    def _year(self, guesses):
        if YEAR in guesses:
            x = self.x(min(max(guesses[YEAR], self.first), self.last))
            self.line([(x, self.top), (x, self.bottom)], self.guess_color, 2.6, "9 7")
            self.text(x + 8, self.top + 16, "your guess", self.guess_color, bold=True)

    def _name(self, ends):
        """Name the lines at the right edge; names move apart where they would touch."""
        ends = sorted(ends)
        if len(ends) == 2 and ends[1][0] - ends[0][0] < _APART:
            middle = (ends[0][0] + ends[1][0]) / 2
            ends = [(middle + move, *end[1:]) for move, end in zip((-11, 11), ends, strict=True)]
        for y, words, color in ends:
            self.text(self.right + 6, y + 6, words, color, bold=True)


class _Rows(_Sheet):
    """A row for each level, values to the right."""

    def x(self, value):
        return self.left + self.share(value) * (self.right - self.left)

    def draw(self, guesses, shown):
        prediction, colors = self.prediction, self.colors
        height = (self.bottom - self.top) / len(prediction.points)
        for value in ticks(prediction.low, prediction.high):
            self.rule((self.x(value), self.top), (self.x(value), self.bottom))
            self.text(self.x(value), self.bottom + 22, f"{value:,g}", colors["muted"], anchor="middle")
        self.text((self.left + self.right) / 2, self.bottom + 48, prediction.axis, colors["muted"], "middle")
        self.line([(self.left, self.top), (self.left, self.bottom)], colors["ink"], 1.4)
        for row, point in enumerate(prediction.points):
            middle = self.top + (row + 0.5) * height
            self.rule((8, middle + height / 2), (self.right, middle + height / 2))
            words = textwrap.wrap(point.label, _WIDEST_LABEL)
            for number, part in enumerate(words):
                self.text(8, middle + 6 + (number - (len(words) - 1) / 2) * 20, part)
            is_given = point in prediction.given
            if is_given or shown:
                self._data(point, middle + (0 if is_given else 14), "given" if is_given else "the data")
            if point.id in guesses:
                self._guess(guesses[point.id], middle - (14 if shown else 0))

    def _data(self, point, y, who):
        if point.is_gap:
            self.text(self.left + 10, y + 6, "no value", self.data_color, bold=True)
            return
        self.line([(self.x(point.low), y), (self.x(point.high), y)], self.data_color, 9)
        self.line([(self.left, y), (self.x(point.low), y)], self.data_color, 3)
        self.dot(self.x(point.high), y, self.data_color)
        words = f"{who}: {value_in_words(self.prediction, point)}"
        self._beside(self.x(point.low), self.x(point.high), y, words, self.data_color)

    def _guess(self, value, y):
        self.line([(self.left, y), (self.x(value), y)], self.guess_color, 2.6, "9 7")
        self.dot(self.x(value), y, self.guess_color, hollow=True)
        words = f"your guess: {self.prediction.number(value)}"
        self._beside(self.x(value), self.x(value), y, words, self.guess_color)

    def _beside(self, start, end, y, words, color):
        """Write to the right of a mark where there is room, else above its line, ending at it."""
        if end + 14 + len(words) * 8.6 <= WIDTH:
            self.text(end + 14, y + 6, words, color, bold=True)
        else:
            self.text(start - 14, y + 6, words, color, anchor="end", bold=True)
