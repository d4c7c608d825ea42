"""Tables as spreadsheet programs write them: any sign between the cells, any line end, any encoding."""

import csv
import io

from sinosoviet.assignments.course import AssignmentError

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_SIGNS = ",;\t"


def decode(data):
    """A text file's text, whatever program wrote it."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def rows_of(path):
    """Rows of a table in a file, lists of texts, without empty ones.

    Raises ``OSError`` if the file cannot be opened, :class:`AssignmentError` if it is no table.
    """
    lines = io.StringIO(decode(path.read_bytes()), newline=None).read().lstrip("\n")
    head = lines.split("\n", 1)[0]
    try:
        rows = list(csv.reader(io.StringIO(lines, newline=""), delimiter=max(_SIGNS, key=head.count)))
    except csv.Error as error:
        raise AssignmentError(
            f"{path.name} cannot be read as a table ({error}); save it as CSV once more. Nothing was changed."
        ) from None
    return [row for row in rows if any(cell.strip() for cell in row)]


def lines_of(path):
    """The heads of a table, and its lines as dictionaries with a text for each head; errors as above."""
    rows = rows_of(path) or [[]]
    heads = [cell.strip() for cell in rows[0]]
    return heads, [dict(zip(heads, [*row, *[""] * len(heads)], strict=False)) for row in rows[1:]]


def quote(text):
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.lstrip("'").startswith(_FORMULA) else text


def unquote(text):
    """The text that :func:`quote` was given."""
    return text[1:] if text.startswith("'") and text.lstrip("'").startswith(_FORMULA) else text


def text_of(rows):
    """The rows as the text of a CSV file, with no formula in it."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([[quote(str(cell)) for cell in row] for row in rows])
    return text.getvalue()
