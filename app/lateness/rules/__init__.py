"""The law of lateness: interest to the day, the fixed indemnity, what was decided of them. Pure."""

from app.lateness.rules.accrual import Claim, Decision, Lateness, lateness, rule
from app.lateness.rules.court import LABELS as COURT_LABELS
from app.lateness.rules.court import Court, court_name, usual_court
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
from app.lateness.rules.limitation import Alarm, Clock, Limit, clock
from app.lateness.rules.stages import (
    FOLLOWING,
    LABELS,
    Reached,
    Stage,
    check_stage,
    waits_until,
)
from app.lateness.rules.words import half_name, last_known, lines, period_text

__all__ = [
    "COURT_LABELS",
    "FOLLOWING",
    "LABELS",
    "Alarm",
    "Basis",
    "Claim",
    "Clock",
    "Court",
    "Debt",
    "Decision",
    "HalfYear",
    "Lateness",
    "Limit",
    "Part",
    "Period",
    "Reached",
    "Stage",
    "Terms",
    "check_stage",
    "clock",
    "court_name",
    "half_name",
    "last_known",
    "late_days",
    "lateness",
    "lines",
    "period_text",
    "periods",
    "rule",
    "total",
    "usual_court",
    "waits_until",
]
