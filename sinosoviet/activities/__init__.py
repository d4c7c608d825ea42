"""What a reader does: marks, guesses, choices and cards, each kept in a file of the reader's own."""

from sinosoviet.activities.activity import Activity
from sinosoviet.activities.cards import cards
from sinosoviet.activities.prediction import predict
from sinosoviet.activities.work import Drawer, Work, WorkError

__all__ = ["Activity", "Drawer", "Work", "WorkError", "cards", "predict"]
