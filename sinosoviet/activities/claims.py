"""Claim check: judge a statement, write what you would print, then see the evidence."""

import html
from collections import Counter
from operator import itemgetter

from sinosoviet import tables
from sinosoviet.activities import table, verdicts
from sinosoviet.activities.activity import Activity
from sinosoviet.activities.controls import WRAPPED, button, wide
from sinosoviet.activities.verdicts import BLANK, VERDICTS, cited, legend, split
from sinosoviet.activities.work import fitting
from sinosoviet.errors import CourseError, in_sentences, known

LONGEST_SENTENCE = 500
_COUNT = "text-align:center;padding:0 0.8em"
_UNJUDGED = {"verdict": "", "sentence": "", "seen": False}


class Judgment:
    """A reader's verdicts on a list of statements, one statement in view at a time.

    The first verdict counts: it cannot be changed once the evidence has been seen.

    Parameters
    ----------
    statements : list of dict
        Rows of the ``claims`` table, in the order in which they are judged.
    """

    def __init__(self, statements):
        self.statements = statements
        self.restore({})

    @property
    def content(self):
        """Answers by statement, and the statement in view; empty answers are left out."""
        kept = {name: dict(answer) for name, answer in self._answers.items() if answer != _UNJUDGED}
        return {"answers": kept, "at": self._at}

    def restore(self, content):
        """Take over what :attr:`content` gave; ids that are no longer asked for are kept."""
        self._answers = {name: dict(answer) for name, answer in content.get("answers", {}).items()}
        self._at = content.get("at", "")

    @property
    def place(self):
        """Position of the statement in view, from 0."""
        names = [row["id"] for row in self.statements]
        return names.index(self._at) if self._at in names else 0

    @property
    def statement(self):
        """The statement in view, a row of the table."""
        return self.statements[self.place]

    def answer(self, name=None):
        """Verdict, sentence and whether the evidence was seen, for one statement."""
        return dict(self._answers.get(name or self.statement["id"], _UNJUDGED))

    def go(self, place):
        """Bring another statement into view; beyond either end the nearest one stays."""
        place = min(max(place, 0), len(self.statements) - 1)
        self._at = self.statements[place]["id"]

    def judge(self, verdict):
        """Give the statement in view one of the five verdicts."""
        known("verdict", verdict, list(VERDICTS))
        if self.answer()["seen"]:
            raise CourseError("You have seen the evidence, so your first verdict stands.")
        self._change(verdict=verdict)

    def write(self, sentence):
        """Keep the sentence that the reader would print instead."""
        self._change(sentence=fitting(sentence, LONGEST_SENTENCE))

    def see(self):
        """Open the evidence for the statement in view; a verdict comes first."""
        if not self.answer()["verdict"]:
            raise CourseError(f"Judge first. The verdicts are: {', '.join(VERDICTS)}.")
        self._change(seen=True)

    def _change(self, **fields):
        self._answers[self.statement["id"]] = {**self.answer(), **fields}

    @property
    def tally(self):
        """For each verdict: how many statements have it here, and how often the reader agreed."""
        done = [row for row in self.statements if self.answer(row["id"])["seen"]]
        asked = Counter(row["verdict"] for row in done)
        agreed = Counter(
            row["verdict"] for row in done if self.answer(row["id"])["verdict"] == row["verdict"]
        )
        given = Counter(self.answer(row["id"])["verdict"] for row in done)
        return {verdict: (asked[verdict], agreed[verdict], given[verdict]) for verdict in VERDICTS}

    @property
    def seen(self):
        """How many statements have their evidence open."""
        return sum(self.answer(row["id"])["seen"] for row in self.statements)


class ClaimCheck(Activity):
    """The view of a :class:`Judgment`."""

    kind = "claims"

    def __init__(self, statements, stem=None):
        super().__init__("Judge each statement before you see the evidence.", Judgment(statements), stem)

    @property
    def sentence(self):
        """What the reader is asked, in plain words."""
        return (
            f"There are {len(self.state.statements)} statements about the split. For each choose a "
            f"verdict ({', '.join(VERDICTS)}), write the sentence that you would print, then open the "
            "evidence."
        )

    def paper(self):
        """The same work for pen and paper."""
        rows = self.state.statements
        asked = "".join(
            f'<li style="margin-bottom:0.9em"><strong>{html.escape(row["claim"])}.</strong> '
            f"<em>{_found(row)}.</em><br>Circle: {' · '.join(VERDICTS)}<br>"
            f"I would print: {BLANK}</li>"
            for row in rows
        )
        told = "".join(f'<li style="margin-bottom:0.9em">{_evidence(row)}</li>' for row in rows)
        return (
            f"<p>The five verdicts:</p>{legend()}<ol>{asked}</ol>"
            f"<details><summary>The evidence, statement by statement: only after you have judged</summary>"
            f"<ol>{told}</ol></details>"
        )

    @property
    def cited(self):
        """Keys of the evidence."""
        return [key for row in self.state.statements for key in split(row["source_key"])]

    def build(self):
        """The controls, in the order of the work."""
        import ipywidgets as widgets

        self._shown = widgets.HTML()
        self._verdicts = verdicts.buttons()
        self._own = widgets.Textarea(description="I would print", continuous_update=False, rows=3, **wide())
        self._see, self._back, self._next = map(button, ("Show the evidence", "Back", "Next statement"))
        self._told, self._sum = widgets.HTML(), widgets.HTML()
        self.on_value(self._verdicts, self._judge)
        self.on_text(self._own, self._write)
        self.on_click(self._see, self._open)
        self.on_click(self._back, lambda: self._go(-1))
        self.on_click(self._next, lambda: self._go(1))
        row = widgets.HBox([self._see, self._back, self._next], layout=WRAPPED)
        return widgets.VBox([self._shown, self._verdicts, self._own, row, self._told, self._sum])

    def _judge(self, verdict):
        try:
            self.state.judge(verdict)
        except CourseError:
            self.refresh()
            raise
        self.changed(f"Judged: {verdict}.")

    def _write(self, sentence):
        self.state.write(sentence)
        self.changed("Kept your sentence.")

    def _open(self):
        self.state.see()
        row, mine = self.state.statement, self.state.answer()
        same = mine["verdict"] == row["verdict"]
        self.changed(
            f"The editors say {row['verdict']}{', as you do' if same else ', you ' + mine['verdict']}."
        )

    def _go(self, step):
        self.insist()
        place = self.state.place + step
        if not 0 <= place < len(self.state.statements):
            raise CourseError(f"This is the {'last' if step > 0 else 'first'} statement.")
        self.state.go(place)
        self.changed(f"Statement {self.state.place + 1} of {len(self.state.statements)}.")

    def refresh(self):
        """Show the state in the controls."""
        judgment, row, mine = self.state, self.state.statement, self.state.answer()
        total = len(judgment.statements)
        self._shown.value = (
            f'<p style="margin:0.4em 0">Statement {judgment.place + 1} of {total}. '
            f"<em>{_found(row)}; about {row['theme']}.</em></p>"
            f'<p style="margin:0.4em 0;font-size:1.25em;line-height:1.4"><strong>{html.escape(row["claim"])}.'
            "</strong></p>"
        )
        self.show(self._verdicts, value=mine["verdict"] or None)
        self.show(self._own, value=mine["sentence"])
        self._told.value = _boxed(_evidence(row, mine["verdict"])) if mine["seen"] else ""
        self._sum.value = _summary(judgment) if judgment.seen else ""


@in_sentences
def claim_check(theme=None):
    """Twelve statements to judge; or those about one theme, such as ``dates`` or ``causes``."""
    rows = tables.records("claims")
    if theme is None:
        chosen = [row for row in rows if row["set_place"]]
        return ClaimCheck(sorted(chosen, key=itemgetter("set_place")), "claims")
    known("theme", theme, sorted({row["theme"] for row in rows}))
    chosen = [row for row in rows if row["theme"] == theme]
    return ClaimCheck(sorted(chosen, key=itemgetter("difficulty", "id")), f"claims-about-{theme}")


def _found(row):
    kind = row["page_kind"]
    if kind == "written for this course":
        return "Written for this course"
    return (
        f"From {'an' if kind[0] in 'aeiou' else 'a'} {kind}" if kind != "study notes" else "From study notes"
    )


def _evidence(row, mine=""):
    said = f" You said <strong>{mine}</strong>." if mine else ""
    return (
        f"<strong>{row['verdict'].capitalize()}</strong>, the editors say: "
        f"{VERDICTS[row['verdict']]}.{said}<br>"
        f"{html.escape(row['why'])} <em>({html.escape(cited(row['source_key']))})</em><br>"
        f"One could print: {html.escape(row['correction'])}"
    )


def _boxed(inside):
    return (
        '<div style="border:1px solid currentColor;border-radius:4px;padding:0.5em 0.8em;margin:0.4em 0;'
        f'line-height:1.5">{inside}</div>'
    )


def _summary(judgment):
    total, seen = len(judgment.statements), judgment.seen
    tally = judgment.tally
    agreed = sum(same for _, same, _ in tally.values())
    body = "".join(
        f'<tr><th scope="row" style="text-align:left">{verdict}</th>'
        f"{table.cells((asked, given, same), _COUNT)}</tr>"
        for verdict, (asked, same, given) in tally.items()
    )
    return (
        f'<p style="margin:0.6em 0 0.2em">You have opened {seen} of {total}, and agreed with the editors on '
        f"{agreed}. A verdict is a judgment: where you differ, who has the better evidence?</p>"
        '<table style="line-height:1.5"><thead><tr><th scope="col" style="text-align:left">verdict</th>'
        f"{table.heads(('the editors', 'you', 'both'), _COUNT)}</tr></thead><tbody>{body}</tbody></table>"
    )
