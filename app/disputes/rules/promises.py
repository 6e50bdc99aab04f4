"""Promises of payment: what may be promised, and how a promise stands by what was paid."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from app.core.calendar import next_working_day
from app.core.errors import N_, Finding, finding
from app.core.money import Euros

LONGEST = 30
MOST = 2


class Standing(StrEnum):
    """How a promise stands; moot: what it was about was settled otherwise than by money."""

    RUNNING = "running"
    KEPT = "kept"
    BROKEN = "broken"
    MOOT = "moot"
    WITHDRAWN = "withdrawn"


STANDING_LABELS = {
    Standing.RUNNING: N_("Promise running"),
    Standing.KEPT: N_("Promise kept"),
    Standing.BROKEN: N_("Promise broken"),
    Standing.MOOT: N_("Nothing left to pay"),
    Standing.WITHDRAWN: N_("Promise taken back"),
}


@dataclass(frozen=True)
class PromiseFacts:
    """A promise and what came of it, in cents: `open_then` of its invoices when it was made, since
    then `paid` in money dated in time, `relieved` by credit notes and write-offs."""

    amount: int
    promised_for: date
    holds_until: date
    noted: str
    open_then: int
    paid: int
    relieved: int
    open_now: int


def last_day(promised_for: date) -> date:
    """Until when money promised for a day may still come: the next day that is worked, since a
    transfer ordered on a day is there at the latest on the next one (CMF L133-13)."""
    return next_working_day(promised_for + timedelta(days=1))


def latest(due_on: date | None, on: date) -> date:
    """The last day that a client may promise: 30 days from today, or from a due day to come."""
    return max(due_on or on, on) + timedelta(days=LONGEST)


def standing(facts: PromiseFacts, on: date) -> Standing:
    """How a promise stands on a day, by the payments that are known: nothing is ticked by hand.

    What a credit note or a write-off took off need not be paid any more. Kept by money dated in
    time, whenever it was recorded; money taken off again (a returned debit) was never there.
    """
    if facts.noted == Standing.WITHDRAWN:
        return Standing.WITHDRAWN
    wanted = min(facts.amount, facts.open_then - facts.relieved)
    if wanted <= 0:
        return Standing.MOOT
    if facts.paid >= wanted:
        return Standing.KEPT
    return Standing.RUNNING if on <= facts.holds_until else Standing.BROKEN


def promise_faults(
    amount: int, day: date, *, open: int, due_on: date | None, on: date, bounded: bool
) -> list[Finding]:
    """What cannot be promised: a day that is past, or too far for a client who promises alone
    (`bounded`); more than is open, or nothing."""
    found = []
    if day < on:
        found.append(finding("disputes.past", "This day is past.", "day"))
    elif bounded and day > latest(due_on, on):
        found.append(
            finding(
                "disputes.too_far",
                "We can wait until %(day)s at most: call us for a later day.",
                "day",
                day=latest(due_on, on),
            )
        )
    if amount <= 0:
        found.append(finding("disputes.nothing", "An amount is needed.", "amount"))
    elif amount > open:
        found.append(
            finding(
                "disputes.too_much",
                "%(open)s are left to pay: no more can be named.",
                "amount",
                open=Euros(open),
            )
        )
    return found
