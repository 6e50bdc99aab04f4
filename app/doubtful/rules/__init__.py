"""What makes a debt doubtful, what is done about it, and what that does to the books. Pure."""

from app.doubtful.rules.evidence import (
    LATE_DAYS,
    PROCEEDINGS,
    Facts,
    Proceedings,
    claim_until,
    evidence,
    judge_proceedings,
)
from app.doubtful.rules.moves import (
    KIND_LABELS,
    Depreciating,
    Losing,
    Move,
    MoveKind,
    Standing,
    depreciate,
    follow,
    judge_day,
    judge_losing,
    lines,
    total,
)

__all__ = [
    "KIND_LABELS",
    "LATE_DAYS",
    "PROCEEDINGS",
    "Depreciating",
    "Facts",
    "Losing",
    "Move",
    "MoveKind",
    "Proceedings",
    "Standing",
    "claim_until",
    "depreciate",
    "evidence",
    "follow",
    "judge_day",
    "judge_losing",
    "judge_proceedings",
    "lines",
    "total",
]
