"""Months in which everybody pays later or sooner than usual: holidays, the end of a year, a crisis.

A mood multiplies the pace at which what is open is paid (proportional hazards). Of each debt it is
told how much payment was to be expected of its client over the days that it was open (Nelson and
Aalen's cumulative hazard of that client's delays): of many, as much is expected as came, and what
is still open counts for as long as it was. What a month saw paid, over what was expected of it, is
its mood; how far months differ, beyond what chance does to so few payments, is split into what the
same month of several years has in common, and what is drawn anew for each month of each future.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from math import exp, log
from random import Random

from app.risk.rules import Outcome

# Fewer debts of a client say nothing of months.
_LEAST = 4

Month = tuple[int, int]


@dataclass
class Seen:
    """What was paid, and what was to be expected."""

    paid: float = 0.0
    expected: float = 0.0

    def add(self, paid: float, expected: float) -> None:
        """Count one debt."""
        self.paid += paid
        self.expected += expected

    @property
    def more(self) -> float:
        """What was paid beyond what was expected; below 0 what was missing."""
        return self.paid - self.expected


@dataclass(frozen=True)
class Moods:
    """By calendar month, the logarithm of the pace and how well it is known; how far each month
    strays besides (standard deviations)."""

    usual: Mapping[int, tuple[float, float]] = field(default_factory=dict)
    stray: float = 0.0

    def drawn(self, months: Sequence[Month], random: Random) -> list[float]:
        """By what each of these months (year, month) multiplies the pace in one future."""
        found = []
        for _, month in months:
            mean, unsure = self.usual.get(month, (0.0, 0.0))
            spread = (unsure**2 + self.stray**2) ** 0.5
            found.append(exp(random.gauss(mean, spread)))
        return found


NO_MOODS = Moods()


def moods(of: Mapping[int, Sequence[Outcome]], on: date) -> Moods:
    """What the debts of each client say of the months in which they were due."""
    months: dict[Month, Seen] = defaultdict(Seen)
    for own in of.values():
        if len(own) >= _LEAST:
            for each, paid, expected in expectations(own, on):
                months[each.due_on.year, each.due_on.month].add(paid, expected)
    return Moods(*_of_all(months)) if len(months) > 1 else NO_MOODS


def expectations(own: Iterable[Outcome], on: date) -> list[tuple[Outcome, int, float]]:
    """Of each debt of a client, whether it was paid (1 or 0) and how much payment was to be
    expected over the days it was open: over all of them, as much as was paid."""
    ordered = sorted(own, key=lambda each: each.days(on))
    left, hazard = len(ordered), 0.0
    found = []
    for _, alike in groupby(ordered, key=lambda each: each.days(on)):
        level = [(each, int(each.is_paid(on))) for each in alike]
        hazard += sum(paid for _, paid in level) / left
        found += [(each, paid, hazard) for each, paid in level]
        left -= len(level)
    return found


def _of_all(months: Mapping[Month, Seen]) -> tuple[dict[int, tuple[float, float]], float]:
    """By calendar month the logarithm of its pace and its standard deviation; and how far months
    stray from it."""
    squares = sum(each.expected**2 for each in months.values())
    whole = sum(each.more**2 - each.paid for each in months.values())
    variance = max(0.0, whole / squares) if squares else 0.0
    years: dict[int, list[Seen]] = defaultdict(list)
    for (_, month), each in months.items():
        years[month].append(each)
    common = _agreed(years.values())
    lasting = min(variance, max(0.0, common))
    stray = variance - lasting
    usual = {}
    for month in range(1, 13):
        seen = years.get(month, [])
        expected = sum(each.expected for each in seen)
        if not lasting or not expected:
            usual[month] = (0.0, lasting**0.5)
            continue
        chance = 1 / expected + stray * sum(each.expected**2 for each in seen) / expected**2
        trust = lasting / (lasting + chance)
        ratio = 1 + trust * sum(each.more for each in seen) / expected
        usual[month] = (log(max(0.1, ratio)), (lasting * (1 - trust)) ** 0.5)
    return usual, stray**0.5


def _agreed(years: Iterable[Sequence[Seen]]) -> float:
    """The variance that the same month of different years has in common: chance differs."""
    product = weight = 0.0
    for seen in years:
        product += sum(each.more for each in seen) ** 2 - sum(each.more**2 for each in seen)
        weight += sum(each.expected for each in seen) ** 2 - sum(e.expected**2 for e in seen)
    return product / weight if weight else 0.0
