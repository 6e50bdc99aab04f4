"""Reads of the score: outcomes, scores kept and their history, how good they were."""

from app.risk.queries.marks import Mark, changed_since
from app.risk.queries.outcomes import outcomes
from app.risk.queries.reliability import Judged, last_judgement, terms
from app.risk.queries.scores import (
    CHECKS,
    Change,
    ScoreView,
    changes,
    grades,
    last_changes,
    names,
    reasons_from,
    reasons_to,
    score,
    scores,
)

__all__ = [
    "CHECKS",
    "Change",
    "Judged",
    "Mark",
    "ScoreView",
    "changed_since",
    "changes",
    "grades",
    "last_changes",
    "last_judgement",
    "names",
    "outcomes",
    "reasons_from",
    "reasons_to",
    "score",
    "scores",
    "terms",
]
