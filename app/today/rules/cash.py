"""The balance week by week, scenarios beside it, and what became of earlier forecasts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from app.core.errors import N_, Finding, finding
from app.core.money import divide
from app.today.rules.outflows import MOST, Outflow, out_between
from app.today.rules.receipts import Week

MAX_LATER = 180


class Twist(StrEnum):
    """What a scenario changes."""

    LATER = "later"
    EXPENSE = "expense"


TWIST_LABELS = {Twist.LATER: N_("Paid later"), Twist.EXPENSE: N_("One more expense")}


@dataclass(frozen=True)
class Scenario:
    """A client (None: all of them) that pays `days` later, or `cents` that go out on `day`."""

    twist: Twist
    client_id: int | None = None
    days: int = 0
    cents: int = 0
    day: date | None = None
    label: str = ""


def judge_scenario(scenario: Scenario) -> Iterable[Finding]:
    """What cannot be a scenario."""
    if scenario.twist is Twist.LATER:
        if not 1 <= scenario.days <= MAX_LATER:
            yield finding(
                "today.scenario_days", "Give from 1 to %(most)s days.", "days", most=MAX_LATER
            )
        return
    if not 0 < scenario.cents <= MOST:
        yield finding("today.outflow_amount", "Give an amount above zero.", "amount")
    if scenario.day is None:
        yield finding("today.scenario_day", "Say on which day it goes out.", "day")


@dataclass(frozen=True)
class Opening:
    """What the forecast begins with: the bank's balance at the end of `bank_on` (None: no statement
    with a balance), and receipts recorded since that no statement has yet; cents."""

    bank: int | None
    bank_on: date | None
    since: int = 0


@dataclass(frozen=True)
class CashWeek:
    """One week, in cents: in, out (with VAT), and the balance at its end."""

    ends_on: date
    receipts: int
    out: int
    low: int
    mid: int
    high: int


def begins_with(opening: Opening, outflows: Sequence[Outflow], on: date) -> int:
    """The balance at the end of the day of the forecast: what went out since the statement is
    taken off."""
    if opening.bank is None or opening.bank_on is None:
        return 0
    return opening.bank + opening.since - out_between(outflows, opening.bank_on, on)


def balances(
    weeks: Sequence[Week], opening: Opening, outflows: Sequence[Outflow], on: date
) -> list[CashWeek]:
    """The balance at the end of each week. What the owner says goes out is certain: it moves the
    whole band."""
    balance = begins_with(opening, outflows, on)
    found = []
    for n, week in enumerate(weeks):
        first, last = on + timedelta(days=7 * n), on + timedelta(days=7 * n + 7)
        out = out_between(outflows, first, last)
        balance -= out
        found.append(
            CashWeek(
                last,
                week.receipts,
                out + week.vat,
                balance + week.net_low,
                balance + week.net_mid,
                balance + week.net_high,
            )
        )
    return found


def lowest(weeks: Sequence[CashWeek]) -> CashWeek:
    """The week whose low end is the lowest; the first of several."""
    return min(weeks, key=lambda week: week.low)


@dataclass(frozen=True)
class Judged:
    """An earlier forecast of what would have come in by the end of a week, and what did; cents."""

    made_on: date
    ends_on: date
    low: int
    mid: int
    high: int
    actual: int

    @property
    def weeks(self) -> int:
        """How far ahead it looked."""
        return (self.ends_on - self.made_on).days // 7

    @property
    def holds(self) -> bool:
        """Whether what came lies in the band."""
        return self.low <= self.actual <= self.high


@dataclass(frozen=True)
class Coverage:
    """How many of the bands held, of forecasts that looked `first` to `last` weeks ahead."""

    first: int
    last: int
    held: int
    count: int

    @property
    def percent(self) -> int:
        """In whole percents, half up."""
        return divide(100 * self.held, self.count)


_REACHES = ((1, 1), (2, 4), (5, 13), (14, 26))


def coverage(judged: Sequence[Judged]) -> list[Coverage]:
    """By how far ahead they looked; reaches of which nothing is known yet are left out."""
    found = []
    for first, last in _REACHES:
        of = [each for each in judged if first <= each.weeks <= last]
        if of:
            found.append(Coverage(first, last, sum(each.holds for each in of), len(of)))
    return found
