"""What is believed of a client before it has a history: a beta law for each stratum.

Fitted by the marginal (beta-binomial) likelihood of its clients' outcomes, with a weak pull towards
the starting law; under 30 outcomes the starting law stands, and is named as such. The likelihood is
written as a product: how probable each outcome was after the earlier ones of its client. Without
decay that is the beta-binomial to the letter; with it, it fits the law to the very sums that the
score takes, where the plain formula would take every client for more average than it is.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from math import exp, log

from app.risk.rules.outcomes import HALF_LIFE_DAYS, Outcome, by_client

MIN_SEGMENT_OUTCOMES = 30
# So many outcomes settle a law of two figures: of more, the latest.
_ENOUGH = 10_000
_MEAN_SD, _STRENGTH_SD = 2.0, 1.5
_MEANS, _STRENGTHS = (-4.6, 4.6), (-2.3, 5.3)


@dataclass(frozen=True)
class Prior:
    """Beta(a, b): as if a late and b punctual outcomes had been seen before the first; out of how
    many outcomes it was learnt, 0 for the starting one."""

    a: float
    b: float
    learnt_from: int = 0

    @property
    def mean(self) -> float:
        """The probability of being late of a client without history."""
        return self.a / (self.a + self.b)


# Fitted on a public sample of 2,466 invoices; used, and named as such, until the business
# has enough outcomes of its own.
STARTING_PRIOR = Prior(a=0.43, b=0.65)


def fit_prior(outcomes: Sequence[Outcome], on: date) -> Prior:
    """The beta law that best explains the clients of a stratum; the starting one under 30."""
    if len(outcomes) < MIN_SEGMENT_OUTCOMES:
        return STARTING_PRIOR
    steps = _steps(outcomes, on)
    at = (_logit(STARTING_PRIOR.mean), log(STARTING_PRIOR.a + STARTING_PRIOR.b))
    best = climb(lambda m, s: _likelihood(steps, *_beta(m, s)) + _pull(m, s), at)
    return Prior(*_beta(*best), learnt_from=len(outcomes))


def climb(
    height: Callable[[float, float], float],
    start: tuple[float, float],
    bounds: tuple[tuple[float, float], tuple[float, float]] = (_MEANS, _STRENGTHS),
) -> tuple[float, float]:
    """The highest point near a start: steps along each axis, halved when none leads up. The same
    on every machine."""
    at, top, step = start, height(*start), 1.0
    while step > 0.04:
        around = [
            tuple(
                min(high, max(low, at[axis] + (way * step if axis == moved else 0.0)))
                for axis, (low, high) in enumerate(bounds)
            )
            for moved in (0, 1)
            for way in (1, -1)
        ]
        heights = [(height(x, y), (x, y)) for x, y in around]
        best, place = max(heights)
        if best > top + 1e-9:
            at, top = place, best
        else:
            step /= 2
    return at


def _beta(logit_mean: float, log_strength: float) -> tuple[float, float]:
    mean, strength = 1 / (1 + exp(-logit_mean)), exp(log_strength)
    return strength * mean, strength * (1 - mean)


def _steps(outcomes: Sequence[Outcome], on: date) -> list[tuple[float, float]]:
    """For each outcome, by what its client did before: the weight of what went the same way, and
    the weight of all, below 0 for one that was late."""
    latest = sorted(outcomes, key=lambda each: (each.due_on, each.client_id), reverse=True)
    steps = []
    for own in by_client(islice(latest, _ENOUGH)).values():
        late = total = 0.0
        before = own[-1].due_on
        for outcome in reversed(own):
            kept = 0.5 ** ((outcome.due_on - before).days / HALF_LIFE_DAYS)
            late, total, before = late * kept, total * kept, outcome.due_on
            is_late = outcome.is_late(on)
            steps.append((late, -total - 1e-9) if is_late else (total - late, total))
            late, total = late + is_late, total + 1.0
    return steps


def _likelihood(steps: Sequence[tuple[float, float]], a: float, b: float) -> float:
    whole = a + b
    return sum(
        log((same + a) / (whole - total)) if total < 0 else log((same + b) / (whole + total))
        for same, total in steps
    )


def _pull(logit_mean: float, log_strength: float) -> float:
    off = (logit_mean - _logit(STARTING_PRIOR.mean)) / _MEAN_SD
    wide = (log_strength - log(STARTING_PRIOR.a + STARTING_PRIOR.b)) / _STRENGTH_SD
    return -(off * off + wide * wide) / 2


def _logit(p: float) -> float:
    return log(p / (1 - p))
