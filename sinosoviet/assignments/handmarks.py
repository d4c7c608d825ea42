"""Marks given by hand: the marking sheet that a teacher fills in, and what becomes of it.

The sheet is a CSV for any spreadsheet, with a page beside it that shows the answers and the comment
bank. A teacher fills the columns ``level``, ``points`` and ``comment``; the sheet is written anew
after every run, with these three columns as they were.
"""

import html
import re

from sinosoviet.assignments import comments, feedback
from sinosoviet.assignments.checklist import words, written
from sinosoviet.assignments.course import AssignmentError
from sinosoviet.assignments.records import Records, answer_hash, score, waits_for
from sinosoviet.assignments.records import write as write_file
from sinosoviet.assignments.roster import Student
from sinosoviet.assignments.spreadsheet import lines_of, text_of, unquote

GIVEN = ("student", "name", "question", "what", "words", "automatic", "out of", "why you")
FILLED = ("level", "points", "comment")
SHEET, PAGE = "marking-sheet.csv", "marking-sheet.html"


def bank(course, name):
    """The comment bank of an assignment: ``{id: row}`` of ``teacher/<name>-comments.csv``."""
    path = course.folder("teacher", f"{name}-comments.csv")
    if not path.is_file():
        return {}
    return {row["id"]: row for row in comments.read(path)}


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
    """The teacher's cells of a sheet: ``{(student, question): {level, points, comment}}``, empty ones too.

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
        if any(cells.values()) and any(found.get(where, {}).values()) and found[where] != cells:
            raise AssignmentError(
                f"{path.name} has two different lines for {where[0]}, {where[1]}; keep one."
            )
        if where not in found or any(cells.values()):
            found[where] = cells
    return found


def rename(course, name, old, new):
    """Give the lines of one student in the sheet to another, but for filled ones that would clash."""
    path = course.folder("marks", name, SHEET)
    filled = read(path)
    if old == new or old not in {student for student, _ in filled}:
        return
    heads, lines = lines_of(path)
    rows = [[unquote(line[head]) for head in heads] for line in lines]
    student, question = heads.index("student"), heads.index("question")
    for row in rows:
        there, here = filled.get((new, row[question])), filled.get((old, row[question]))
        if row[student] == old and (not there or not any(there.values()) or there == here):
            row[student] = new
    _save(path, [heads, *rows])


def _save(path, rows):
    try:
        write_file(path, text_of(rows), encoding="utf-8-sig")
    except PermissionError:
        raise AssignmentError(
            f"{path} is open in another program; close it there and run this again."
        ) from None


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
        for student, question in sorted(where for where in set(filled) - used if any(filled[where].values()))
    ]
    return said


def line_of(hand):
    """What the sheet shows of a mark: ``{level, points, comment}``, all empty for none."""
    if not hand:
        return dict.fromkeys(FILLED, "")
    if hand["row"]:
        return hand["row"]
    comment = "\n".join(hand["comment"].strip().splitlines())
    return {"level": hand["level"], "points": f"{hand['points']:g}", "comment": comment}


def _decide(book, name, record, question, result, row, known):
    """The hand mark that holds now, and a problem in words.

    ``row`` in a mark is the line of the sheet that it was last seen in; None until it was seen there.
    """
    grade = book.find_grade(question, name, record["assignment"], record["folder"])
    comment = None
    if result["by_hand"]:
        comment = book.find_comment(question, name, record["assignment"], record["folder"])
    before, there = result["hand"], grade.manual_score
    elsewhere = there is not None and (before is None or there != before["points"])
    if row is not None and not any(row.values()):
        if before and before["row"] and not elsewhere:
            grade.manual_score, grade.needs_manual_grade = None, result["automatic"] is None
            if comment is not None:
                comment.manual_comment = None
            return (
                None,
                f"the {before['points']:g} points given by hand were taken back, because the line is empty",
            )
        row = None
    try:
        points = points_of(row["points"] if row else "", result["points"])
    except ValueError as error:
        return before, str(error)
    if points is None:
        if elsewhere:
            said = (comment.manual_comment if comment is not None else None) or ""
            return _mark(result, there, "", said, row), None
        if row:
            what = "comment" if row["comment"] else "level"
            return before, f"the line has a {what} but no points, so it was not taken over"
        return before, None
    if before and before.get("stale") and row == line_of(before):
        return before, "the answer has changed since you marked it; change its line to confirm the mark"
    if elsewhere and there != points:
        return before, f"{points:g} points in the sheet, but {there:g} in formgrader; make them the same"
    if before and not before.get("stale") and before["row"] == row:
        return before, None
    text, unknown = expand(row["comment"], known)
    problem = f"the comment bank has no {', '.join(unknown)}" if unknown else _off_level(row["level"], result)
    grade.manual_score, grade.needs_manual_grade = points, False
    if comment is not None:
        comment.manual_comment = text
    return _mark(result, points, row["level"], text, row), problem


def _mark(result, points, level, comment, row):
    return {
        "points": points,
        "level": level,
        "comment": comment,
        "row": row,
        "answer": answer_hash(result),
    }


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
            if not (result["by_hand"] or result["reason"] or hand or (cells and any(cells.values()))):
                continue
            if not (cells and any(cells.values())):
                cells = line_of(hand)
            automatic = "" if result["automatic"] is None else f"{result['automatic']:g}"
            why = (
                (waits_for(result) if score(result) is None else result["reason"]) or result["message"] or ""
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
        if any(cells.values())
    ]
    _save(folder / SHEET, [[*GIVEN, *FILLED], *rows])
    write_file(folder / PAGE, _page(course, name, title, found))


def _page(course, name, title, records):
    """The answers to be marked by hand, question by question, with the comment bank."""
    body = [
        f"<h1>Marking: {html.escape(title)}</h1>",
        f"<p>Fill in the columns <em>level</em>, <em>points</em> and <em>comment</em> of {SHEET}, "
        "then mark again. In a comment, <code>#id</code> stands for a text of the comment bank.</p>",
    ]
    known, questions = bank(course, name), {}
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
    of_any = {key: row for key, row in known.items() if row["criterion"] not in questions}
    if of_any:
        body += ["<h2>Comments for any answer</h2>", _comments(of_any)]
    for question, found in questions.items():
        of_this = {key: row for key, row in known.items() if row["criterion"] == question}
        body += _question(found, of_this)
    return feedback.document(f"Marking: {title}", "\n".join(body))


def _comments(rows):
    lines = [(f"#{key}", row["level"], row["text"]) for key, row in rows.items()]
    return feedback.table(("Id", "Level", "Comment"), lines)


def _question(found, known):
    """One question with its rubric, its comments and everyone's answer to it, as pieces of HTML."""
    first = found[0][1]
    most = "1 point" if first["points"] == 1 else f"{first['points']:g} points"
    yield f"<h2>{html.escape(first['label'])} ({most})</h2>"
    if first["levels"]:
        yield feedback.table(("Level", "Points", "What it looks like"), first["levels"])
    if known:
        yield _comments(known)
    for record, result, cells in found:
        points = score(result)
        said = waits_for(result) if points is None else f"{points:g} points"
        who = f"{record['name']} ({record['student']}, {result['id']})"
        yield f"<h3>{html.escape(who)}</h3>\n<p>{html.escape(said[:1].upper() + said[1:])}.</p>"
        yield feedback.answer(result, cells)
