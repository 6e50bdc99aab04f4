"""Reads of direct debits."""

from app.debits.queries.checks import CHECKS
from app.debits.queries.files import BatchView, batch, batches, by_key, returns_to_do
from app.debits.queries.preview import Batchable, Outside, Preview, preview
from app.debits.queries.view import (
    Candidate,
    ToHand,
    announced,
    candidates,
    choice_of,
    live_days,
    next_attempt,
)

__all__ = [
    "CHECKS",
    "BatchView",
    "Batchable",
    "Candidate",
    "Outside",
    "Preview",
    "ToHand",
    "announced",
    "batch",
    "batches",
    "by_key",
    "candidates",
    "choice_of",
    "live_days",
    "next_attempt",
    "preview",
    "returns_to_do",
]
