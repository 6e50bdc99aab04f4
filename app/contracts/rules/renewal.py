"""A contract that renews itself: its terms, and by when either side must say no.

C. conso. L215-1: the client who is a consumer or a non-professional is told in writing, at the
earliest three months and at the latest one month before the end of the time in which the renewal
may be refused, with that day in a visible box; otherwise the client may quit at any time, free.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from app.core.calendar import add_months
from app.core.errors import Finding, finding

DAY = timedelta(days=1)
OPENS_MONTHS, CLOSES_MONTHS = 3, 1
# The owner is reminded of the last day to say no this long before.
SOON = timedelta(days=45)
MAX_TERM, MAX_NOTICE = 120, 24


@dataclass(frozen=True)
class Renewal:
    """The first term, each later one, and the notice, in months. `informs`: the client is one whom
    the law has told, though not a consumer (an association, a co-ownership)."""

    initial_months: int
    months: int
    notice_months: int
    informs: bool = False


@dataclass(frozen=True)
class Notice:
    """One term's end: until `deadline`, included, either side may say no; the client is told from
    `opens` to `closes`, both included."""

    term_end: date
    deadline: date
    opens: date
    closes: date


class Duty(StrEnum):
    """What is to be done about a notice on a day."""

    NONE = "none"
    SOON = "soon"
    TELL = "tell"
    MISSED = "missed"


def notice(start_on: date, renewal: Renewal, n: int) -> Notice:
    """The end of the n-th term, counted from 0; always reckoned from the start."""
    following = add_months(start_on, renewal.initial_months + n * renewal.months)
    deadline = add_months(start_on, _before(renewal, n)) - DAY
    return Notice(
        following - DAY,
        deadline,
        add_months(deadline, -OPENS_MONTHS),
        add_months(deadline, -CLOSES_MONTHS),
    )


def next_notice(start_on: date, renewal: Renewal, on: date) -> Notice:
    """The first notice whose last day has not passed."""
    n = 0
    while (found := notice(start_on, renewal, n)).deadline < on:
        n += 1
    return found


def last_closed(start_on: date, renewal: Renewal, on: date) -> Notice | None:
    """The last notice of which the client could no longer be told, on that day."""
    found, n = None, 0
    while (each := notice(start_on, renewal, n)).closes < on:
        found, n = each, n + 1
    return found


def duty(
    start_on: date, renewal: Renewal, told: Collection[date], must_tell: bool, on: date
) -> tuple[Duty, Notice]:
    """What is to be done on a day, and about which notice; `told` are the terms' ends of which the
    client was told. What was missed comes first: the client is free until the next one is told."""
    coming = next_notice(start_on, renewal, on)
    if must_tell:
        if coming.opens <= on <= coming.closes and coming.term_end not in told:
            return Duty.TELL, coming
        closed = last_closed(start_on, renewal, on)
        if closed is not None and closed.term_end not in told:
            return Duty.MISSED, closed
    if coming.deadline - SOON <= on:
        return Duty.SOON, coming
    return Duty.NONE, coming


def of_renewal(renewal: Renewal | None, ends: bool) -> Iterable[Finding]:
    """What cannot be a renewal; `ends`: the contract has a last day or a number of invoices."""
    if renewal is None:
        return
    if ends:
        yield finding(
            "contracts.renewal_ends",
            "A contract that ends by itself is not renewed: leave one of the two out.",
            "initial_months",
        )
    for name, months in (
        ("initial_months", renewal.initial_months),
        ("renewal_months", renewal.months),
    ):
        if not 1 <= months <= MAX_TERM:
            yield finding(
                "contracts.renewal_term", "A term is from 1 to %(max)s months.", name, max=MAX_TERM
            )
    if not 0 <= renewal.notice_months <= MAX_NOTICE:
        yield finding(
            "contracts.renewal_notice",
            "The notice is from 0 to %(max)s months.",
            "notice_months",
            max=MAX_NOTICE,
        )
    elif renewal.notice_months >= renewal.initial_months:
        yield finding(
            "contracts.renewal_long",
            "The notice must be shorter than the first term.",
            "notice_months",
        )


def _before(renewal: Renewal, n: int) -> int:
    return renewal.initial_months + n * renewal.months - renewal.notice_months
