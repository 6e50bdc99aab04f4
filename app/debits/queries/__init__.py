"""Reads of direct debits."""

from app.debits.queries.checks import CHECKS
from app.debits.queries.coming import Coming, coming
from app.debits.queries.files import (
    BatchView,
    Handed,
    batch,
    batches,
    by_key,
    debit_by_id,
    debit_by_receipt,
    handed_debit,
    ids_of,
    named_debits,
    returns_to_do,
)
from app.debits.queries.preview import Batchable, Outside, Preview, is_renewed, preview
from app.debits.queries.usable import is_taken, served, usable
from app.debits.queries.view import (
    Candidate,
    ToHand,
    announced,
    candidate_of,
    candidates,
    choice_of,
    day,
    end_to_end_ids,
    live_days,
    next_attempt,
)

__all__ = [
    "CHECKS",
    "BatchView",
    "Batchable",
    "Candidate",
    "Coming",
    "Handed",
    "Outside",
    "Preview",
    "ToHand",
    "announced",
    "batch",
    "batches",
    "by_key",
    "candidate_of",
    "candidates",
    "choice_of",
    "coming",
    "day",
    "debit_by_id",
    "debit_by_receipt",
    "end_to_end_ids",
    "handed_debit",
    "ids_of",
    "is_renewed",
    "is_taken",
    "live_days",
    "named_debits",
    "next_attempt",
    "preview",
    "returns_to_do",
    "served",
    "usable",
]
