"""What to do now and why, what is expected, what stands still: facts in, findings out."""

from app.today.rules.facts import (
    Asked,
    BankLines,
    Blocked,
    CameBack,
    Draft,
    Electronics,
    LawGaps,
    Money,
    Offer,
    Offers,
    Outbox,
    Renewing,
    Task,
    Trying,
    Waiting,
)
from app.today.rules.outlook import Books, alarms, expected
from app.today.rules.tasks import tasks

__all__ = [
    "Asked",
    "BankLines",
    "Blocked",
    "Books",
    "CameBack",
    "Draft",
    "Electronics",
    "LawGaps",
    "Money",
    "Offer",
    "Offers",
    "Outbox",
    "Renewing",
    "Task",
    "Trying",
    "Waiting",
    "alarms",
    "expected",
    "tasks",
]
