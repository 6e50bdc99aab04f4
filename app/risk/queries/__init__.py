"""Reads of the score: outcomes, scores kept and their history, how good they were."""

from app.risk.queries.marks import Mark, changed_since
from app.risk.queries.outcomes import outcomes
from app.risk.queries.reliability import Judged, last_judgement, terms
from app.risk.queries.scores import (
    SCORE_CHECKS,
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
from app.risk.queries.segments import (
    SEGMENT_CHECKS,
    Member,
    Moved,
    Proposal,
    is_alone,
    members,
    moves,
    places,
    proposals,
    segment,
    segments,
)

CHECKS = [*SCORE_CHECKS, *SEGMENT_CHECKS]

__all__ = [
    "CHECKS",
    "Change",
    "Judged",
    "Mark",
    "Member",
    "Moved",
    "Proposal",
    "ScoreView",
    "changed_since",
    "changes",
    "grades",
    "is_alone",
    "last_changes",
    "last_judgement",
    "members",
    "moves",
    "names",
    "outcomes",
    "places",
    "proposals",
    "reasons_from",
    "reasons_to",
    "score",
    "scores",
    "segment",
    "segments",
    "terms",
]
