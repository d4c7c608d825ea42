"""The course on one printed page, in the form of an inquiry blueprint, from the pages and the tables."""

import json
from pathlib import Path

from sinosoviet import tables
from sinosoviet.assignments import masters
from sinosoviet.teaching import lesson, texts
from sinosoviet.wording import listed

_COURSE = Path(__file__).parents[1] / "assets" / "teaching" / "course.json"
_AROUND = {
    "staging": "Staging the question",
    "argument": "Summative argument",
    "extension": "Extension",
    "action": "Taking informed action",
}


def path():
    """Where the blueprint stands."""
    return texts.folder() / "blueprint.md"


def text():
    """The blueprint as Markdown: question, pages with their tasks and sources, argument stems."""
    course = json.loads(_COURSE.read_text(encoding="utf-8"))
    start = lesson.load(lesson.names()[0])
    lines = [
        "# The course on one page",
        "",
        f"**Compelling question: {start.question}** An inquiry blueprint, in the form of the Inquiry Design "
        "Model of the C3 framework [@c3teachers_idm]: questions, tasks with the skill each trains, sources, "
        "and argument stems, which show that the question can be argued [@ncstate_stems].",
        "",
        "| page and its question | supporting questions | tasks by skill | documents; tables |",
        "| --- | --- | --- | --- |",
        *(_row(lesson.load(name)) for name in lesson.names()),
        "",
        *(f"- **Argument stem.** {_stem(stem)}" for stem in course["stems"]),
        *(f"- **{_AROUND[part]}.** {_around(course[part])}" for part in _AROUND),
    ]
    return "\n".join(lines) + "\n"


def _row(page):
    link = f"[{page.number} {page.title}](../{page.name}.ipynb)"
    asked = " ".join(f"{section.number}. {section.question}" for section in page.sections)
    skills = {}
    for task in page.tasks:
        skills.setdefault(task.skill, []).append(str(task.number))
    tasks = "; ".join(f"{skill} {', '.join(numbers)}" for skill, numbers in skills.items())
    drawn = ", ".join(f"`{name}`" for name in page.tables)
    return f"| {link} · *{page.question}* | {asked} | {tasks} | {page.documents}; {drawn} |"


def _stem(stem):
    rows = tables.by_id("explanations")
    parts = (f"{rows[name]['name'].lower()} [{_authors(rows[name])}]" for name in stem["explanations"])
    return f"*{stem['side']}.* {stem['words']} To build on: {listed(parts)}."


def _authors(explanation):
    """The registered works behind an explanation, as one citation."""
    rows = tables.by_id("historians")
    works = [rows[name]["work_key"] for name in explanation["historians"].split(";")]
    return "; ".join(f"@{key}" for key in works if key)


def _around(part):
    page = lesson.load(part["page"])
    link = f"page [{page.number}](../{page.name}.ipynb)"
    if "assignment" in part:
        link += f", assignment “{masters.load(part['assignment']).metadata['sinosoviet']['title']}”"
    return f"{part['words']} ({link})"
