"""The comment bank of an assignment: short texts for what is said of many answers."""

from sinosoviet.assignments import spreadsheet
from sinosoviet.assignments.course import AssignmentError

COLUMNS = ("id", "criterion", "level", "text")


def read(path):
    """The comments in a file, dictionaries with id, criterion, level and text.

    Raises ``OSError`` if it cannot be opened, :class:`AssignmentError` for a table without these columns.
    """
    heads, lines = spreadsheet.lines_of(path)
    if not set(COLUMNS) <= set(heads):
        raise AssignmentError(
            f"{path.name} should have the columns {', '.join(COLUMNS)}; it has {', '.join(heads) or 'none'}."
        )
    return lines
