"""What clients owe, worked out: nothing of it is stored here."""

from app.receivables.queries.aging import aging, client_balance, open_items
from app.receivables.queries.balances import balances
from app.receivables.queries.checks import CHECKS
from app.receivables.queries.delays import Dso, dso

__all__ = ["CHECKS", "Dso", "aging", "balances", "client_balance", "dso", "open_items"]
