"""What the evidence matrix weighs: dated pieces of evidence, rival explanations, historians' readings."""

from dataclasses import dataclass, field

from sinosoviet import sources, tables
from sinosoviet.dates import in_words
from sinosoviet.wording import listed

#: The marks a cell can have, and the step each stands for; a mark that is not relevant has none.
STEPS = {
    "strongly for": 2,
    "for": 1,
    "neutral": 0,
    "against": -1,
    "strongly against": -2,
    "not relevant": None,
}
MARKS = tuple(STEPS)
_WORDS = {step: mark for mark, step in STEPS.items() if step is not None}
#: How far a piece is trusted, and its weight.
WEIGHTS = {"high": 3, "medium": 2, "low": 1}
GRADES = tuple(WEIGHTS)


@dataclass(frozen=True)
class Piece:
    """One dated piece of evidence; ``date`` is ISO of any precision, ``suggested`` a grade."""

    id: str
    date: str
    statement: str
    source: str
    date_end: str = ""
    page: str = ""
    kind: str = ""
    document: str = ""
    chart: str = ""
    suggested: str = "medium"
    suggested_why: str = ""

    @property
    def when(self):
        """The date in words, with the end of a longer time."""
        words = in_words(self.date)
        return f"{words} to {in_words(self.date_end)}" if self.date_end else words


@dataclass(frozen=True)
class Explanation:
    """One explanation of the split, with what would count for it and against it."""

    id: str
    name: str
    label: str
    school: str
    claim: str
    counts_for: str = ""
    counts_against: str = ""
    source: str = ""


@dataclass(frozen=True)
class Side:
    """One filled-in matrix: a reader's, a classmate's, or the editors' reading of a historian.

    ``marks`` and ``reasons`` go from piece to explanation to word; ``grades`` from piece to grade.
    """

    name: str
    marks: dict
    reasons: dict = field(default_factory=dict)
    grades: dict = field(default_factory=dict)
    note: str = ""


def load_pieces():
    """The course's pieces of evidence, by date."""
    documents = tables.by_id("documents")
    found = [
        Piece(
            id=row["id"],
            date=row["date"],
            date_end=row["date_end"],
            page=row["page"],
            kind=row["kind"],
            statement=row["statement"],
            document=documents[row["document_id"]]["title"] if row["document_id"] else "",
            chart=row["chart"],
            suggested=row["reliability"],
            suggested_why=row["reliability_why"],
            source="; ".join(sources.short(key) for key in (row["source_key"], row["other_key"]) if key),
        )
        for row in tables.records("evidence")
    ]
    return in_order(found)


def in_order(pieces):
    """Pieces of evidence by date."""
    return sorted(pieces, key=lambda piece: (piece.date, piece.id))


def load_explanations():
    """The eight explanations, in the order of their table."""
    return [
        Explanation(
            **{name: row[name] for name in ("id", "name", "label", "school", "claim")},
            counts_for=row["counts_for"],
            counts_against=row["counts_against"],
            source=sources.short(row["source_key"]),
        )
        for row in tables.records("explanations")
    ]


def named(explanations, wanted):
    """Names of explanations in a sentence, such as ``Ideology and Personality``; empty for none.

    ``explanations`` are :class:`Explanation` by id, ``wanted`` the ids.
    """
    return listed(explanations[name].name for name in wanted)


def load_profiles():
    """The editors' readings of historians, by the historian's id, as :class:`Side`."""
    people = tables.by_id("historians")
    found = {}
    for row in tables.records("evidence_readings"):
        person = people[row["profile"]]
        side = found.setdefault(
            row["profile"],
            Side(
                name=f"{person['historian']} ({person['year']})",
                marks={},
                reasons={},
                note="This is the editors’ reading of the historian’s work, not the historian’s own marks.",
            ),
        )
        piece, explanation = row["evidence_id"], row["explanation_id"]
        basis = "" if row["basis"] == "stated" else "our inference from "
        side.marks.setdefault(piece, {})[explanation] = _WORDS[row["mark"]]
        source = sources.short(row["source_key"])
        side.reasons.setdefault(piece, {})[explanation] = f"{row['why']} ({basis}{source})"
    return dict(sorted(found.items(), key=lambda item: item[1].name))


def cited():
    """Keys of every source of the pieces, of the explanations and of the profiles, sorted."""
    frames = map(tables.load, ("evidence", "explanations", "evidence_readings"))
    columns = (column.dropna() for frame in frames for _, column in frame.filter(regex="_key$").items())
    return sorted({key for column in columns for key in column})
