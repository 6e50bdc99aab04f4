"""The law of lateness: interest to the day, the fixed indemnity, what was decided of them. Pure."""

from app.lateness.rules.accrual import Claim, Decision, Lateness, lateness, rule
from app.lateness.rules.interest import (
    Basis,
    Debt,
    HalfYear,
    Part,
    Period,
    Terms,
    late_days,
    periods,
    total,
)
from app.lateness.rules.words import half_name, last_known, lines, period_text

__all__ = [
    "Basis",
    "Claim",
    "Debt",
    "Decision",
    "HalfYear",
    "Lateness",
    "Part",
    "Period",
    "Terms",
    "half_name",
    "last_known",
    "late_days",
    "lateness",
    "lines",
    "period_text",
    "periods",
    "rule",
    "total",
]
