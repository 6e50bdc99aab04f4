"""The day on which a debit is collected. Pure."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from app.core.calendar import add_target_days, is_target_day, next_target_day


class Why(StrEnum):
    """Why a debit is collected on another day than the document is due."""

    DUE = "due"
    CLOSED = "closed"
    NOTICE = "notice"
    BANK = "bank"


@dataclass(frozen=True)
class Day:
    """A day of collection and why it is that one."""

    on: date
    why: Why


def earliest(at: datetime, lead_days: int, cutoff: time) -> date:
    """The first day that a file handed over at this moment (in the business's zone) may ask for."""
    day = at.date()
    if not is_target_day(day) or at.time() >= cutoff:
        day = add_target_days(day, 1)
    return add_target_days(day, lead_days)


def collection(due_on: date, told_on: date, notice_days: int, first: date) -> Day:
    """The day to announce: the due day, or later for the notice or for the bank; a TARGET day."""
    notice = told_on + timedelta(days=notice_days)
    if first > max(due_on, notice):
        return Day(next_target_day(first), Why.BANK)
    if notice > due_on:
        return Day(next_target_day(notice), Why.NOTICE)
    on = next_target_day(due_on)
    return Day(on, Why.DUE if on == due_on else Why.CLOSED)


@dataclass(frozen=True)
class DebitSaid:
    """What a document says of its debit: the mandate's reference (RUM), the creditor (ICS), the
    account, and the day; later than that only when something holds it up."""

    reference: str
    ics: str
    iban: str
    on: date

    @property
    def short_iban(self) -> str:
        """Enough of the account to know it by."""
        return f"{self.iban[:4]} … {self.iban[-4:]}"
