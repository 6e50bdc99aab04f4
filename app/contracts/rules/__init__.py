"""The rules of contracts: periods, the schedule's rows, amounts, what may be asked."""

from app.contracts.rules.periods import (
    HORIZON_MONTHS,
    Billing,
    Frequency,
    Period,
    Terms,
    default_anchor,
    horizon,
    last_day,
    period,
    periods,
)
from app.contracts.rules.schedule import (
    TRANSITIONS,
    Changes,
    Row,
    Span,
    State,
    holding,
    reconcile,
)

__all__ = [
    "HORIZON_MONTHS",
    "TRANSITIONS",
    "Billing",
    "Changes",
    "Frequency",
    "Period",
    "Row",
    "Span",
    "State",
    "Terms",
    "default_anchor",
    "holding",
    "horizon",
    "last_day",
    "period",
    "periods",
    "reconcile",
]
