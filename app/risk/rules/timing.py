"""When money comes: the chance of being paid in each week after the due day, client by client.

A baseline of weekly hazards for the stratum; each client's own pace multiplies it (a gamma frailty,
whose posterior is closed), and what the client did in that very week before outweighs both.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from math import exp, lgamma, log

from app.risk.rules.outcomes import Outcome, by_client

WEEKS = 52
# Before anything is known: two late ones in five paid within each week.
_START = -log(1 - 0.4)
_SMOOTH = 4.0
_HABIT = 2.0
_SHAPES = (0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0)
_ROUNDS = 4


@dataclass(frozen=True)
class Timing:
    """Of a stratum: five days, from the due day, that are typical of what is paid in time, in
    order; cumulated hazards by week (0 at the due day); the shape of the frailty (the higher, the
    more alike the clients)."""

    in_time: tuple[float, ...] = (0.0,) * 5
    hazard: tuple[float, ...] = tuple(_START * week for week in range(WEEKS + 1))
    shape: float = 2.0


STARTING_TIMING = Timing()


@dataclass(frozen=True)
class Past:
    """Weighted weeks of a client's late outcomes: `risked` unpaid at its start, `paid` within."""

    risked: tuple[float, ...]
    paid: tuple[float, ...]

    @property
    def events(self) -> float:
        """The weight of all that were paid."""
        return sum(self.paid)

    def exposure(self, hazard: Sequence[float]) -> float:
        """The hazard that all of them went through."""
        return sum(n * (hazard[k + 1] - hazard[k]) for k, n in enumerate(self.risked) if n)


def past_of(outcomes: Iterable[Outcome], on: date) -> Past:
    """The late outcomes of a client by week; what is open leaves at its age (censored)."""
    risked, paid = [0.0] * WEEKS, [0.0] * WEEKS
    for outcome in outcomes:
        if not outcome.is_late(on):
            continue
        weight, delay, is_paid = outcome.weight(on), outcome.delay(on), outcome.is_paid(on)
        last = max(0, delay - 1) // 7 if is_paid else delay // 7 - 1
        for week in range(min(WEEKS - 1, last) + 1):
            risked[week] += weight
        if is_paid and last < WEEKS:
            paid[last] += weight
    return Past(tuple(risked), tuple(paid))


def fit_timing(outcomes: Sequence[Outcome], on: date) -> Timing:
    """The hazards and the frailty that best explain the late outcomes of a stratum."""
    early = [o.days(on) for o in outcomes if not o.is_late(on) and o.is_paid(on)]
    pasts = [past_of(own, on) for own in by_client(outcomes).values()]
    pasts = [past for past in pasts if any(past.risked)]
    hazard, shape = STARTING_TIMING.hazard, STARTING_TIMING.shape
    for _ in range(_ROUNDS):
        met = [(past.events, past.exposure(hazard)) for past in pasts]
        shape = max(_SHAPES, key=lambda v: _likelihood(met, v))
        paces = [(shape + events) / (shape + exposure) for events, exposure in met]
        hazard = _hazard(pasts, paces)
    return Timing(_typical(early) or STARTING_TIMING.in_time, hazard, shape)


def _typical(early: Iterable[int]) -> tuple[float, ...]:
    """The middles of five parts of the days, in order; nothing of nothing."""
    ordered = sorted(map(float, early))
    return tuple(ordered[len(ordered) * part // 10] for part in (1, 3, 5, 7, 9) if ordered)


def _hazard(pasts: Sequence[Past], paces: Sequence[float]) -> tuple[float, ...]:
    """Weekly hazards given the clients' paces, each pulled towards that of all weeks."""
    risked, paid = [0.0] * WEEKS, [0.0] * WEEKS
    for past, pace in zip(pasts, paces, strict=True):
        for week, weight in enumerate(past.risked):
            if not weight:
                break
            risked[week] += pace * weight
            paid[week] += past.paid[week]
    common = (sum(paid) + _SMOOTH * _START) / (sum(risked) + _SMOOTH)
    cumulated = [0.0]
    for week in range(WEEKS):
        step = (paid[week] + _SMOOTH * common) / (risked[week] + _SMOOTH)
        cumulated.append(cumulated[-1] + min(step, 5.0))
    return tuple(cumulated)


def _likelihood(met: Sequence[tuple[float, float]], shape: float) -> float:
    """Of the paces, integrated out, with a weak pull to the starting shape."""
    constant = shape * log(shape) - lgamma(shape)
    seen = sum(
        lgamma(shape + events) - (shape + events) * log(shape + exposure)
        for events, exposure in met
    )
    return seen + len(met) * constant - (log(shape / STARTING_TIMING.shape) / 1.5) ** 2 / 2


@dataclass(frozen=True)
class Days:
    """When one client pays, in days from the due day: late with probability `p_late`; in time, on
    one of the days `in_time`, each with its part of the whole, in order; `unpaid` is the chance
    that a late one is still open after so many weeks."""

    p_late: float
    in_time: tuple[tuple[float, float], ...]
    unpaid: tuple[float, ...]

    def by(self, day: float) -> float:
        """The probability of being paid by so many days after the due day (before: below 0)."""
        if day < 0:
            return (1 - self.p_late) * sum(part for each, part in self.in_time if each <= day)
        week = min(WEEKS - 1, int(day // 7))
        part = min(1.0, day / 7 - week)
        unpaid = self.unpaid[week] + part * (self.unpaid[week + 1] - self.unpaid[week])
        return 1 - self.p_late * unpaid

    def paid_between(self, age: float, day: float) -> float:
        """The probability of being paid by `day` when still open at `age` (days after due)."""
        left = 1 - self.by(age)
        return 1.0 if left <= 0 else (self.by(day) - self.by(age)) / left

    def quantile(self, q: float) -> float:
        """The day by which it is paid with probability q, if it is within a year of its due day."""
        aimed = q * self.by(7 * WEEKS)
        if aimed <= 1 - self.p_late:
            sofar = 0.0
            for day, part in self.in_time:
                sofar += (1 - self.p_late) * part
                if sofar >= aimed - 1e-12:
                    return day
            return self.in_time[-1][0]
        wanted = (1 - aimed) / self.p_late
        for week in range(WEEKS):
            before, after = self.unpaid[week], self.unpaid[week + 1]
            if after <= wanted:
                return 7 * (week + (before - wanted) / (before - after))
        return 7.0 * WEEKS


def days_of(outcomes: Sequence[Outcome], p_late: float, timing: Timing, on: date) -> Days:
    """When a client pays, by its own past and that of its stratum."""
    past = past_of(outcomes, on)
    rate = timing.shape + past.exposure(timing.hazard)
    power = timing.shape + past.events
    unpaid = [1.0]
    for week in range(WEEKS):
        step = timing.hazard[week + 1] - timing.hazard[week]
        # The posterior of the pace after `week` more weeks unpaid, integrated out.
        chance = 1 - exp(-power * log(1 + step / (rate + timing.hazard[week])))
        own = (past.paid[week] + _HABIT * chance) / (past.risked[week] + _HABIT)
        unpaid.append(unpaid[-1] * (1 - own))
    return Days(p_late, _in_time(outcomes, timing, on), tuple(unpaid))


def _in_time(
    outcomes: Sequence[Outcome], timing: Timing, on: date
) -> tuple[tuple[float, float], ...]:
    """The days of what the client paid in time, and the stratum's five, which count as two."""
    held = [(float(o.days(on)), o.weight(on)) for o in outcomes if not o.is_late(on)]
    held += [(day, _HABIT / len(timing.in_time)) for day in timing.in_time]
    whole = sum(weight for _, weight in held)
    return tuple((day, weight / whole) for day, weight in sorted(held))
