"""Late-payment score: empirical Bayes with time decay; probabilities and days are floats here.

Method: a beta prior per segment, fitted by marginal likelihood once the segment has enough
outcomes, updated by the client's own outcomes, each weighted by its age (half-life 12 months).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from math import exp, lgamma, log
from statistics import fmean

from app.core.errors import N_, Finding, finding

HALF_LIFE_DAYS = 365
MIN_OUTCOMES = 3
MIN_SEGMENT_OUTCOMES = 30
DELAY_WEIGHT = 3.0
GRADES = (("A", 0.20), ("B", 0.45), ("C", 0.65), ("D", 0.80))


@dataclass(frozen=True)
class Prior:
    """Beta(a, b) of a segment, and its mean delay in days."""

    a: float
    b: float
    mean_delay: float


# Fitted on a public sample of 2,466 invoices; used, and named as such, until the business
# has enough outcomes of its own.
STARTING_PRIOR = Prior(a=0.43, b=0.65, mean_delay=5.0)


@dataclass(frozen=True)
class Outcome:
    """What became of one instalment as of a day: paid on a day, or still open after its due day."""

    client_id: int
    segment: str
    due_on: date
    paid_on: date | None

    def delay(self, on: date) -> int:
        """Days past the due day, 0 when paid in time; for an open one, its age so far."""
        return max(0, ((self.paid_on or on) - self.due_on).days)


@dataclass(frozen=True)
class Score:
    """What a client's history says on a day; everything but `outcomes` is None under three."""

    client_id: int
    outcomes: int
    p_late: float | None = None
    low: float | None = None
    high: float | None = None
    expected_days_late: float | None = None
    grade: str | None = None
    reasons: tuple[Finding, ...] = field(default=())


def score_all(outcomes: Iterable[Outcome], on: date) -> dict[int, Score]:
    """Score every client that has an outcome, as of a day."""
    by_client: dict[int, list[Outcome]] = {}
    by_segment: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        by_client.setdefault(outcome.client_id, []).append(outcome)
        by_segment.setdefault(outcome.segment, []).append(outcome)
    priors = {name: fit_prior(part, on) for name, part in by_segment.items()}
    return {
        client_id: score_client(client_id, own, priors[own[0].segment], on)
        for client_id, own in by_client.items()
    }


def score_client(client_id: int, outcomes: Sequence[Outcome], prior: Prior, on: date) -> Score:
    """One client's posterior under its segment's prior, with an 80 % interval."""
    if len(outcomes) < MIN_OUTCOMES:
        return Score(client_id, len(outcomes), reasons=(_too_few(len(outcomes)),))
    late, total = _weighted(outcomes, on)
    a, b = late + prior.a, total - late + prior.b
    p_late = a / (a + b)
    delays = sum(_weight(o, on) * o.delay(on) for o in outcomes)
    expected = (delays + DELAY_WEIGHT * prior.mean_delay) / (total + DELAY_WEIGHT)
    return Score(
        client_id,
        len(outcomes),
        p_late,
        beta_quantile(0.1, a, b),
        beta_quantile(0.9, a, b),
        expected,
        grade_of(p_late),
        tuple(_reasons(outcomes, on)),
    )


def grade_of(p_late: float) -> str:
    """A (pays in time) to E, by the probability of paying late."""
    return next((letter for letter, bound in GRADES if p_late < bound), "E")


def percent(basis_points: int) -> int:
    """Basis points as whole percents, never 0 nor 100: nothing is certain about people."""
    return min(99, max(1, (basis_points + 50) // 100))


def fit_prior(outcomes: Sequence[Outcome], on: date) -> Prior:
    """The beta prior that best explains the segment's clients; fixed under 30 outcomes.

    Maximises the beta-binomial likelihood of the weighted counts over a grid, with a weak pull
    towards the starting prior.
    """
    if len(outcomes) < MIN_SEGMENT_OUTCOMES:
        return STARTING_PRIOR
    by_client: dict[int, list[Outcome]] = {}
    for outcome in outcomes:
        by_client.setdefault(outcome.client_id, []).append(outcome)
    counts = [_weighted(own, on) for own in by_client.values()]
    best = max(_grid(), key=lambda ab: _log_likelihood(counts, *ab) + _pull(*ab))
    return Prior(*best, mean_delay=fmean(outcome.delay(on) for outcome in outcomes))


def _grid() -> Iterable[tuple[float, float]]:
    for percent in range(4, 97, 4):
        for strength in (0.5, 1.0, 2.0, 4.0, 8.0, 16.0):
            yield strength * percent / 100, strength * (100 - percent) / 100


def _log_likelihood(counts: Sequence[tuple[float, float]], a: float, b: float) -> float:
    prior = _log_beta(a, b)
    return sum(_log_beta(late + a, total - late + b) - prior for late, total in counts)


def _pull(a: float, b: float) -> float:
    start = STARTING_PRIOR.a / (STARTING_PRIOR.a + STARTING_PRIOR.b)
    return -((a / (a + b) - start) ** 2) - 0.05 * abs(log(a + b))


def _weight(outcome: Outcome, on: date) -> float:
    age = max(0, (on - outcome.due_on).days)
    return float(0.5 ** (age / HALF_LIFE_DAYS))


def _weighted(outcomes: Iterable[Outcome], on: date) -> tuple[float, float]:
    late = total = 0.0
    for outcome in outcomes:
        weight = _weight(outcome, on)
        total += weight
        late += weight if outcome.delay(on) > 0 else 0.0
    return late, total


def _log_beta(a: float, b: float) -> float:
    return lgamma(a) + lgamma(b) - lgamma(a + b)


def beta_quantile(q: float, a: float, b: float) -> float:
    """The value under which a Beta(a, b) variable falls with probability q, to 1e-6."""
    low, high = 0.0, 1.0
    while high - low > 1e-6:
        middle = (low + high) / 2
        if beta_cdf(middle, a, b) < q:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def beta_cdf(x: float, a: float, b: float) -> float:
    """The regularised incomplete beta function, by its continued fraction (Lentz)."""
    if x <= 0 or x >= 1:
        return 0.0 if x <= 0 else 1.0
    if x > (a + 1) / (a + b + 2):
        return 1 - beta_cdf(1 - x, b, a)
    front = exp(a * log(x) + b * log(1 - x) - _log_beta(a, b)) / a
    c, d = 1.0, 1 / _away_from_zero(1 - (a + b) * x / (a + 1))
    result = d
    for m in range(1, 300):
        for term in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d = 1 / _away_from_zero(1 + term * d)
            c = _away_from_zero(1 + term / c)
            result *= c * d
        if abs(c * d - 1) < 1e-12:
            break
    return front * result


def _away_from_zero(value: float) -> float:
    return value if abs(value) > 1e-300 else 1e-300


def _too_few(outcomes: int) -> Finding:
    return finding(
        "risk.too_few",
        "Not enough history: %(outcomes)s of the 3 outcomes needed.",
        outcomes=outcomes,
    )


def _reasons(outcomes: Sequence[Outcome], on: date) -> Iterable[Finding]:
    late = [outcome for outcome in outcomes if outcome.delay(on) > 0]
    mean = fmean(o.delay(on) for o in late) if late else 0.0
    yield (
        finding(
            "risk.history",
            N_("%(late)s of %(n)s late, by %(days)s days on average."),
            late=len(late),
            n=len(outcomes),
            days=f"{mean:.0f}",
        )
        if late
        else finding("risk.always_on_time", N_("All %(n)s paid in time."), n=len(outcomes))
    )
    overdue = [outcome for outcome in outcomes if outcome.paid_on is None]
    if overdue:
        yield finding(
            "risk.overdue_now",
            N_("%(n)s overdue now, the oldest by %(days)s days."),
            n=len(overdue),
            days=max(outcome.delay(on) for outcome in overdue),
        )


def delay_class(days: int) -> int:
    """0 in time, then 1 to 4 by the ages of the board: 1-30, 31-60, 61-90, over 90 days."""
    return 0 if days <= 0 else min(4, 1 + (days - 1) // 30)


def strips(outcomes: Iterable[Outcome], on: date, length: int = 12) -> Mapping[int, list[int]]:
    """Each client's last outcomes as delay classes, oldest first."""
    by_client: dict[int, list[Outcome]] = {}
    for outcome in sorted(outcomes, key=lambda o: o.due_on):
        by_client.setdefault(outcome.client_id, []).append(outcome)
    return {
        client_id: [delay_class(o.delay(on)) for o in own[-length:]]
        for client_id, own in by_client.items()
    }
