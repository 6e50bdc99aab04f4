"""Interest for late payment, to the day, across half-year rates and part payments. Pure.

Between professionals (C. com. L441-10): from the day after the due day, without any reminder, on
what is unpaid with VAT, at the European Central Bank's refinancing rate plus 10 points, or at the
rate of the seller's terms, never below three times the legal interest; each half-year has its own.
Of a consumer (C. civ. 1231-6): the legal interest, from a formal notice on. A year is 365 days.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from app.core.money import RATE_SCALE, divide
from app.law.rules import PENALTY_FLOOR, half_year

YEAR = 365
_DAY = timedelta(days=1)


class Basis(StrEnum):
    """By what a rate goes: the law's own (ECB + 10 points), three times the legal interest, a rate
    of the seller's terms; a consumer's, the legal interest; a public body's, whose text waits to be
    confirmed."""

    LAW = "law"
    LEGAL = "legal"
    OWN = "own"
    CONSUMER = "consumer"
    PUBLIC = "public"


@dataclass(frozen=True)
class HalfYear:
    """The rates of one half-year in basis points, each None while it is not known and confirmed."""

    penalty: int | None = None
    legal: int | None = None


@dataclass(frozen=True)
class Terms:
    """By what interest goes; `own_rate` (basis points) is the seller's. `notice_on` is the day of a
    formal notice, which a consumer's interest needs."""

    basis: Basis
    own_rate: int | None = None
    notice_on: date | None = None

    def rate(self, half: HalfYear) -> int | None:
        """The rate of a half-year in basis points; None while it is not known."""
        if self.basis is Basis.LAW:
            return half.penalty
        if self.basis is Basis.CONSUMER:
            return half.legal
        floor = None if half.legal is None else PENALTY_FLOOR * half.legal
        if self.basis is Basis.LEGAL:
            return floor
        if self.basis is Basis.OWN and self.own_rate is not None:
            return max(self.own_rate, floor or 0)
        return None

    def first_day(self, due_on: date) -> date | None:
        """The first day that bears interest; None: no day does."""
        if self.basis is Basis.CONSUMER:
            return max(due_on, self.notice_on) + _DAY if self.notice_on else None
        return due_on + _DAY


@dataclass(frozen=True)
class Part:
    """Cents that came on a day; they bear interest up to that day, included."""

    paid_on: date
    amount: int


@dataclass(frozen=True)
class Debt:
    """Cents due on a day, and what was paid of them."""

    due_on: date
    amount: int
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True)
class Period:
    """Days from `first` to `last`, both included, with one sum unpaid and one rate.

    `rate` (basis points) and `interest` (cents) are None while the half-year's rate is not known.
    """

    first: date
    last: date
    base: int
    rate: int | None

    @property
    def days(self) -> int:
        """How many, both ends included."""
        return (self.last - self.first).days + 1

    @property
    def interest(self) -> int | None:
        """Base x rate x days / 365 in cents, rounded once, so that lines shown add up."""
        if self.rate is None:
            return None
        return divide(self.base * self.rate * self.days, RATE_SCALE * YEAR)


def periods(
    debt: Debt,
    terms: Terms,
    rates: Mapping[date, HalfYear],
    on: date,
    after: date | None = None,
) -> tuple[Period, ...]:
    """The periods of interest of one debt up to `on`, included; none before the day `after` and on
    it. `rates` are by the first day of each half-year."""
    first = terms.first_day(debt.due_on)
    if first is None:
        return ()
    if after is not None:
        first = max(first, after + _DAY)
    if first > on:
        return ()
    found = []
    starts = _starts(first, on, debt.parts)
    for start, following in zip(starts, [*starts[1:], on + _DAY], strict=True):
        base = debt.amount - sum(each.amount for each in debt.parts if each.paid_on < start)
        if base > 0:
            rate = terms.rate(rates.get(half_year(start)[0], HalfYear()))
            found.append(Period(start, following - _DAY, base, rate))
    return tuple(found)


def _starts(first: date, on: date, parts: Iterable[Part]) -> list[date]:
    """The days on which the sum or the rate may change, the first one included."""
    found = {first} | {each.paid_on + _DAY for each in parts if first <= each.paid_on < on}
    day = half_year(first)[1] + _DAY
    while day <= on:
        found.add(day)
        day = half_year(day)[1] + _DAY
    return sorted(found)


def late_days(debt: Debt, on: date) -> int:
    """How many days a debt was, or is, unpaid after its due day, wholly or in part."""
    left, day = debt.amount, debt.due_on
    for each in sorted(debt.parts, key=lambda part: part.paid_on):
        if left > 0:
            left, day = left - each.amount, max(day, each.paid_on)
    end = on if left > 0 else min(day, on)
    return max(0, (end - debt.due_on).days)


def total(found: Sequence[Period]) -> int | None:
    """Cents of interest over periods; None as soon as the rate of one is not known."""
    cents = 0
    for each in found:
        if each.interest is None:
            return None
        cents += each.interest
    return cents
