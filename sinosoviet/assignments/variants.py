"""Variants of an assignment: one master, and other numbers or documents for another class.

Every variant has a number. The same number always gives the same variant, on every machine;
neighboring numbers give different ones. What a variant is made of stands in
``sinosoviet/assets/assignments/<name>.json``; cells of a master that change with it are named slots.
"""

import copy
import json
import random
import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from sinosoviet import sources, tables
from sinosoviet.errors import known, whole_number_between

HIGHEST = 9999
LETTERS = "ABCDEFG"
_FOLDER = Path(__file__).parents[1] / "assets" / "assignments"
_NO_SOURCES = "The text of this assignment cites no source. Yours stand in your answers."
_NUMBER = re.compile(r"\*\*Variant \d+\*\*")
_CALL = r'(assignments\.variant\("{name}", )\d+\)'


@dataclass(frozen=True)
class Variant:
    """One variant: what was picked, and the text of each slot of the master.

    ``rows`` is a DataFrame with the rows of the course's tables that the questions are about: the
    claims of a topic, or the documents by letter. It is None for assignments without such rows.
    """

    assignment: str
    number: int
    title: str
    slots: dict = field(repr=False)
    rows: object = field(repr=False, default=None)

    def __repr__(self):
        return f"Variant {self.number}: {self.title}"


def names():
    """Names of the assignments that have variants, in alphabetical order."""
    return sorted(path.stem for path in _FOLDER.glob("*.json"))


@cache
def _pool(name):
    return json.loads((_FOLDER / f"{name}.json").read_text(encoding="utf-8"))


def variant(name, number):
    """The variant of an assignment with this number, from 1 to 9999.

    Raises :class:`~sinosoviet.errors.UnknownNameError` for an unknown assignment and
    :class:`~sinosoviet.errors.RangeError` for a number outside the range.
    """
    known("assignment", name, names())
    number = whole_number_between("The number of the variant", number, 1, HIGHEST)
    title, slots, rows = _MAKERS[name](_pool(name), number, random.Random(f"{name} {number}"))
    return Variant(name, number, title, slots, rows)


def apply(notebook, number):
    """A copy of a master with the texts of variant ``number``, in its cells and its metadata.

    Its outputs and solutions stay those of the master.
    """
    fresh = copy.deepcopy(notebook)
    name = fresh.metadata.sinosoviet.assignment
    chosen = variant(name, number)
    fresh.metadata.sinosoviet.variant = chosen.number
    for cell in fresh.cells:
        slot = cell.metadata.get("sinosoviet", {}).get("slot")
        if slot and slot != "sources":
            cell.source = chosen.slots[known("slot", slot, sorted(chosen.slots))]
        if cell.cell_type == "code":
            cell.source = re.sub(_CALL.format(name=name), rf"\g<1>{chosen.number})", cell.source)
        else:
            cell.source = _NUMBER.sub(f"**Variant {chosen.number}**", cell.source)
            cell.source = sources.render_citations(cell.source)
    _list_sources(fresh)
    return fresh


def _list_sources(notebook):
    keys, places = set(), []
    for cell in notebook.cells:
        if cell.metadata.get("sinosoviet", {}).get("slot") == "sources":
            places.append(cell)
        elif cell.cell_type == "markdown":
            # What a teacher wrote as a model answer must not show in the list that students get.
            keys.update(
                sources.cited_keys(re.sub(r"(?s)### BEGIN SOLUTION.*?### END SOLUTION", "", cell.source))
            )
    for cell in places:
        cell.source = f"## {sources.HEADING}\n\n{sources.references(keys) or _NO_SOURCES}"


def _turn(pool, number):
    return pool[(number - 1) % len(pool)]


def _disputed_number(pool, number, chance):
    from sinosoviet.charts.claims import rows_about, value_in_words

    topic = _turn(pool["topics"], number)
    rows = rows_about(topic["topic"])
    pair = rows.set_index("id").loc[_turn(topic["pairs"], 1 + (number - 1) // len(pool["topics"]))]
    names = [
        f"**{row.claimed_by}** ({value_in_words(row)} {row.unit}, {row.period})" for row in pair.itertuples()
    ]
    slots = {
        "topic": f"## The number\n\n**{topic['question']}** {topic['background']}",
        "claims": _claims(rows),
        "pair": f"Your two claims: {names[0]} and {names[1]}.",
    }
    return topic["topic"], slots, rows


def _claims(rows):
    from sinosoviet.charts.claims import value_in_words

    lines = [
        "| who says so | how many | what is counted | for when | standing | note | source |",
        "| --- | ---: | --- | --- | --- | --- | --- |",
    ]
    for row in rows.itertuples():
        note = row.note if isinstance(row.note, str) else ""
        lines.append(
            f"| {row.claimed_by} | {value_in_words(row)} | {row.quantity} ({row.unit}) "
            f"| {row.period} | {row.status} | {note} | [@{row.source_key}] |"
        )
    return "\n".join(lines)


def _document_essay(pool, number, chance):
    first, *others = (group["documents"] for group in pool["groups"])
    # The first group goes round, so that two neighboring numbers never give the same seven documents.
    picked = [_turn(first, number), *map(chance.choice, others)]
    chance.shuffle(picked)
    rows = tables.rows("documents", picked)
    rows.insert(0, "letter", list(LETTERS))
    slots = {
        f"document-{letter.lower()}": f"### Document {letter}\n\n{card(document)}"
        for letter, document in zip(LETTERS, picked, strict=True)
    }
    return f"seven documents of {len(pool['groups'])} kinds", slots, rows


def card(document):
    """The source card of a document as Markdown, with its citation and where to read it whole."""
    row = tables.rows("documents", [document]).iloc[0]
    text = sources.card(document).markdown
    text = text.replace(f"- **Cite as.** {sources.short(row['source_key'])}", "").rstrip()
    text = text.replace("**Source card: ", "**")
    text += f"\n- **Cite as.** [@{row['source_key']}]; its id in the course is `{document}`"
    if isinstance(row["url"], str):
        text += (
            f"\n- **Read it whole.** [{row['url'].split('/')[2].removeprefix('www.')}]({_link(row['url'])})"
        )
    return text


def _link(url):
    return url.replace("(", "%28").replace(")", "%29")


def _source_paper(pool, number, chance):
    paper = _turn(pool["papers"], number)
    slots = {"topic": f"**{paper['title']}.** {paper['background']}", "visual": paper["visual"]}
    for letter, source in paper["sources"].items():
        text = card(source["document"]) if "document" in source else source["text"]
        slots[f"source-{letter.lower()}"] = f"### Source {letter}\n\n{text}"
    slots |= {f"question-{name}": text for name, text in paper["questions"].items()}
    return paper["title"], slots, None


def _exploration_packet(pool, number, chance):
    week = _turn(pool["weeks"], number)
    lines = ["| table | what is in it | a column of numbers | which rows |", "| --- | --- | --- | --- |"]
    for offer in week["tables"]:
        about = tables.describe(offer["table"])
        where = ", ".join(f'"{name}": "{value}"' for name, value in offer.get("where", {}).items())
        lines.append(
            f"| `{offer['table']}` | {about['title']} | `{offer['up']}` | "
            f"{f'`{{{where}}}`' if where else 'all'} |"
        )
    return week["title"], {"week": f"**{week['title']}** {week['ask']}", "tables": "\n".join(lines)}, None


def _claim_audit(pool, number, chance):
    given = _turn(pool["claims"], number)
    slots = {
        "given": f"> {given['claim']}",
        "period": f"Look for a page that tells of **{given['period']}**.",
    }
    return given["period"], slots, None


_MAKERS = {
    "claim-audit": _claim_audit,
    "document-essay": _document_essay,
    "exploration-packet": _exploration_packet,
    "reading-a-disputed-number": _disputed_number,
    "source-paper": _source_paper,
}
