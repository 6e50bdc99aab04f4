"""What is in doubt, what might be, and the proofs that the books say the same."""

from app.doubtful.queries.checks import CHECKS
from app.doubtful.queries.debts import (
    Case,
    Debt,
    MoveView,
    case,
    debts,
    lagging,
    move_by_key,
    moves_of,
    of_write_off,
    standing_of,
)
from app.doubtful.queries.proceedings import (
    ProceedingsView,
    in_course,
    proceedings,
    proceedings_by_key,
    proceedings_of,
)
from app.doubtful.queries.proposals import Proposal, evidence_of, proposals

__all__ = [
    "CHECKS",
    "Case",
    "Debt",
    "MoveView",
    "ProceedingsView",
    "Proposal",
    "case",
    "debts",
    "evidence_of",
    "in_course",
    "lagging",
    "move_by_key",
    "moves_of",
    "of_write_off",
    "proceedings",
    "proceedings_by_key",
    "proceedings_of",
    "proposals",
    "standing_of",
]
