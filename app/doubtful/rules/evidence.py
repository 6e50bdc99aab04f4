"""Why an invoice may never be paid: its age, how its client pays, what a court opened.

A proposal is no decision: that a loss is probable is for a person to say, invoice by invoice.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.core.calendar import add_months
from app.core.errors import N_, Finding, Message, Refused, finding

# Proposed when nothing else is asked for, days after the oldest due day.
LATE_DAYS = 90
# A client that hardly ever pays in time is a reason by itself, but not the day after.
_GRADE, _GRADE_DAYS = "E", 30
# C. com. L. 622-24 and R. 622-24: two months from the publication in the BODACC.
_CLAIM_MONTHS = 2


class Proceedings(StrEnum):
    """What a court opens (C. com. L. 620-1, L. 631-1, L. 640-1)."""

    SAFEGUARD = "safeguard"
    RECEIVERSHIP = "receivership"
    LIQUIDATION = "liquidation"


PROCEEDINGS = {
    Proceedings.SAFEGUARD: N_("Safeguard proceedings"),
    Proceedings.RECEIVERSHIP: N_("Receivership"),
    Proceedings.LIQUIDATION: N_("Judicial liquidation"),
}


@dataclass(frozen=True)
class Facts:
    """What is known of an invoice and its client on a day: the days since its oldest open part was
    due, the client's grade, the proceedings in course and the day they were opened."""

    days_late: int
    grade: str | None
    proceedings: tuple[tuple[Proceedings, date], ...] = ()


def evidence(facts: Facts, least_days: int = LATE_DAYS) -> tuple[Finding, ...]:
    """Everything that speaks for doubt, the strongest first; nothing when there is none."""
    found = [
        finding(
            "doubtful.proceedings",
            "%(what)s opened on %(day)s",
            what=Message(PROCEEDINGS[kind]),
            day=day,
        )
        for kind, day in facts.proceedings
    ]
    if facts.days_late >= least_days:
        found.append(finding("doubtful.age", "%(days)s days late", days=facts.days_late))
    if facts.grade == _GRADE and facts.days_late >= _GRADE_DAYS:
        found.append(finding("doubtful.grade", "Pays late: grade %(grade)s", grade=facts.grade))
    return tuple(found)


def claim_until(published_on: date) -> date:
    """The last day to declare what is owed to the court's agent, after the publication."""
    return add_months(published_on, _CLAIM_MONTHS)


def judge_proceedings(opened_on: date, published_on: date | None, today: date) -> None:
    """Refused: a day to come, a publication before the judgment."""
    found: list[Finding] = []
    if opened_on > today:
        found.append(finding("doubtful.to_come", "This day is still to come.", "opened_on"))
    if published_on is not None and published_on > today:
        found.append(finding("doubtful.to_come", "This day is still to come.", "published_on"))
    elif published_on is not None and published_on < opened_on:
        message = "It cannot be published before the judgment of %(day)s."
        found.append(finding("doubtful.published", message, "published_on", day=opened_on))
    if found:
        raise Refused(found)
