"""What money received may be, what it settles, and where it stands in the books. Pure."""

from app.payments.rules.parts import (
    Owed,
    Parts,
    Plan,
    Wanted,
    by_hand,
    oldest_first,
    parts_of,
    plan,
    proposed,
    total_of,
)
from app.payments.rules.values import (
    METHOD_LABELS,
    Method,
    ReceiptValues,
    Typed,
    account_of,
    journal,
    judge,
    lines,
    same_receipt,
)

__all__ = [
    "METHOD_LABELS",
    "Method",
    "Owed",
    "Parts",
    "Plan",
    "ReceiptValues",
    "Typed",
    "Wanted",
    "account_of",
    "by_hand",
    "journal",
    "judge",
    "lines",
    "oldest_first",
    "parts_of",
    "plan",
    "proposed",
    "same_receipt",
    "total_of",
]
