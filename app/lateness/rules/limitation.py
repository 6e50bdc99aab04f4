"""How long a debt can still be claimed in court. Pure.

Five years between professionals (C. com. L110-4), two against a consumer (C. conso. L218-2), from
the end of the performance, not from the invoice (Cass. civ. 1, 1 March 2023, 21-23176). A letter,
even registered, interrupts nothing; filing in court does (C. civ. 2241). A part payment may (C.
civ. 2240), which the other side may contest: it is told beside, and no alert waits for it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.core.calendar import add_months

SOON_DAYS = 180
URGENT_DAYS = 60


class Alarm(StrEnum):
    """How near the end is."""

    NONE = "none"
    SOON = "soon"
    URGENT = "urgent"
    PAST = "past"


@dataclass(frozen=True)
class Clock:
    """`ends_on` is the last day on which a claim can be filed, whatever was paid meanwhile;
    `renewed_until` what a part payment may have made of it; `filed_on` stops it all."""

    starts_on: date
    ends_on: date
    renewed_until: date | None = None
    filed_on: date | None = None

    def days_left(self, on: date) -> int:
        """To the last day, which counts; below zero once it is past."""
        return (self.ends_on - on).days

    def alarm(self, on: date) -> Alarm:
        """Whether somebody must be told: 180 and 60 days before, and once it is past."""
        if self.filed_on is not None:
            return Alarm.NONE
        left = self.days_left(on)
        if left < 0:
            return Alarm.PAST
        if left <= URGENT_DAYS:
            return Alarm.URGENT
        return Alarm.SOON if left <= SOON_DAYS else Alarm.NONE


@dataclass(frozen=True)
class Limit:
    """An invoice and its clock: cents that are unpaid, days left to claim them (below 0: past)."""

    id: int
    number: str
    client_id: int
    client: str
    open: int
    clock: Clock
    days: int


def clock(
    kind: str,
    starts_on: date,
    years: Mapping[str, int],
    paid_on: Iterable[date] = (),
    filed_on: date | None = None,
) -> Clock | None:
    """The clock of an invoice whose performance ended on `starts_on`; None while the years of this
    kind of client ("company", "consumer", "public") are not known and confirmed.

    A public body's years count from the first of January that follows (law of 31 December 1968).
    """
    if kind not in years:
        return None
    months = 12 * years[kind]
    counted = starts_on
    if kind == "public":
        counted = date(starts_on.year, 12, 31)
    ends_on = add_months(counted, months)
    # Only what was paid before the end can have renewed it.
    renewals = [day for day in paid_on if counted < day <= ends_on]
    renewed = add_months(max(renewals), months) if renewals else None
    return Clock(starts_on, ends_on, renewed, filed_on)
