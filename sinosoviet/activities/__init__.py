"""What a reader does: marks, guesses, choices and cards, each kept in a file of the reader's own."""

from sinosoviet.activities.activity import Activity
from sinosoviet.activities.audit import audit
from sinosoviet.activities.board import Board, matrix
from sinosoviet.activities.cards import cards
from sinosoviet.activities.choice import decide
from sinosoviet.activities.claims import claim_check
from sinosoviet.activities.comparison import compare
from sinosoviet.activities.dating import my_date
from sinosoviet.activities.prediction import predict
from sinosoviet.activities.work import Drawer, Work, WorkError

__all__ = [
    "Activity",
    "Board",
    "Drawer",
    "Work",
    "WorkError",
    "audit",
    "cards",
    "claim_check",
    "compare",
    "decide",
    "matrix",
    "my_date",
    "predict",
]
