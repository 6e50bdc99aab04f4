"""What clients owe, worked out: nothing of it is stored here."""

from app.receivables.queries.aging import OpenItem, aging, client_balance, due_between, open_items
from app.receivables.queries.balances import balances
from app.receivables.queries.checks import CHECKS
from app.receivables.queries.delays import Dso, count_back, count_back_before, dso

__all__ = [
    "CHECKS",
    "Dso",
    "OpenItem",
    "aging",
    "balances",
    "client_balance",
    "count_back",
    "count_back_before",
    "dso",
    "due_between",
    "open_items",
]
