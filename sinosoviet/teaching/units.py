"""Units of one, four and ten lessons: which page, which route, how the minutes add up, what is homework."""

import json
import re
from pathlib import Path

from sinosoviet import pages
from sinosoviet.assignments import masters
from sinosoviet.slides import times
from sinosoviet.teaching import lesson, plans, texts
from sinosoviet.wording import listed, numbered

_UNITS = Path(__file__).parents[1] / "assets" / "teaching" / "units.json"
_ITEM = re.compile(r"^\d+\. \*\*(.+?)\.\*\* (.+)$", re.MULTILINE)
_PAGE = re.compile(r"\((\d\d-[\w-]+)\.ipynb\)")
_ROUTE = re.compile(r"\b(?:in|for) (\d+) minutes")
_THIS_PAGE = "This page"


def path():
    """Where the units stand."""
    return texts.folder() / "units.md"


def load():
    """The units as they are written down: ``[{"name", "length", "for", "lessons": [...]}, ...]``."""
    return json.loads(_UNITS.read_text(encoding="utf-8"))


def text():
    """The units as Markdown."""
    lines = [
        "# Units of one, four and ten lessons",
        "",
        "Ready sequences for lessons of 45 minutes. Each step names a page and one of its routes; the plan "
        "of that route has the steps, the homework and what to print. Where you have other lessons, take "
        "the minutes apart: no page needs the whole of the one before it.",
    ]
    for unit in load():
        lines += ["", f"## {unit['name']}", "", unit["for"], "", _sum(unit)]
        for number, taught in enumerate(unit["lessons"], 1):
            lines += ["", f"### {_heading(unit, number)}: {taught['title']}", "", *_lesson(unit, taught)]
    return "\n".join(lines) + "\n"


def minutes(step):
    """Minutes of a step: those of its route, or its own."""
    return step["route"] if "route" in step else step["minutes"]


def taught_pages(step):
    """Names of the pages that a step uses; several where groups have one each."""
    return step.get("pages", [step["page"]] if "page" in step else [])


def _sum(unit):
    count, length = len(unit["lessons"]), unit["length"]
    if unit.get("choose"):
        return f"Choose one: {length} minutes."
    return f"{count} × {length} = {count * length} minutes."


def _heading(unit, number):
    return f"Choice {'ABC'[number - 1]}" if unit.get("choose") else f"Lesson {number}"


def _lesson(unit, taught):
    steps = taught["steps"]
    names = [name for step in steps for name in taught_pages(step)]
    asked = " ".join(f"*{lesson.load(name).question}*" for name in names)
    yield f"- **Question.** {asked}"
    for step in steps:
        yield f"- **{minutes(step)} min.** {_words(step)}"
    yield f"- **In all** {' + '.join(str(minutes(step)) for step in steps)} = {_total(taught)} minutes."
    yield f"- **Homework.** {taught.get('homework') or _homework(steps)}"
    if "assignment" in taught:
        details = masters.load(taught["assignment"]).metadata["sinosoviet"]
        yield (
            f"- **To hand in.** The assignment “{details['title']}” ({details['minutes']} minutes, "
            f"{details['points']} points): [how to hand it out](../assignments/README.md)."
        )


def _words(step):
    if "route" not in step:
        return f"{step['words'][0].upper()}{step['words'][1:]}".rstrip("?.") + (
            "?" if step["words"].endswith("?") else "."
        )
    links = []
    for name in taught_pages(step):
        page = lesson.load(name)
        links.append(
            f"page [{page.number} {page.title}](../{name}.ipynb) "
            f"([plan for {step['route']} minutes](plans/{name}.md#In-{step['route']}-minutes))"
        )
    said = f"{step['words']}: " if "words" in step else ""
    found = said + (" or ".join(links) if step.get("choose") else listed(links))
    return f"{found[0].upper()}{found[1:]}."


def _total(taught):
    return sum(minutes(step) for step in taught["steps"])


def _homework(steps):
    """The homework of the plans that a lesson uses."""
    given = [
        plans.handwritten(name)[str(step["route"])]["homework"]
        for step in steps
        for name in taught_pages(step)
    ]
    return " Or: ".join(given)


def problems():
    """Everything wrong with the units, one sentence each: minutes, pages, and the unit that page 00 tells."""
    for unit in load():
        for number, taught in enumerate(unit["lessons"], 1):
            place = f"{unit['name']}, {_heading(unit, number).lower()}"
            if _total(taught) != unit["length"]:
                yield f"{place}: the minutes add up to {_total(taught)}; a lesson has {unit['length']}."
            for step in taught["steps"]:
                for name in taught_pages(step):
                    if name not in lesson.names():
                        yield f"{place}: there is no page {name!r}; choose from: {', '.join(lesson.names())}."
                    elif step["route"] not in lesson.load(name).routes:
                        yield f"{place}: page {name} has no route of {step['route']} minutes."
            given = taught.get("assignment")
            if given and given not in masters.names():
                yield f"{place}: there is no assignment {given!r}; choose from: {', '.join(masters.names())}."
        if "page" in unit:
            yield from _differences(unit)


def told(name):
    """The lessons of a unit as a page tells them: title, names of the pages, minutes of the routes."""
    found = []
    for title, words in _ITEM.findall(times.part(pages.load(name), "For the classroom")):
        named = ([name] if words.startswith(_THIS_PAGE) else []) + _PAGE.findall(words)
        found.append((title, named, [int(number) for number in _ROUTE.findall(words)]))
    return found


def _differences(unit):
    """Where a unit is not the one that its page tells."""
    on_page = told(unit["page"])
    if len(on_page) != len(unit["lessons"]):
        given = numbered(len(unit["lessons"]), "lesson")
        yield f"{unit['name']}: page {unit['page']} has {numbered(len(on_page), 'lesson')}, the unit {given}."
    for taught, (title, named, routes) in zip(unit["lessons"], on_page, strict=False):
        used = [name for step in taught["steps"] for name in taught_pages(step)]
        taken = [step["route"] for step in taught["steps"] if "route" in step]
        if taught["title"] != title or not set(used) <= set(named) or taken != routes:
            yield (
                f"{unit['name']}: “{taught['title']}” has {listed(used)}, {listed(map(str, taken))} minutes; "
                f"page {unit['page']} has “{title}”, {listed(named)}, {listed(map(str, routes))} minutes."
            )
