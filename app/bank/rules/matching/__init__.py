"""Which line of a statement is for what: candidates with a score and reasons, and what is sure.

Pure: a `World` of what is known, the lines that wait, and a verdict for each. A verdict is sure
only when nothing speaks against it and nothing else is nearly as likely; what is not sure is asked.
"""

from app.bank.rules.matching.candidate import Candidate, Kind, Part
from app.bank.rules.matching.index import Index, payers
from app.bank.rules.matching.judging import SHOWN, Verdict, judge, judge_all
from app.bank.rules.matching.keeping import digest, keep, keep_reasons, kept, kept_reasons
from app.bank.rules.matching.reasons import WORDS, Reason, because
from app.bank.rules.matching.world import (
    Closed,
    Credit,
    Earlier,
    Habit,
    Item,
    Party,
    Received,
    Slip,
    World,
)

__all__ = [
    "SHOWN",
    "WORDS",
    "Candidate",
    "Closed",
    "Credit",
    "Earlier",
    "Habit",
    "Index",
    "Item",
    "Kind",
    "Part",
    "Party",
    "Reason",
    "Received",
    "Slip",
    "Verdict",
    "World",
    "because",
    "digest",
    "judge",
    "judge_all",
    "keep",
    "keep_reasons",
    "kept",
    "kept_reasons",
    "payers",
]
