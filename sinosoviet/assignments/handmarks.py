"""Marks given by hand: the marking sheet that a teacher fills in, and what becomes of it.

The sheet is a CSV for any spreadsheet, with a page beside it that shows the answers and the comment
bank. A teacher fills the columns ``level``, ``points`` and ``comment``; the sheet is written anew
after every run, with these three columns as they were.
"""

import csv
import html
import io
import re

from sinosoviet.assignments import feedback
from sinosoviet.assignments.checklist import words, written
from sinosoviet.assignments.course import AssignmentError
from sinosoviet.assignments.records import Records, answer_hash, score
from sinosoviet.assignments.records import write as write_file
from sinosoviet.assignments.roster import Student
from sinosoviet.assignments.spreadsheet import decode, lines_of, text_of, unquote

GIVEN = ("student", "name", "question", "what", "words", "automatic", "out of", "why you")
FILLED = ("level", "points", "comment")
SHEET, PAGE = "marking-sheet.csv", "marking-sheet.html"


def bank(course, name):
    """The comment bank of an assignment: ``{id: row}`` of ``teacher/<name>-comments.csv``."""
    path = course.folder("teacher", f"{name}-comments.csv")
    if not path.is_file():
        return {}
    return {row["id"]: row for row in csv.DictReader(io.StringIO(decode(path.read_bytes())))}


def expand(comment, known):
    """A comment with ``#id`` replaced by the bank's text; returns it and the ids that are not in the bank."""
    unknown = []

    def text_of(found):
        if found[1] not in known:
            unknown.append(found[1])
            return found[0]
        return known[found[1]]["text"]

    return re.sub(r"#([A-Za-z][\w-]*\w)", text_of, comment), unknown


def read(path):
    """The filled cells of a sheet: ``{(student, question): {level, points, comment}}``.

    Raises :class:`AssignmentError` if the columns are not all there; nothing is changed then.
    """
    if not path.is_file():
        return {}
    heads, rows = lines_of(path)
    missing = {"student", "question", *FILLED} - set(heads)
    if missing:
        raise AssignmentError(
            f"{path.name} has lost the columns {', '.join(sorted(missing))}; put them back, or move "
            "the sheet away and mark again. Nothing in it was changed."
        )
    found = {}
    for row in rows:
        cells = {field: unquote(row[field].strip()) for field in FILLED}
        where = unquote(row["student"].strip()), unquote(row["question"].strip())
        if any(cells.values()):
            if found.get(where, cells) != cells:
                raise AssignmentError(
                    f"{path.name} has two different lines for {where[0]}, {where[1]}; keep one."
                )
            found[where] = cells
    return found


def points_of(text, most):
    """Points as a number, or None for an empty cell. Raises ValueError with a sentence."""
    if not text:
        return None
    try:
        points = float(text.replace(",", "."))
    except ValueError:
        raise ValueError(f"{text!r} is not a number of points") from None
    if not 0 <= points <= most:
        raise ValueError(f"{text} points are not between 0 and {most:g}")
    return points


def merge(course, name):
    """Take over the marks of the sheet and of formgrader; returns sentences about what was not taken."""
    folder = course.folder("marks", name)
    filled = read(folder / SHEET)
    known, records = bank(course, name), Records(course, name)
    said, used = [], set()
    with course.gradebook() as book:
        for record in records.all():
            changed = False
            for question, result in record["questions"].items():
                where = (record["student"], question)
                used.add(where)
                row = filled.get(where)
                hand, problem = _decide(book, name, record, question, result, row, known)
                if problem:
                    said.append(f"{record['name']}, {result['label']}: {problem}.")
                if hand != result["hand"]:
                    result["hand"], changed = hand, True
            if changed:
                records.save(Student(record["student"], record["name"], record["email"]), record)
        book.db.commit()
    said += [
        f"The sheet has a line for {student}, {question}, of which there is no submission; it was left alone."
        for student, question in sorted(set(filled) - used)
    ]
    return said


def _decide(book, name, record, question, result, row, known):
    """The hand mark that holds now, and a problem in words."""
    grade = book.find_grade(question, name, record["assignment"], record["folder"])
    comment = None
    if result["by_hand"]:
        comment = book.find_comment(question, name, record["assignment"], record["folder"])
    before = result["hand"]
    there = grade.manual_score
    elsewhere = there is not None and (before is None or there != before["points"])
    in_sheet = row is not None and (before is None or before.get("row") != row or before.get("stale"))
    if not in_sheet:
        if elsewhere:
            said = (comment.manual_comment if comment is not None else None) or ""
            return {
                "points": there,
                "level": "",
                "comment": said,
                "row": row,
                "answer": answer_hash(result),
            }, None
        return before, None
    try:
        points = points_of(row["points"], result["points"])
    except ValueError as error:
        return before, str(error)
    text, unknown = expand(row["comment"], known)
    problem = f"the comment bank has no {', '.join(unknown)}" if unknown else _off_level(row["level"], result)
    if points is None:
        return before, problem
    if before and before.get("stale") and before.get("row") == row:
        return (
            before,
            "the answer has changed since you marked it; change its line to confirm the mark",
        )
    if elsewhere and there != points:
        return before, f"{points:g} points in the sheet, but {there:g} in formgrader; make them the same"
    grade.manual_score, grade.needs_manual_grade = points, False
    if comment is not None:
        comment.manual_comment = text
    return {
        "points": points,
        "level": row["level"],
        "comment": text,
        "row": row,
        "answer": answer_hash(result),
    }, problem


def _off_level(level, result):
    """A sentence if a level is not one of the rubric's."""
    levels = [name for name, *_ in result["levels"]]
    if level and levels and level not in levels:
        return f"its rubric has no level {level!r}, only {', '.join(levels)}"
    return None


def write(course, name, title):
    """Write the sheet and its page; the teacher's columns stay as they are."""
    folder = course.folder("marks", name)
    filled = read(folder / SHEET)
    rows, found = [], Records(course, name).all()
    for record in found:
        for question, result in record["questions"].items():
            cells = filled.pop((record["student"], question), None)
            hand = result["hand"]
            if not (result["by_hand"] or result["reason"] or cells or hand):
                continue
            if cells is None:
                cells = {
                    "level": "",
                    "points": f"{hand['points']:g}" if hand else "",
                    "comment": hand["comment"] if hand else "",
                }
            stale = bool(hand and hand.get("stale"))
            automatic = "" if result["automatic"] is None else f"{result['automatic']:g}"
            why = (
                "the answer has changed since you marked it"
                if stale
                else result["reason"] or result["message"] or ""
            )
            rows.append(
                [
                    record["student"],
                    record["name"],
                    question,
                    result["label"],
                    str(words(written(result["answer"]))) if result["by_hand"] else "",
                    automatic,
                    f"{result['points']:g}",
                    why,
                    *(cells[field] for field in FILLED),
                ]
            )
    rows += [
        [student, "", question, "no submission", "", "", "", "", *(cells[field] for field in FILLED)]
        for (student, question), cells in filled.items()
    ]
    try:
        write_file(folder / SHEET, text_of([[*GIVEN, *FILLED], *rows]), encoding="utf-8-sig")
    except PermissionError:
        raise AssignmentError(
            f"{folder / SHEET} is open in another program; close it there and run this again."
        ) from None
    write_file(folder / PAGE, _page(course, name, title, found))


def _page(course, name, title, records):
    """The answers to be marked by hand, question by question, with the comment bank."""
    body = [
        f"<h1>Marking: {html.escape(title)}</h1>",
        f"<p>Fill in the columns <em>level</em>, <em>points</em> and <em>comment</em> of {SHEET}, "
        "then mark again. In a comment, <code>#id</code> stands for a text of the comment bank.</p>",
    ]
    comments, questions = bank(course, name), {}
    unread = [record for record in records if record["problem"]]
    if unread:
        body.append("<h2>Could not be read</h2>")
        body.append(
            feedback.table(
                ("Student", "Why"),
                [(f"{record['name']} ({record['student']})", record["problem"]) for record in unread],
            )
        )
    for record in records:
        if record["problem"]:
            continue
        cells = feedback.marked_cells(course, record)
        for question, result in record["questions"].items():
            if result["by_hand"] or result["reason"]:
                questions.setdefault(question, []).append((record, result, cells))
    of_any = {key: row for key, row in comments.items() if row.get("criterion") not in questions}
    if of_any:
        body += ["<h2>Comments for any answer</h2>", _comments(of_any)]
    for question, found in questions.items():
        of_this = {key: row for key, row in comments.items() if row.get("criterion") == question}
        body += _question(found, of_this)
    return feedback.document(f"Marking: {title}", "\n".join(body))


def _comments(rows):
    lines = [(f"#{key}", row.get("level") or "", row["text"]) for key, row in rows.items()]
    return feedback.table(("Id", "Level", "Comment"), lines)


def _question(found, comments):
    """One question with its rubric, its comments and everyone's answer to it, as pieces of HTML."""
    first = found[0][1]
    most = "1 point" if first["points"] == 1 else f"{first['points']:g} points"
    yield f"<h2>{html.escape(first['label'])} ({most})</h2>"
    if first["levels"]:
        yield feedback.table(("Level", "Points", "What it looks like"), first["levels"])
    if comments:
        yield _comments(comments)
    for record, result, cells in found:
        points = score(result)
        said = (result["reason"] or result["message"] or "") if points is None else f"{points:g} points"
        who = f"{record['name']} ({record['student']}, {result['id']})"
        yield f"<h3>{html.escape(who)}</h3>\n<p>{html.escape(said[:1].upper() + said[1:])}.</p>"
        yield feedback.answer(result, cells)
