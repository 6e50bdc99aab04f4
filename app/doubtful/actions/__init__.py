"""What is done about debts in doubt: a person decides, and the books follow what is paid."""

from app.doubtful.actions.deciding import depreciate, give_back, keep, transfer
from app.doubtful.actions.duplicates import duplicate
from app.doubtful.actions.following import follow_paid
from app.doubtful.actions.losing import lose
from app.doubtful.actions.proceedings import end_proceedings, open_proceedings

__all__ = [
    "depreciate",
    "duplicate",
    "end_proceedings",
    "follow_paid",
    "give_back",
    "keep",
    "lose",
    "open_proceedings",
    "transfer",
]
