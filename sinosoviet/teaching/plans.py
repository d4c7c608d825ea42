"""Lesson plans: for each page a route of 20, of 40 and of 90 minutes, step by step.

Steps, minutes, questions, tasks and readings are the page's; what a teacher says, what the class does
and the homework stand in ``sinosoviet/assets/teaching/plans/``, keyed by the page's own words for each step.
"""

import json
import re
from itertools import accumulate
from pathlib import Path

from sinosoviet import tables
from sinosoviet.teaching import lesson, texts
from sinosoviet.wording import listed

_ASSETS = Path(__file__).parents[1] / "assets" / "teaching" / "plans"
_FIELDS = {"show", "say", "do", "notice"}
_WHOLE = 90
#: What a good answer does, by the skill of its task.
LISTEN = {
    "Sourcing": "says who speaks to whom, on which day, and what follows for the words",
    "Context": "names a dated event around the source and says what it changes",
    "Corroboration": "says on what two sources agree, on what they differ, and who could have known",
    "Close reading": "points at the very words, and says what they leave open",
    "Try it": "makes a claim, rests it on something dated, and gives its limit",
}
_KIND = {
    "chart": "the chart",
    "explorer": "the explorer",
    "card": "the card",
    "table": "the table",
    "prediction": "the prediction",
    "decision": "the decision",
    "deck": "the cards",
    "activity": "the activity",
    "poll": "the poll",
    "check": "the check",
}
_LATER = ("decision", "deck")
_ON_THE_PAGE = ("card", "table", "activity", "chart", "explorer")
_ENOUGH_WORDS = 8
_FEW_CARDS = 3


def path(name):
    """Where the plans of a page stand."""
    return texts.folder() / "plans" / f"{name}.md"


def handwritten(name):
    """What was written for a page: ``{"20": {"steps": {words: {...}}, "homework": ...}, ...}``."""
    return json.loads((_ASSETS / f"{name}.json").read_text(encoding="utf-8"))


def text(name):
    """The plans of one page as Markdown."""
    page, more = lesson.load(name), handwritten(name)
    lines = [
        f"# Plans for page {page.number}: {page.title}",
        "",
        f"*{page.question}* Three lessons on one question, of {listed(map(str, page.routes))} minutes. "
        "Take the steps as they come, or leave some out: the page says the same without you.",
        "",
        f"[Open the page](../../{name}.ipynb). Part: {page.part}. Level: {page.level}. "
        "Answers at three levels are in the teacher's key, which students do not get.",
        "",
        "Students will be able to:",
        "",
        *(f"- {ability} ({proof})" for ability, proof in page.abilities),
    ]
    for length, steps in page.routes.items():
        lines += ["", f"## In {length} minutes", "", *_route(page, length, steps, more[str(length)])]
    lines += ["", "## Discuss", "", *(f"- {question}" for question in page.discuss)]
    lines += ["", "## Without computers", "", page.no_computers]
    return "\n".join(lines) + "\n"


def _route(page, length, steps, more):
    sums = " + ".join(str(step.minutes) for step in steps)
    yield f"{sums} = {sum(step.minutes for step in steps)} minutes."
    shown = []
    for end, step in zip(accumulate(step.minutes for step in steps), steps, strict=True):
        given = more["steps"].get(step.words, {})
        items = things(page, length, step, given)
        shown += [item for item in items if item not in shown]
        yield from ("", f"### {end - step.minutes}–{end} min: {step.words}", "")
        yield from (f"- {line}" for line in _lines(page, length, step, given, items))
    yield from ("", f"**Homework.** {more['homework']}", "", f"**On paper.** {_paper(shown)}")


def things(page, length, step, given):
    """What is shown in a step: what was chosen by hand, or all of its sections, or the opening picture."""
    if "show" in given:
        return [page.item(name) for name in given["show"]]
    found = [item for item in page.items if item.section in step.sections]
    if step.words.startswith("opening"):
        found += [item for item in page.items if item.section == 0][:1]
    if "check yourself" in step.words:
        found.append(page.item(lesson.CHECK))
    return [item for item in found if item.kind not in _LATER]


def _lines(page, length, step, given, items):
    if items:
        yield f"**Show** {_links(page, items)}"
    asked = [section.question for section in page.sections if section.number in step.sections]
    if given.get("say") or asked:
        yield f"**Say or ask.** {given.get('say') or ' '.join(asked)}"
    for guess in page.predictions:
        if page.item(guess.answer) in items:
            yield f"**Predict first.** {guess.words}"
    if given.get("do"):
        yield f"**Students.** {given['do']}"
    tasks = [page.task(number) for number in step.tasks]
    yield from (f"**Task {task.number}** ({task.skill.lower()}). {task.words}" for task in tasks)
    yield from _notices(given, items, tasks)
    later = [item for item in page.items if item.kind in _LATER and item.section in step.sections]
    if length == _WHOLE and later:
        yield f"**With time to spare,** or another day: {_links(page, later)}"


def _notices(given, items, tasks):
    """What to listen for: by skill, in our words, from the page's readings, from the cards."""
    skills = dict.fromkeys(task.skill for task in tasks)
    if skills:
        yield f"**A good answer** {'; '.join(LISTEN[skill] for skill in skills)}."
    if given.get("notice"):
        yield f"**Listen for.** {given['notice']}"
    for item in items:
        if item.changes:
            yield (
                f"**From the page,** on *{item.title}*. What changes: {first(item.changes)} "
                f"What it cannot show: {first(item.hides)}"
            )
    cards = [item for item in items if item.kind == "card"]
    if 0 < len(cards) <= _FEW_CARDS:
        documents = tables.by_id("documents")
        yield f"**The cards ask:** {' '.join(documents[card.name]['sourcing_question'] for card in cards)}"


def _links(page, items):
    """Links to things on the page; what the page shows twice is named once."""
    end = "" if items[-1].title.endswith(("?", "!")) else "."
    return listed(dict.fromkeys(_link(page, item) for item in items)) + end


def _link(page, item):
    section = next((part for part in page.sections if part.number == item.section), None)
    place = f"#{section.number}.-{section.title.replace(' ', '-')}" if section else ""
    if item.kind == lesson.CHECK:
        place = "#Check-yourself"
    return f"{_KIND[item.kind]} [*{item.title}*](../../{page.name}.ipynb{place})"


def _paper(items):
    """What to print for a route that has no computers."""
    figures = [f"[*{item.title}*](../../../figures/{item.figure}.png)" for item in items if item.figure]
    sheets = [f"`{item.sheet}`" for item in items if item.sheet]
    from_page = [
        f"{_KIND[item.kind]} *{item.title}*"
        for item in items
        if item.kind in _ON_THE_PAGE and not item.figure
    ]
    parts = []
    if figures:
        parts.append(f"Figures: {'; '.join(dict.fromkeys(figures))}.")
    if sheets:
        parts.append(f"Sheets, from `make sheets`: {', '.join(sheets)}.")
    if from_page:
        parts.append(f"From the printed page, from `make print`: {'; '.join(dict.fromkeys(from_page))}.")
    return " ".join(parts) or "Nothing to print."


def first(words):
    """The first sentence of a reading, and the next where the first is but a word or two."""
    found = ""
    for sentence in re.split(r"(?<=[.!?])\s+", words):
        found = f"{found} {sentence}".strip()
        if len(found.split()) >= _ENOUGH_WORDS:
            break
    return found


def problems(name):
    """Everything wrong with the plans of a page, one sentence each."""
    page, more = lesson.load(name), handwritten(name)
    for length, steps in page.routes.items():
        total = sum(step.minutes for step in steps)
        if total != length:
            yield f"{name}: the route of {length} minutes adds up to {total}."
        given = more.get(str(length), {"steps": {}})
        words = [step.words for step in steps]
        for step in words:
            if step not in given["steps"]:
                yield f"{name}: nothing is written for “{step}” in the route of {length} minutes."
        for step, fields in given["steps"].items():
            if step not in words:
                yield f"{name}: the route of {length} minutes has no “{step}”; it has: {'; '.join(words)}."
            for field in sorted(set(fields) - _FIELDS):
                yield f"{name}: “{step}” has the field {field!r}; choose from: {', '.join(sorted(_FIELDS))}."
            for item in fields.get("show", []):
                if not page.item(item):
                    every = ", ".join(found.name for found in page.items)
                    yield f"{name}: there is no {item!r} to show for “{step}”; choose from: {every}."
        if not given.get("homework"):
            yield f"{name}: the route of {length} minutes has no homework."
    for section, question in zip(page.sections, page.supporting, strict=False):
        if section.question != question:
            yield f"{name}: section {section.number} asks “{section.question}”, the metadata “{question}”."
    if len(page.sections) != len(page.supporting):
        yield f"{name}: {len(page.sections)} sections have {len(page.supporting)} supporting questions."
