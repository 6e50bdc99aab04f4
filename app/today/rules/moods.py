"""Months in which everybody pays later or sooner than usual: holidays, the end of a year, a crisis.

Of each payment it is asked where it lies among those of its own client, from 0 (its soonest) to 1
(its latest). In a month like any other these places are ½ on average; how far months stray from it,
beyond what chance does to so few payments, is the mood of months. A calendar month has a mood of
its own as far as its past years agree; what is left over is drawn for each month of each future.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from random import Random

from app.risk.rules import Outcome

# The variance of a place that is anywhere from 0 to 1.
_ANYWHERE = 1 / 12
# A place among fewer says nothing.
_LEAST = 4
# How far the whole time to come may lie from the past, at the least: no history can tell.
_UNKNOWN = 0.03


@dataclass(frozen=True)
class Moods:
    """By calendar month, how far places lie above ½; and how far they stray besides (a standard
    deviation)."""

    usual: Mapping[int, float] = field(default_factory=dict)
    stray: float = 0.0

    def drawn(self, months: Sequence[tuple[int, int]], random: Random) -> list[float]:
        """The mood of each of these months (year, month) in one future."""
        level = random.gauss(0.0, _UNKNOWN)
        return [level + random.gauss(self.usual.get(month, 0.0), self.stray) for _, month in months]


NO_MOODS = Moods()


def moods(of: Mapping[int, Sequence[Outcome]], on: date) -> Moods:
    """What the payments of each client say of the months in which they were due."""
    months: dict[tuple[int, int], list[float]] = {}
    for own in of.values():
        delays = sorted(each.days(on) for each in own)
        if len(delays) < _LEAST:
            continue
        for each in own:
            days = each.days(on)
            place = (bisect_left(delays, days) + bisect_right(delays, days)) / (2 * len(delays))
            months.setdefault((each.due_on.year, each.due_on.month), []).append(place - 0.5)
    count = sum(len(each) for each in months.values())
    if len(months) < 2:
        return NO_MOODS
    means = {month: sum(each) / len(each) for month, each in months.items()}
    beyond = sum(len(months[m]) * mean**2 for m, mean in means.items()) - len(months) * _ANYWHERE
    variance = max(0.0, beyond / count)
    if not variance:
        return NO_MOODS
    usual = {}
    for month in range(1, 13):
        seen = [each for (_, m), places in months.items() if m == month for each in places]
        usual[month] = sum(seen) / (len(seen) + _ANYWHERE / variance)
    return Moods(usual, variance**0.5)
