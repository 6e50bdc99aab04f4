"""What goes out, as the owner says it: rent, wages, contributions… each so many months."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.core.calendar import add_months
from app.core.errors import N_, Finding, finding

MOST = 10_000_000_000


class Outgo(StrEnum):
    """What it is."""

    RENT = "rent"
    WAGES = "wages"
    CONTRIBUTIONS = "contributions"
    LOAN = "loan"
    SUPPLIES = "supplies"
    TAX = "tax"
    OTHER = "other"


OUTGO_LABELS = {
    Outgo.RENT: N_("Rent"),
    Outgo.WAGES: N_("Wages"),
    Outgo.CONTRIBUTIONS: N_("Social contributions"),
    Outgo.LOAN: N_("Loan"),
    Outgo.SUPPLIES: N_("Purchases"),
    Outgo.TAX: N_("Taxes"),
    Outgo.OTHER: N_("Other expense"),
}


class Rhythm(StrEnum):
    """How often."""

    MONTHLY = "1"
    QUARTERLY = "3"
    YEARLY = "12"
    ONCE = "0"


RHYTHM_LABELS = {
    Rhythm.MONTHLY: N_("Each month"),
    Rhythm.QUARTERLY: N_("Each quarter"),
    Rhythm.YEARLY: N_("Each year"),
    Rhythm.ONCE: N_("Once"),
}


@dataclass(frozen=True)
class Outflow:
    """Cents that go out on `first_on` and every so many months after it (0: once), up to
    `until_on` when given."""

    kind: Outgo
    label: str
    cents: int
    first_on: date
    months: int
    until_on: date | None = None


def judge_outflow(outflow: Outflow) -> Iterable[Finding]:
    """What cannot be an outflow."""
    if not 0 < outflow.cents <= MOST:
        yield finding("today.outflow_amount", "Give an amount above zero.", "amount")
    if outflow.until_on is not None and outflow.until_on < outflow.first_on:
        yield finding("today.outflow_order", "It ends before it begins.", "until_on")


def days_out(outflow: Outflow, after: date, last: date) -> list[date]:
    """The days after `after`, up to `last`, on which it goes out; the 31st is a month's end."""
    until = last if outflow.until_on is None else min(last, outflow.until_on)
    found, n = [], 0
    while (day := add_months(outflow.first_on, n * outflow.months)) <= until:
        if day > after:
            found.append(day)
        n += 1
        if not outflow.months:
            break
    return found


def out_between(outflows: Sequence[Outflow], after: date, last: date) -> int:
    """Cents that go out after a day, up to another."""
    return sum(each.cents * len(days_out(each, after, last)) for each in outflows)
