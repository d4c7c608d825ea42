"""What a reader does: marks, guesses, choices and cards, each kept in a file of the reader's own."""

from sinosoviet.activities.activity import Activity
from sinosoviet.activities.board import Board, matrix
from sinosoviet.activities.comparison import compare
from sinosoviet.activities.work import Drawer, Work, WorkError

__all__ = ["Activity", "Board", "Drawer", "Work", "WorkError", "compare", "matrix"]
