"""What clients owe, worked out; the statements that were sent, and to whom they are owed."""

from app.receivables.queries.aging import aging, client_balance, due_between, open_items
from app.receivables.queries.balances import balances
from app.receivables.queries.bounds import bounds
from app.receivables.queries.checks import CHECKS
from app.receivables.queries.collecting import Paid, best_possible, months, payments
from app.receivables.queries.delays import (
    Dso,
    collectable,
    count_back,
    count_back_twice,
    dso,
    paid_between,
)
from app.receivables.queries.plans import (
    Owed,
    Plan,
    owed,
    own_plans,
    plan_days,
    plan_of,
    without_address,
)
from app.receivables.queries.sent import (
    SentStatement,
    kept,
    sent_statement,
    sent_statements,
    times_sent,
)
from app.receivables.queries.statement import first_day, statement

__all__ = [
    "CHECKS",
    "Dso",
    "Owed",
    "Paid",
    "Plan",
    "SentStatement",
    "aging",
    "balances",
    "best_possible",
    "bounds",
    "client_balance",
    "collectable",
    "count_back",
    "count_back_twice",
    "dso",
    "due_between",
    "first_day",
    "kept",
    "months",
    "open_items",
    "owed",
    "own_plans",
    "paid_between",
    "payments",
    "plan_days",
    "plan_of",
    "sent_statement",
    "sent_statements",
    "statement",
    "times_sent",
    "without_address",
]
