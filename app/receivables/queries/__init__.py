"""What clients owe, worked out: nothing of it is stored here."""

from app.receivables.queries.aging import aging, client_balance, due_between, open_items
from app.receivables.queries.balances import balances
from app.receivables.queries.checks import CHECKS
from app.receivables.queries.delays import Dso, count_back, count_back_before, dso
from app.receivables.queries.statement import first_day, statement

__all__ = [
    "CHECKS",
    "Dso",
    "aging",
    "balances",
    "client_balance",
    "count_back",
    "count_back_before",
    "dso",
    "due_between",
    "first_day",
    "open_items",
    "statement",
]
