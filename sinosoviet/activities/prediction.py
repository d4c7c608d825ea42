"""Predict, then see: a guess is set before the data show, then the data are laid over it."""

import html
import re

from sinosoviet import predictions
from sinosoviet.activities import gap, grid
from sinosoviet.activities.activity import Activity
from sinosoviet.activities.controls import WRAPPED, button, wide
from sinosoviet.activities.work import WorkError, fitting
from sinosoviet.errors import CourseError, RangeError, in_sentences, known

LONGEST_TEXT = 400
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_THOUSANDS = re.compile(r"(?<=\d)[,\s](?=\d{3}(\D|$))")
_NEXT = "Draw, then look at the next chart."


@in_sentences
def predict(name):
    """Ask the reader for a prediction before a chart; ``name`` is one of ``predictions.names()``."""
    return Predict(predictions.load(name))


class Guess:
    """What a reader has set, why, and whether the data have been shown.

    ``set``, ``press`` and ``explain`` work until the data are shown; then the guess stays as it is.
    Each raises :class:`~sinosoviet.errors.CourseError` with a sentence, and changes nothing, on
    what it cannot take.
    """

    def __init__(self, prediction):
        self.prediction = prediction
        self.restore({})

    @property
    def content(self):
        """The state as plain JSON values."""
        return {
            "prediction": self.prediction.name,
            "guesses": dict(self._guesses),
            "reason": self.reason,
            "shown": self.shown,
            "surprise": self.surprise,
        }

    def restore(self, content):
        """Take over a state; values for points that the course no longer has are kept."""
        name = content.get("prediction", self.prediction.name)
        if name != self.prediction.name:
            raise WorkError(
                f"This file holds a guess for the prediction {name!r}; "
                f"here {self.prediction.name!r} is asked."
            )
        self._guesses = dict(content.get("guesses", {}))
        self.reason = content.get("reason", "")
        self.shown = content.get("shown", False)
        self.surprise = content.get("surprise", "")

    @property
    def guesses(self):
        """The values set, by id, for the points that the prediction has."""
        return {wanted: self._guesses[wanted] for wanted in self.prediction.ids if wanted in self._guesses}

    @property
    def missing(self):
        """Labels of what is still to be set."""
        return [self.prediction.label(i) for i in self.prediction.ids if i not in self._guesses]

    def set(self, wanted, text):
        """Set one value from what the reader typed; nothing typed takes the value back."""
        self._check_open()
        known("point", wanted, self.prediction.ids)
        text = str(text).strip().rstrip("%").strip()
        if text:
            self._guesses[wanted] = self._number(wanted, text)
        else:
            self._guesses.pop(wanted, None)

    def press(self, wanted, direction):
        """Move one value a step up (1) or down (-1); an unset one starts from the point before it."""
        self._check_open()
        known("point", wanted, self.prediction.ids)
        known("direction", direction, (1, -1))
        low, high = self.prediction.bounds
        start = self._guesses[wanted] if wanted in self._guesses else self._level_before(wanted)
        value = min(max(start + direction * self.prediction.press, low), high)
        self._guesses[wanted] = self._rounded(value)

    def explain(self, text):
        """Say why, before the data show; at most 400 characters."""
        self._check_open()
        self.reason = fitting(text, LONGEST_TEXT)

    def wonder(self, text):
        """Say what surprised, after the data have shown; at most 400 characters."""
        if not self.shown:
            raise CourseError("Let the data show first.")
        self.surprise = fitting(text, LONGEST_TEXT)

    def show(self, leave_out=False):
        """Show the data, once everything is set; or with ``leave_out`` once anything is."""
        self._check_open()
        if not self.guesses:
            raise CourseError("Set at least one value first: a guess costs nothing.")
        if self.missing and not leave_out:
            raise CourseError(
                f"Still to set: {', '.join(self.missing)}. Set the rest, or press “I will leave the rest”."
            )
        self.shown = True

    def _check_open(self):
        if self.shown:
            raise CourseError(
                "The data have been shown, so this guess stays as it is. Start afresh for another."
            )

    def _number(self, wanted, text):
        plain = _THOUSANDS.sub("", text).replace(",", ".")
        if not plain.isascii() or not _NUMBER.fullmatch(plain):
            raise CourseError(f"{text[:40]!r} is not a number. Write one such as {self._example()}.")
        low, high = self.prediction.bounds
        value = float(plain)
        if not low <= value <= high:
            raise RangeError(self.prediction.label(wanted), self._rounded(value), low, high)
        return self._rounded(value)

    def _rounded(self, value):
        value = round(float(value), self.prediction.digits)
        return value if self.prediction.digits else int(value)

    def _example(self):
        low, high = self.prediction.bounds
        return f"{self._rounded((low + high) / 2)}"

    def _level_before(self, wanted):
        at = self.prediction.ids.index(wanted)
        for earlier in reversed(self.prediction.ids[:at]):
            if earlier in self._guesses:
                return self._guesses[earlier]
        given = [point.low for point in self.prediction.given if not point.is_gap]
        return given[-1] if given else sum(self.prediction.bounds) / 2


class Predict(Activity):
    """The view of a :class:`Guess`: a grid to draw on with numbers and buttons, and then the data."""

    kind = "prediction"

    def __init__(self, prediction):
        super().__init__(prediction.heading, Guess(prediction), f"prediction-{prediction.name}")
        self.prediction = prediction

    @property
    def sentence(self):
        """What is asked and what is given, in plain words; nothing of the answer."""
        asked = self.prediction
        if asked.kind == "year":
            wanted = f"Choose one year from {asked.asked[0].label} to {asked.asked[-1].label}."
        else:
            wanted = (
                f"Set a value from {asked.low:,g} to {asked.high:,g} {asked.unit} for each of: "
                f"{'; '.join(point.label for point in asked.asked)}."
            )
        return f"{asked.words} {wanted}"

    def paper(self):
        """The empty grid to draw on, and room for reasons."""
        why = '<p>{}</p><p style="border-bottom:1px solid currentColor;height:1.6em;margin:0"></p>' * 2
        return (
            f'<figure style="margin:0.6em 0;max-width:960px">{grid.image(self.prediction)}'
            f"<figcaption><strong>{_NEXT}</strong></figcaption></figure>"
            f"{why.format('Why do you think so?', 'And afterward: what surprised you?')}"
        )

    @property
    def cited(self):
        """Keys that the question and the answers name."""
        return self.prediction.cited

    # The view.

    def build(self):
        """The grid, its controls, and what stands under them once the data show."""
        import ipywidgets as widgets

        question = widgets.HTML(f'<p style="line-height:1.45">{html.escape(self.prediction.question)}</p>')
        self._picture = widgets.HTML(layout={"width": "100%"})
        self._fields = {}
        wrapped = {**WRAPPED, "margin": "0 0 0.6em 0"}
        if self.prediction.kind == "year":
            points = self._year()
        elif self.prediction.kind == "levels":
            points = widgets.VBox([self._level(point) for point in self.prediction.asked])
        else:
            points = widgets.HBox([self._column(point) for point in self.prediction.asked], layout=wrapped)
        self._reason = self._note("Why do you think so?", self._explain)
        show = button("Show the data", button_style="primary", icon="eye")
        rest = button("I will leave the rest")
        again = button("Guess again in a new file", icon="refresh")
        self.on_click(show, self._reveal)
        self.on_click(rest, lambda: self._reveal(leave_out=True))
        self.on_click(again, self._guess_again)
        self._gap = widgets.HTML(layout={"width": "100%"})
        self._surprise = self._note("What surprised you?", self._wonder)
        is_one = len(self.prediction.ids) == 1
        buttons = widgets.HBox([show] if is_one else [show, rest], layout=wrapped)
        self._before = [points, self._reason, buttons]
        self._after = [self._gap, self._surprise, again]
        return widgets.VBox(
            [question, self._picture, points, self._reason, buttons, *self._after],
            layout={"width": "100%"},
        )

    def _note(self, label, act):
        import ipywidgets as widgets

        note = widgets.Textarea(
            description=label,
            placeholder=f"At most {LONGEST_TEXT} characters",
            continuous_update=False,
            rows=2,
            **wide(),
        )
        self.on_text(note, act)
        return note

    def _year(self):
        import ipywidgets as widgets

        field = widgets.Dropdown(
            description="Year",
            options=[("choose a year", None), *((p.label, p.label) for p in self.prediction.asked)],
        )
        self._fields[predictions.YEAR] = field
        self.on_value(field, lambda label: self._set(predictions.YEAR, label or ""))
        return field

    def _column(self, point):
        """One point of a curve: a button up, the number, a button down."""
        import ipywidgets as widgets

        up, down = (self._arrow(point, way, f"{sign} {point.label}") for way, sign in ((1, "▲"), (-1, "▼")))
        field = self._field(point, layout={"width": "auto"})
        width = f"{5.6 + 0.5 * len(point.label)}em"
        return widgets.VBox([up, field, down], layout={"width": width, "margin": "0 0.4em 0 0"})

    def _level(self, point):
        """One level: the number, and a button down and up."""
        import ipywidgets as widgets

        field = self._field(point, **wide("34em", label="26em"))
        arrows = [self._arrow(point, way, words) for way, words in ((-1, "▼ less"), (1, "▲ more"))]
        return widgets.HBox([field, *arrows], layout=WRAPPED)

    def _field(self, point, **looks):
        import ipywidgets as widgets

        field = widgets.Text(
            description=point.label, placeholder="?", continuous_update=False, **{**wide(), **looks}
        )
        self._fields[point.id] = field
        self.on_text(field, lambda text: self._set(point.id, text))
        return field

    def _arrow(self, point, way, words):
        amount = self.prediction.amount(self.prediction.press)
        arrow = button(words, tooltip=f"{point.label}: {'up' if way > 0 else 'down'} by {amount}")
        self.on_click(arrow, lambda: self._press(point.id, way))
        return arrow

    def refresh(self):
        """Draw the grid anew and set the controls; put them away once the data show."""
        guess, shown = self.state, self.state.shown
        self._picture.value = grid.svg(self.prediction, guess.guesses, shown)
        for wanted, field in self._fields.items():
            self.show(field, value=self._shown_value(wanted))
        self.show(self._reason, value=guess.reason)
        self.show(self._surprise, value=guess.surprise)
        for boxes, is_there in ((self._before, not shown), (self._after, shown)):
            for box in boxes:
                box.layout.display = None if is_there else "none"
        self._gap.value = self._gap_html() if shown else ""

    def _shown_value(self, wanted):
        value = self.state.guesses.get(wanted)
        if self.prediction.kind != "year":
            return "" if value is None else self.prediction.number(value)
        labels = [point.label for point in self.prediction.asked]
        return str(value) if str(value) in labels else None

    def _gap_html(self):
        guesses = self.state.guesses
        said = "".join(
            f"<li>{html.escape(sentence)}</li>" for sentence in gap.sentences(self.prediction, guesses)
        )
        reason = f"<p>Your reason: {html.escape(self.state.reason)}</p>" if self.state.reason else ""
        return (
            '<div style="line-height:1.45"><p><strong>Your guess and the data</strong></p>'
            f'{reason}<ul style="margin:0.2em 0 0.6em 0">{said}</ul>{gap.table(self.prediction, guesses)}'
            "<p>The next chart shows the data with their sources.</p></div>"
        )

    def _set(self, wanted, text):
        self.state.set(wanted, text)
        self.changed(self._progress(wanted))

    def _press(self, wanted, way):
        self.state.press(wanted, way)
        self._refused.pop(self._fields[wanted], None)
        self.changed(self._progress(wanted))

    def _progress(self, wanted):
        label, guesses = self.prediction.label(wanted), self.state.guesses
        if wanted not in guesses:
            done = f"{label}: taken back."
        elif self.prediction.kind == "year":
            done = f"{label}: {guesses[wanted]}."
        else:
            done = f"{label}: {self.prediction.amount(guesses[wanted])}."
        left = len(self.state.missing)
        return f"{done} {f'{left} still to set.' if left else 'All is set: show the data when you like.'}"

    def _explain(self, text):
        self.state.explain(text)
        self.changed("Your reason is noted.")

    def _wonder(self, text):
        self.state.wonder(text)
        self.changed("Noted.")

    def _reveal(self, leave_out=False):
        self.insist()
        self.state.show(leave_out)
        first = gap.sentences(self.prediction, self.state.guesses)[0]
        self.changed(f"The data are laid over your guess. {first}")
        # The pressed button is gone; without this a keyboard would have to start over.
        self._surprise.focus()

    def _guess_again(self):
        self.start_afresh()
        next(iter(self._fields.values())).focus()
