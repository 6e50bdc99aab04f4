"""When the service is well, what its checks prove, and what they said."""

from app.upkeep.rules.checks import FRESH, KEPT, OVERDUE, Check, keep, kept, page_of
from app.upkeep.rules.checks import Run as IntegrityRun
from app.upkeep.rules.health import (
    ENOUGH_DISK,
    REMEDIES,
    STALE_AFTER,
    Health,
    Reading,
    Run,
    judge,
)
from app.upkeep.rules.proofs import PROOFS

__all__ = [
    "ENOUGH_DISK",
    "FRESH",
    "KEPT",
    "OVERDUE",
    "PROOFS",
    "REMEDIES",
    "STALE_AFTER",
    "Check",
    "Health",
    "IntegrityRun",
    "Reading",
    "Run",
    "judge",
    "keep",
    "kept",
    "page_of",
]
