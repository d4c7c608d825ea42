"""Decision points: one leader, one day, only what could be known by then, and what was chosen.

The texts live in ``data/decisions/<id>.json``. The functions below the loader lay them out as
HTML; none but :func:`outcome` gives away what was chosen.
"""

import html
import re
from dataclasses import dataclass
from functools import cache

from sinosoviet import sources, tables
from sinosoviet.activities import confidence
from sinosoviet.dates import in_words
from sinosoviet.errors import known

MINUTES = 8
#: What is asked once the outcome is known.
AGAIN = "Would you decide the same again? What changed your mind?"
_TASK = (
    "Choose one way. Say how sure you are. Give your reasons, and name the evidence by its number, "
    "such as E2."
)
_CITATION = re.compile(r"(\[@[^\]]+\])")
_BODY = "max-width:46em;line-height:1.5"
_LIST = "list-style:none;padding:0;margin:0.4em 0"
_CARD = "border:1px solid currentColor;border-radius:6px;padding:0.5em 0.8em;margin:0 0 0.5em"
_RULE = '<p style="border-bottom:1px solid currentColor;height:1.8em;margin:0"></p>'


@dataclass(frozen=True)
class Evidence:
    """Something the chooser had: ``number`` is E1, E2 …; ``date`` is ISO of any precision.

    ``text`` holds citations; ``document`` is an id of the documents table, or None.
    """

    id: str
    number: str
    date: str
    text: str
    document: str | None

    @property
    def when(self):
        """The date in words."""
        return in_words(self.date)


@dataclass(frozen=True)
class Option:
    """A way that was open: ``letter`` is A, B …, ``case`` the best case for it, with citations."""

    id: str
    letter: str
    label: str
    case: str

    @property
    def name(self):
        """Letter and label."""
        return f"{self.letter}. {self.label}"


@dataclass(frozen=True)
class Decision:
    """A decision point, in the fields of its file; ``date`` is ISO, ``chosen`` the id of an option."""

    id: str
    page: str
    title: str
    date: str
    who: str
    question: str
    situation: str
    evidence: tuple
    options: tuple
    chosen: str
    what_happened: str
    afterwards: str
    historians: str
    unknown: str
    ask: tuple

    @property
    def heading(self):
        """The title of the activity, with the minutes it takes."""
        return f"Decide before you read on: {self.title} ({MINUTES} minutes)"

    @property
    def sentence(self):
        """Who stands where on which day, and what is asked."""
        return (
            f"{in_words(self.date)}: stand in the place of {self.who}. {self.question} Choose from what was "
            "known by that day, give your reasons, and only then see what was chosen."
        )

    @property
    def cited(self):
        """Keys of all sources that its texts cite, sorted."""
        texts = [self.situation, self.what_happened, self.afterwards, self.historians, self.unknown]
        texts += [piece.text for piece in self.evidence] + [option.case for option in self.options]
        return sorted(sources.cited_keys(" ".join(texts)))

    def option(self, wanted):
        """The option with an id, or None when there is none."""
        return next((option for option in self.options if option.id == wanted), None)


def _folder():
    return tables.folder() / "decisions"


def names():
    """Ids of all decision points, in alphabetical order."""
    return sorted(path.stem for path in _folder().glob("*.json"))


def load(name):
    """One :class:`Decision`.

    Raises :class:`~sinosoviet.errors.UnknownNameError` for a name that is none, and
    :class:`~sinosoviet.tables.TableError` when its file is damaged.
    """
    return tables.read_json(_folder() / f"{known('decision point', name, names())}.json", _decision)


def _decision(fields):
    evidence = tuple(Evidence(number=f"E{at}", **piece) for at, piece in enumerate(fields["evidence"], 1))
    options = tuple(
        Option(letter=letter, **option) for letter, option in zip("ABCD", fields["options"], strict=False)
    )
    return Decision(**{**fields, "evidence": evidence, "options": options, "ask": tuple(fields["ask"])})


# The texts as HTML.


def _prose(text):
    """Text with its citations, plain and set small."""
    parts = _CITATION.split(text)
    return "".join(
        f"<small>{sources.escape(part)}</small>" if at % 2 else html.escape(part)
        for at, part in enumerate(parts)
    )


def _headed(heading, text):
    return f"<p><strong>{heading}</strong><br>{_prose(text)}</p>"


def body(inside):
    """A block of text of a readable width."""
    return f'<div style="{_BODY}">{inside}</div>'


@cache
def setting(decision):
    """Who stands where on which day, the situation, what is asked, and the cards of evidence."""
    return (
        f"<p><strong>{in_words(decision.date)}.</strong> You stand in the place of "
        f"{html.escape(decision.who)}.</p><p>{_prose(decision.situation)}</p>"
        f"<p><strong>{html.escape(decision.question)}</strong></p>{_evidence(decision)}"
    )


def _evidence(decision):
    cards = "".join(
        f'<li class="evidence" style="{_CARD}"><strong>{piece.number}. {piece.when}.</strong> '
        f"{_prose(piece.text)}</li>"
        for piece in decision.evidence
    )
    return f'<p><strong>What is known by this day</strong></p><ul style="{_LIST}">{cards}</ul>'


@cache
def options(decision, box=""):
    """The ways that are open, each with its best case; ``box`` stands before each."""
    ways = "".join(
        f'<li style="margin:0 0 0.6em"><strong>{box}{html.escape(option.name)}.</strong><br>'
        f"{_prose(option.case)}</li>"
        for option in decision.options
    )
    return f'<p><strong>The ways open, each with its best case</strong></p><ul style="{_LIST}">{ways}</ul>'


@cache
def outcome(decision):
    """What was chosen, by whom, on what advice; what followed; what is disputed and unknown."""
    chosen = decision.option(decision.chosen)
    asked = "".join(f"<li>{html.escape(question)}</li>" for question in decision.ask)
    return (
        f"<p><strong>What was chosen: {html.escape(chosen.name)}</strong><br>"
        f"{_prose(decision.what_happened)}</p>"
        f"{_headed('What followed', decision.afterwards)}"
        f"{_headed('How historians explain it', decision.historians)}"
        f"{_headed('What we do not know', decision.unknown)}"
        f"{_papers(decision)}"
        f"<p><strong>Two questions</strong></p><ul>{asked}</ul>"
    )


def task():
    """What to do on paper: choose, say how sure, give reasons."""
    return f"<p>{_TASK}<br>{confidence.boxes()}</p>"


def _papers(decision):
    documents = tables.by_id("documents")
    read = {}
    for piece in decision.evidence:
        if piece.document in documents:
            read.setdefault(piece.document, []).append(piece.number)
    if not read:
        return ""
    listed = "; ".join(
        f"{html.escape(documents[document]['title'])} ({', '.join(numbers)})"
        for document, numbers in read.items()
    )
    return f"<p><strong>Papers behind the evidence</strong><br>{listed}.</p>"


def paper(decision):
    """The decision to take with a pencil; what was chosen is folded away.

    It names its sources in the way of a chart, so that the page lists them.
    """
    return (
        f'<div data-sources="{" ".join(decision.cited)}" data-tables="" style="{_BODY}">'
        f"<p>{_prose(decision.situation)}</p>{_evidence(decision)}{options(decision, '☐ ')}"
        f"{task()}{_RULE * 5}"
        '<details style="margin:1em 0"><summary style="cursor:pointer">What was chosen (open it only when '
        f"you have decided)</summary><div>{outcome(decision)}"
        f"<p>{AGAIN}</p>{_RULE * 2}</div></details></div>"
    )
