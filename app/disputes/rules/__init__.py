"""What clients may answer, how promises and disputes stand; pure, as of a day."""

from app.disputes.rules.disputing import Verdict, dispute_faults, verdict_faults
from app.disputes.rules.evidence import MOST_A_DAY, evidence, word_faults
from app.disputes.rules.promises import (
    LONGEST,
    MOST,
    STANDING_LABELS,
    PromiseFacts,
    Standing,
    last_day,
    latest,
    promise_faults,
    standing,
)
from app.disputes.rules.stages import next_step, stage
from app.disputes.rules.values import (
    KIND_LABELS,
    MAX_NAME,
    MAX_TEXT,
    OUTCOME_LABELS,
    REASON_LABELS,
    Kind,
    Origin,
    Outcome,
    Reason,
    Said,
    Stage,
    StepKind,
    Words,
)

__all__ = [
    "KIND_LABELS",
    "LONGEST",
    "MAX_NAME",
    "MAX_TEXT",
    "MOST",
    "MOST_A_DAY",
    "OUTCOME_LABELS",
    "REASON_LABELS",
    "STANDING_LABELS",
    "Kind",
    "Origin",
    "Outcome",
    "PromiseFacts",
    "Reason",
    "Said",
    "Stage",
    "Standing",
    "StepKind",
    "Verdict",
    "Words",
    "dispute_faults",
    "evidence",
    "last_day",
    "latest",
    "next_step",
    "promise_faults",
    "stage",
    "standing",
    "verdict_faults",
    "word_faults",
]
