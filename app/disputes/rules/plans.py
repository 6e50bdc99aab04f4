"""Plans of payments: how a sum is cut, what may be agreed, how a plan stands by what was paid.

A plan moves no due day: the penalties of law still run from the day after the one on the invoice,
unless the creditor lets go of them (C. com. L441-10). It says when money is expected and until when
nothing is asked for.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from app.core.calendar import add_months
from app.core.errors import N_, Finding, finding
from app.core.money import Euros, split
from app.disputes.rules.promises import last_day

FEWEST, MOST_PARTS, LONGEST_MONTHS = 2, 36, 36
PATIENCE, MOST_PATIENCE = 5, 30


class Every(StrEnum):
    """How far apart payments are."""

    MONTH = "month"
    FORTNIGHT = "fortnight"
    WEEK = "week"


EVERY_LABELS = {
    Every.MONTH: N_("Each month"),
    Every.FORTNIGHT: N_("Every two weeks"),
    Every.WEEK: N_("Each week"),
}
_DAYS = {Every.FORTNIGHT: 14, Every.WEEK: 7}


class PlanStanding(StrEnum):
    """How a plan stands; moot: nothing is left to pay by it, withdrawn: the business ended it."""

    ASKED = "asked"
    DECLINED = "declined"
    RUNNING = "running"
    KEPT = "kept"
    BROKEN = "broken"
    MOOT = "moot"
    WITHDRAWN = "withdrawn"


PLAN_LABELS = {
    PlanStanding.ASKED: N_("Plan of payments asked for"),
    PlanStanding.DECLINED: N_("Plan of payments declined"),
    PlanStanding.RUNNING: N_("Plan of payments granted"),
    PlanStanding.KEPT: N_("Plan of payments kept"),
    PlanStanding.BROKEN: N_("Plan of payments broken"),
    PlanStanding.MOOT: N_("Nothing left to pay"),
    PlanStanding.WITHDRAWN: N_("Plan of payments ended"),
}


@dataclass(frozen=True)
class Part:
    """Cents to be paid on a day."""

    amount: int
    due_on: date


@dataclass(frozen=True)
class PartFacts:
    """A part as granted; `in_time` is all the money (cents) that had come by `holds_until`, this
    part's and the former ones'."""

    amount: int
    due_on: date
    holds_until: date
    in_time: int = 0


@dataclass(frozen=True)
class PlanFacts:
    """A plan and what came of it, in cents: `open_then` when it was granted, since then `paid` in
    money and `relieved` by credit notes and write-offs."""

    parts: tuple[PartFacts, ...]
    noted: str
    granted_on: date | None
    open_then: int
    paid: int
    relieved: int
    open_now: int

    def wanted(self) -> list[int]:
        """What is to have been paid with each part, the former ones included. What a credit note
        takes off, the last parts need not bring any more."""
        most, sums, total = max(0, self.open_then - self.relieved), [], 0
        for part in self.parts:
            total += part.amount
            sums.append(min(total, most))
        return sums

    @property
    def missing(self) -> PartFacts | None:
        """The first part that had not come in time, be it late yet or not."""
        rows = zip(self.parts, self.wanted(), strict=True)
        return next((part for part, wanted in rows if part.in_time < wanted), None)

    def to_come(self) -> list[Part]:
        """What is still to be paid of each part, the earliest first; money fills them in order."""
        before, found = 0, []
        for part, wanted in zip(self.parts, self.wanted(), strict=True):
            left = wanted - max(before, min(wanted, self.paid))
            if left > 0:
                found.append(Part(left, part.due_on))
            before = wanted
        return found


def last_in_time(due_on: date, patience: int) -> date:
    """Until when money due on a day is in time: as for a promise, or `patience` days if longer."""
    return max(last_day(due_on), due_on + timedelta(days=patience))


def plan_standing(facts: PlanFacts, on: date) -> PlanStanding:
    """How a plan stands on a day, by the payments that are known: nothing is ticked by hand. One
    part that has not come in time ends it, whatever comes later."""
    noted = PlanStanding(facts.noted)
    if noted in (PlanStanding.DECLINED, PlanStanding.WITHDRAWN):
        return noted
    if facts.granted_on is None:
        # Paid meanwhile, the request is over: whoever owes again asks again.
        is_over = noted is PlanStanding.MOOT or facts.open_now <= 0
        return PlanStanding.MOOT if is_over else PlanStanding.ASKED
    if facts.open_then - facts.relieved <= 0:
        return PlanStanding.MOOT
    missing = facts.missing
    if missing is None:
        return PlanStanding.KEPT
    return PlanStanding.RUNNING if on <= missing.holds_until else PlanStanding.BROKEN


def cut(cents: int, count: int, first: date, every: Every = Every.MONTH) -> list[Part]:
    """A sum in equal parts, the odd cents in the last; months are reckoned from the first day and
    cut at their end: 31 January, 28 February, 31 March."""
    step = _DAYS.get(every)
    days = (
        first + timedelta(days=step * place) if step else add_months(first, place)
        for place in range(count)
    )
    return [Part(amount, day) for amount, day in zip(split(cents, count), days, strict=True)]


def counts(open: int, most: int, least: int) -> range:
    """In how many parts a client may ask to pay: at most `most` of at least `least` cents each."""
    return range(FEWEST, min(most, open // max(1, least)) + 1)


def asking_faults(count: int, first: date, allowed: range, on: date, last: date) -> list[Finding]:
    """What a client cannot ask for: a number of parts that is not allowed, a first day that is past
    or after the `last` one that may be chosen."""
    found = []
    if count not in allowed:
        found.append(
            finding("disputes.plan_count", "It cannot be paid in so many parts: ask us.", "parts")
        )
    if first < on:
        found.append(finding("disputes.past", "This day is past.", "first"))
    elif first > last:
        found.append(
            finding("disputes.plan_first", "The first day is %(day)s at most.", "first", day=last)
        )
    return found


def plan_faults(parts: Sequence[Part], open: int, on: date) -> list[Finding]:
    """What cannot be agreed: too few or too many payments, days that are past, too far or out of
    order, sums that are not exactly what is open. The field of a row is `row-PLACE-…`, from 0."""
    found = _rows(parts, on)
    if len(parts) < FEWEST:
        found.append(
            finding(
                "disputes.plan_few", "A plan has two payments at least; for one, note a promise."
            )
        )
    if len(parts) > MOST_PARTS:
        found.append(
            finding(
                "disputes.plan_many",
                "A plan has %(max)s payments at most.",
                "count",
                max=MOST_PARTS,
            )
        )
    total = sum(part.amount for part in parts)
    if not found and total != open:
        found.append(
            finding(
                "disputes.plan_sum",
                "These payments come to %(total)s, and %(open)s are left to pay.",
                total=Euros(total),
                open=Euros(open),
            )
        )
    return found


def _rows(parts: Sequence[Part], on: date) -> list[Finding]:
    found, before = [], None
    for place, part in enumerate(parts):
        day, amount = f"row-{place}-day", f"row-{place}-amount"
        if part.amount <= 0:
            found.append(finding("disputes.nothing", "An amount is needed.", amount))
        if part.due_on < on:
            found.append(finding("disputes.past", "This day is past.", day))
        elif part.due_on > add_months(on, LONGEST_MONTHS):
            found.append(
                finding(
                    "disputes.plan_long",
                    "A plan ends within %(max)s months.",
                    day,
                    max=LONGEST_MONTHS,
                )
            )
        elif before is not None and part.due_on <= before:
            found.append(
                finding("disputes.plan_order", "Each payment comes after the one before.", day)
            )
        before = part.due_on
    return found
