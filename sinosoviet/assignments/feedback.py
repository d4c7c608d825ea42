"""What goes back: one page for each student, which runs nothing and loads nothing.

A student's text is escaped, rendered from Markdown, and cleaned of every tag that is not on a short
list; the page's own policy forbids scripts and all requests as well.
"""

import base64
import html
import zipfile

import bleach
import mistune
import nbformat

from sinosoviet.assignments import course as courses
from sinosoviet.assignments import restore
from sinosoviet.assignments.records import Records, mark_by_hand, score
from sinosoviet.assignments.records import write as write_file
from sinosoviet.assignments.roster import folder_name

TAGS = (
    "p",
    "br",
    "hr",
    "em",
    "strong",
    "del",
    "code",
    "pre",
    "blockquote",
    "ul",
    "ol",
    "li",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "a",
)
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; base-uri 'none'"
LONGEST_OUTPUT = 4_000
_PNG = b"\x89PNG\r\n\x1a\n"
_STYLE = """
body { font: 1.05rem/1.55 system-ui, sans-serif; color: #1a1a1a; background: #fff; max-width: 46rem;
       margin: 2rem auto; padding: 0 1rem; overflow-wrap: break-word }
table { border-collapse: collapse; margin: 1rem 0 } th, td { border: 1px solid #767676; padding: .3rem .6rem;
       text-align: left; vertical-align: top }
.answer { overflow-x: auto }
@media (min-width: 40rem) { td:not(:last-child) { white-space: nowrap } .answer td { white-space: normal } }
.answer { border-left: 4px solid #767676; padding: .1rem 1rem; margin: .5rem 0; overflow-wrap: anywhere }
.comment { background: #f2f2f2; padding: .4rem 1rem; margin: .5rem 0 }
.answer :is(h1, h2, h3, h4, h5, h6) { font-size: 1rem } pre { white-space: pre-wrap } img { max-width: 100% }
@media print { body { margin: 0 } }
"""
_render = mistune.create_markdown(escape=True, plugins=["table", "strikethrough"])


def safe(markdown):
    """A student's Markdown as HTML that can do nothing."""
    return bleach.clean(
        _render(markdown),
        tags=TAGS,
        attributes={"a": ["href"]},
        protocols=["http", "https", "mailto"],
        strip=True,
    )


def document(title, body):
    """A whole page of HTML."""
    return (
        f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>{html.escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n"
        f"<body>\n<main>\n{body}\n</main>\n</body>\n</html>\n"
    )


def table(headings, rows):
    """A table of plain texts as HTML."""
    head = "".join(f'<th scope="col">{html.escape(text)}</th>' for text in headings)
    lines = "".join(
        "<tr>" + "".join(f"<td>{html.escape(text)}</td>" for text in row) + "</tr>" for row in rows
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{lines}</tbody></table>"


def number(points):
    """Points as a person writes them."""
    return f"{points:g}"


def shortened(text):
    """An output, with a word where the rest of it is left out."""
    return text if len(text) <= LONGEST_OUTPUT else f"{text[:LONGEST_OUTPUT]}\n… (the rest is left out)"


def outputs(cell):
    """What a code cell of a student showed, as safe HTML."""
    parts = []
    for output in cell.get("outputs", []):
        if output.output_type == "stream":
            parts.append(f"<pre>{html.escape(shortened(output.text))}</pre>")
        elif output.output_type == "error":
            parts.append(f"<pre>{html.escape(shortened(f'{output.ename}: {output.evalue}'))}</pre>")
        else:
            said = shortened(str(output.data.get("text/plain", "")))
            picture = _picture(output.data.get("image/png"))
            parts.append(
                f'<img src="data:image/png;base64,{picture}" alt="{html.escape(said)}">'
                if picture
                else f"<pre>{html.escape(said)}</pre>"
            )
    return "\n".join(parts)


def _picture(text):
    try:
        data = base64.b64decode(text, validate=False) if isinstance(text, str) else b""
    except ValueError:
        return None
    return base64.b64encode(data).decode() if data.startswith(_PNG) else None


def answer(result, cells):
    """A student's answer to one question as safe HTML."""
    if result["by_hand"]:
        shown = safe(result["answer"])
    else:
        found = [cells["cells"][name] for name in cells.get(result["id"], []) if name in cells["cells"]]
        shown = "".join(f"<pre>{html.escape(cell.source)}</pre>{outputs(cell)}" for cell in found)
    return f'<div class="answer">{shown or "<p>(nothing)</p>"}</div>'


def marked_cells(course, record):
    """Cells of the marked notebook by id, and the ids of the answers of each question."""
    name, _ = courses.split(record["assignment"])
    path = course.folder("autograded", record["folder"], record["assignment"], f"{name}.ipynb")
    notebook = nbformat.read(path, as_version=4)
    found = {question.id: question.answers for question in restore.questions(notebook)}
    return found | {
        "cells": {restore.grading(cell)["grade_id"]: cell for cell in notebook.cells if restore.grading(cell)}
    }


def total(record):
    """``(points so far, points in all, whether all questions have points)``."""
    results = record["questions"].values()
    scores = [score(result) for result in results]
    return (
        sum(points or 0 for points in scores),
        sum(result["points"] for result in results),
        None not in scores,
    )


def page(course, record, title):
    """The page for one student."""
    points, most, done = total(record)
    cells = marked_cells(course, record)
    body = [f"<h1>{html.escape(title)}</h1>", f"<p>{html.escape(record['name'])}</p>"]
    if record["problem"]:
        body.append(
            f"<p><strong>Your work could not be marked:</strong> {html.escape(record['problem'])}. "
            "Talk to your teacher.</p>"
        )
    if record["problem"] and all(score(result) is None for result in record["questions"].values()):
        return document(f"{title}: {record['name']}", "\n".join(body))
    if done:
        body.append(f"<p><strong>{number(points)} of {number(most)} points.</strong></p>")
    else:
        body.append(
            f"<p><strong>{number(points)} points so far, of {number(most)}.</strong> "
            "Your teacher has not finished marking.</p>"
        )
    rows = [_row(result) for result in record["questions"].values()]
    body.append(table(("Question", "Points", "Out of", "Marked"), rows))
    for result in record["questions"].values():
        body.append(_section(result, cells))
    if record["notes"]:
        notes = "".join(f"<li>{html.escape(note)}</li>" for note in record["notes"])
        body.append(f"<h2>About your file</h2><ul>{notes}</ul>")
    return document(f"{title}: {record['name']}", "\n".join(body))


def _row(result):
    points = score(result)
    if points is None:
        how = "not marked yet"
    else:
        how = "by your teacher" if mark_by_hand(result) else "by the course's checks"
    return [result["label"], "–" if points is None else number(points), number(result["points"]), how]


def _section(result, cells):
    parts = [f"<h2>{html.escape(result['label'])}</h2>", answer(result, cells)]
    hand = mark_by_hand(result) or {}
    if result["message"] and not result.get("hand"):
        parts.append(f'<p class="comment">{html.escape(result["message"])}</p>')
    if hand.get("level"):
        meaning = next((text for level, _, text in result["levels"] if level == hand["level"]), "")
        parts.append(
            f'<p class="comment"><strong>Level: {html.escape(hand["level"])}.</strong> '
            f"{html.escape(meaning)}</p>"
        )
    if hand.get("comment"):
        parts.append(f'<div class="comment">{safe(hand["comment"])}</div>')
    return "\n".join(parts)


def _place(record):
    """Folder of a page in the zip: the learning platform's, or one that a person can read."""
    return record["lms_folder"] or folder_name(record["name"])


def write_all(course, name, title):
    """Write every page, and one zip of them to hand back."""
    found = Records(course, name).all()
    made, places = [], [_place(record).casefold() for record in found]
    for record in found:
        path = course.folder("feedback", record["folder"], record["assignment"], f"{name}.html")
        write_file(path, page(course, record, title))
        place = _place(record)
        alone = places.count(place.casefold()) == 1
        made.append((place if alone else f"{place}-{record['folder']}", path))
    bundle = course.folder("marks", name, "feedback.zip")
    part = bundle.with_suffix(".part")
    with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:
        for folder, path in made:
            archive.write(path, f"{folder}/{path.name}")
    part.replace(bundle)
