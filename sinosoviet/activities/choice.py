"""Deciding: choose a way on one day's evidence, give reasons, then see what was chosen."""

import html
import re

from sinosoviet.activities import confidence, decisions
from sinosoviet.activities.activity import Activity
from sinosoviet.activities.controls import button, wide
from sinosoviet.activities.work import WorkError, clean, fitting
from sinosoviet.errors import CourseError, in_sentences, known

LONGEST_TEXT = 1200
REASON = "Your reasons, with evidence by its number (such as E2)"
_NUMBER = re.compile(r"(?<!\w)(?:E|evidence)[\s-]?0?([1-9][0-9]?)(?!\w)", re.IGNORECASE)
_BOX = "border:3px solid currentColor;border-radius:6px;padding:0.1em 0.8em"


@in_sentences
def decide(name=None):
    """Stand in a leader's place on one day: choose, give reasons, then see what was chosen.

    ``name`` is one of :func:`sinosoviet.activities.decisions.names`.
    """
    if name is None:
        raise CourseError(f"Say which decision: one of {', '.join(decisions.names())}.")
    return Decide(decisions.load(name))


class Choice:
    """What a reader has chosen at a decision point, how surely and why.

    ``choose``, ``rate`` and ``justify`` work until ``decide``; after it all stays as it is, and
    ``think_again`` works. Each raises :class:`~sinosoviet.errors.CourseError` with a sentence,
    and changes nothing, on what it cannot take.
    """

    def __init__(self, decision):
        self.decision = decision
        self.restore({})

    @property
    def content(self):
        """The state as plain JSON values."""
        return {
            "decision": self.decision.id,
            "option": self.option,
            "sure": self.sure,
            "reason": self.reason,
            "named": list(self._named),
            "decided": self.decided,
            "again": self.again,
        }

    def restore(self, content):
        """Take over a state; ids that the course no longer has are kept."""
        name = content.get("decision", self.decision.id)
        if name != self.decision.id:
            raise WorkError(f"This file holds the decision {name!r}; here it is {self.decision.id!r}.")
        self.option = content.get("option", "")
        self.sure = content.get("sure", "")
        self.reason = content.get("reason", "")
        self._named = list(content.get("named", []))
        self.decided = content.get("decided", False)
        self.again = content.get("again", "")

    @property
    def named(self):
        """The evidence that the reasons name, in its own order."""
        return [piece for piece in self.decision.evidence if piece.id in self._named]

    @property
    def unnamed(self):
        """The evidence that the reasons do not name."""
        return [piece for piece in self.decision.evidence if piece.id not in self._named]

    @property
    def astray(self):
        """Numbers that the reasons name though no evidence has them, such as E9."""
        numbers = {piece.number for piece in self.decision.evidence}
        return [number for number in _numbers(self.reason) if number not in numbers]

    @property
    def missing(self):
        """What is still to be done before deciding, in words."""
        ready = {
            "choose a way": self.decision.option(self.option),
            "say how sure you are": self.sure,
            "give your reasons": self.reason.strip(),
        }
        return [words for words, done in ready.items() if not done]

    def choose(self, option):
        """Choose a way by its id."""
        self._check_open()
        self.option = known("way", option, [option.id for option in self.decision.options])

    def rate(self, sure):
        """Say how sure: one of :data:`~sinosoviet.activities.confidence.SURE`."""
        self._check_open()
        self.sure = confidence.check(sure)

    def justify(self, text):
        """Give reasons, at most 1,200 characters."""
        self._check_open()
        self.reason = fitting(text, LONGEST_TEXT)
        numbers = _numbers(self.reason)
        self._named = [piece.id for piece in self.decision.evidence if piece.number in numbers]

    def decide(self):
        """Fix the choice; what was chosen may then be shown."""
        self._check_open()
        if self.missing:
            raise CourseError(f"Before you decide: {'; '.join(self.missing)}.")
        self.decided = True

    def think_again(self, text):
        """Say, after the reveal, what changed; at most 1,200 characters."""
        if not self.decided:
            raise CourseError("Decide first: this question is for afterward.")
        self.again = fitting(text, LONGEST_TEXT)

    def _check_open(self):
        if self.decided:
            raise CourseError(
                "You have decided, and your choice stays as it is. To choose anew, start afresh."
            )


def _numbers(text):
    """Numbers of evidence in a text, each once, in the order of the text: ``["E2", "E1"]``."""
    return list(dict.fromkeys(f"E{int(digits)}" for digits in _NUMBER.findall(text)))


class Decide(Activity):
    """The view of a :class:`Choice`: the day's evidence, the ways open, and then what was chosen."""

    kind = "decision"

    def __init__(self, decision):
        super().__init__(decision.heading, Choice(decision), f"decision-{decision.id}")
        self.decision = decision

    @property
    def sentence(self):
        """Who stands where on which day, and what is asked; nothing of the answer."""
        return self.decision.sentence

    def paper(self):
        """The decision to take with a pencil."""
        return decisions.paper(self.decision)

    # The view.

    def build(self):
        """The day's texts, the controls, and what stands under them once the reader has decided."""
        import ipywidgets as widgets

        looks = wide(label="fit-content")
        looks["layout"] |= {"margin": "0.4em 0", "flex_flow": "column", "align_items": "stretch"}
        apart = {"align_self": "flex-start", "margin": "0.4em 0"}
        texts = widgets.HTML(
            decisions.body(decisions.setting(self.decision) + decisions.options(self.decision))
        )
        self._options = widgets.RadioButtons(
            options=[(option.name, option.id) for option in self.decision.options],
            value=None,
            description="Your choice (on the keyboard: Tab, then Space)",
            style=looks["style"],
            layout={**looks["layout"], "height": "auto"},
        )
        self._sure = confidence.buttons()
        self._texts = {
            field: widgets.Textarea(
                description=label,
                placeholder=f"At most {LONGEST_TEXT:,} characters",
                continuous_update=False,
                rows=rows,
                **looks,
            )
            for field, label, rows in (("reason", REASON, 6), ("again", decisions.AGAIN, 4))
        }
        self._naming = widgets.HTML()
        self._decide = button("Decide", button_style="primary", layout=apart)
        self._afresh = button("Decide again in a new file", layout=apart)
        self._outcome = widgets.HTML()
        self.on_value(self._options, self._choose)
        self.on_value(self._sure, self._rate)
        for field, write in (("reason", self._justify), ("again", self._think_again)):
            self.on_text(self._texts[field], write)
        self.on_click(self._decide, self.settle)
        self.on_click(self._afresh, self.start_afresh)
        self._before = [self._options, self._sure, self._texts["reason"], self._naming]
        self._after = [self._outcome, self._texts["again"], self._afresh]
        return widgets.VBox([texts, *self._before, self._decide, *self._after], layout={"width": "100%"})

    def refresh(self):
        """Show the choice as it stands; what was chosen only once the reader has decided."""
        choice, decided = self.state, self.state.decided
        option = self.decision.option(choice.option)
        self.show(self._options, value=option.id if option else None)
        self.show(self._sure, value=choice.sure or None)
        for field, box in self._texts.items():
            self.show(box, value=getattr(choice, field))
        self._naming.value = decisions.body(f"<p>{html.escape(self._naming_words())}</p>")
        for control in (*self._before, *self._after):
            control.layout.display = "none" if (control in self._before) == decided else None
        # The button stays where it is, so that the keyboard's focus does.
        self.show(
            self._decide, description="Decided" if decided else "Decide", icon="check" if decided else ""
        )
        self._outcome.value = self._outcome_html() if decided else ""

    def _naming_words(self):
        named, astray = self.state.named, self.state.astray
        found = ", ".join(f"{piece.number} ({piece.when})" for piece in named) or "no evidence yet"
        wrong = f" There is no {' and no '.join(astray)}." if astray else ""
        return f"Your reasons name: {found}.{wrong}"

    def _outcome_html(self):
        return decisions.body(
            f'<div style="{_BOX}">{self._own_html()}</div>{decisions.outcome(self.decision)}'
        )

    def _own_html(self):
        choice = self.state
        option = self.decision.option(choice.option)
        chosen = html.escape(option.name) if option else "a way that the course no longer has"
        return (
            f"<p><strong>You chose: {chosen}</strong><br>How sure: {confidence.SURE[choice.sure]}.</p>"
            f'<p style="white-space:pre-wrap;overflow-wrap:anywhere">{html.escape(choice.reason)}</p>'
            f"<p>{html.escape(self._compare())}</p>"
        )

    def _compare(self):
        """What to set side by side; never whether the choice was right."""
        same = self.state.option == self.decision.chosen
        start = "The same way was chosen then" if same else "Another way was chosen then"
        point = (
            "that alone does not make it right, or their reasons yours."
            if same
            else "that alone does not make yours wrong."
        )
        unnamed = ", ".join(piece.number for piece in self.state.unnamed)
        left = f" You left out {unnamed}: did they weigh it?" if unnamed else ""
        return f"{start}; {point} Read below which reasons the sources give, who tells them and when.{left}"

    def _choose(self, option):
        self.state.choose(option)
        self.changed(f"You lean toward {self.decision.option(option).letter}.")

    def _rate(self, sure):
        self.state.rate(sure)
        self.changed(f"How sure: {confidence.SURE[sure]}.")

    def _justify(self, text):
        if self.state.decided:
            raise CourseError(f"You had decided when this came, so it is not saved: “{clean(text)}”")
        self.state.justify(text)
        self.changed(f"Your reasons are noted; evidence named: {len(self.state.named)}.")

    def _think_again(self, text):
        self.state.think_again(text)
        self.changed("Your second thoughts are noted.")

    def settle(self):
        """Decide: fix the choice, save it, and show what was chosen."""
        self.insist()
        self.state.decide()
        self.changed("You have decided. What was chosen stands above this line.")
