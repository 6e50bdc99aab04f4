"""Late-payment score: empirical Bayes with time decay, and the days in which money comes.

Method: a beta law per stratum, updated by the client's own outcomes, each weighted by its age
(half-life 12 months); beside it weekly hazards with the client's own pace.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from statistics import fmean

from app.core.errors import N_, Finding, finding
from app.risk.rules.beta import beta_quantile
from app.risk.rules.outcomes import (
    DEBIT,
    MIN_OUTCOMES,
    Outcome,
    by_client,
    by_stratum,
    telling,
    weighted,
)
from app.risk.rules.prior import STARTING_PRIOR, Prior, fit_prior
from app.risk.rules.terms import PLAIN, Terms, signs_of
from app.risk.rules.timing import STARTING_TIMING, Days, Timing, days_of, fit_timing

GRADES = (("A", 0.20), ("B", 0.45), ("C", 0.65), ("D", 0.80))


@dataclass(frozen=True)
class Learnt:
    """What a stratum teaches of a client that nothing is known of."""

    prior: Prior = STARTING_PRIOR
    timing: Timing = STARTING_TIMING


STARTING = Learnt()


@dataclass(frozen=True)
class Score:
    """What a client's history says on a day; everything but `outcomes` is None under three.

    `low` and `high` hold 80 % of what `p_late` may be. `expected_days_late` is the day by which it
    has paid one time in two, 0 when in time; `days_low` and `days_high` hold 80 % of the days, from
    the due day, below 0 when early.
    """

    client_id: int
    outcomes: int
    p_late: float | None = None
    low: float | None = None
    high: float | None = None
    expected_days_late: float | None = None
    grade: str | None = None
    reasons: tuple[Finding, ...] = field(default=())
    days_low: float | None = None
    days_high: float | None = None


def learn(outcomes: Iterable[Outcome], on: date) -> dict[str, Learnt]:
    """What each stratum teaches as of a day."""
    return {
        name: Learnt(fit_prior(part, on), fit_timing(part, on))
        for name, part in by_stratum(o for o in outcomes if not o.is_disputed).items()
    }


def score_all(outcomes: Iterable[Outcome], on: date, terms: Terms = PLAIN) -> dict[int, Score]:
    """Score every client that has an outcome, as of a day; `terms` correct what the counts say."""
    every = list(outcomes)
    learnt = learn(every, on)
    return {
        client_id: score_client(client_id, own, learnt, on, terms)
        for client_id, own in by_client(every).items()
    }


def late_law(own: Sequence[Outcome], prior: Prior, on: date) -> tuple[float, float]:
    """The beta law of a client's probability of paying late, after what it did."""
    late, total = weighted(own, on)
    return late + prior.a, total - late + prior.b


def late_chance(own: Sequence[Outcome], prior: Prior, on: date) -> float:
    """The probability of being late by the counts alone."""
    a, b = late_law(own, prior, on)
    return a / (a + b)


def foresee(own: Sequence[Outcome], learnt: Learnt, on: date, terms: Terms = PLAIN) -> Days:
    """When an instalment of a client will be paid, by its outcomes of that stratum."""
    p_late = late_chance(own, learnt.prior, on)
    if terms != PLAIN:
        p_late = terms.applied(p_late, signs_of(own, on))
    return days_of(own, p_late, learnt.timing, on)


def score_client(
    client_id: int,
    outcomes: Sequence[Outcome],
    learnt: Mapping[str, Learnt],
    on: date,
    terms: Terms = PLAIN,
) -> Score:
    """One client's posterior under what its stratum teaches, with intervals of 80 %."""
    own = telling(outcomes)
    if len(own) < MIN_OUTCOMES:
        reasons = (_too_few(len(own)), *_apart(outcomes))
        return Score(client_id, len(own), reasons=reasons)
    known = learnt.get(own[0].stratum, STARTING)
    a, b = late_law(own, known.prior, on)
    days = foresee(own, known, on, terms)
    low, high = beta_quantile(0.1, a, b), beta_quantile(0.9, a, b)
    if terms != PLAIN:
        seen = signs_of(own, on)
        low, high = terms.applied(low, seen), terms.applied(high, seen)
    return Score(
        client_id,
        len(own),
        days.p_late,
        low,
        high,
        max(0.0, days.quantile(0.5)),
        grade_of(days.p_late),
        tuple(_reasons(own, outcomes, on)),
        days.quantile(0.1),
        days.quantile(0.9),
    )


def grade_of(p_late: float) -> str:
    """A (pays in time) to E, by the probability of paying late."""
    return next((letter for letter, bound in GRADES if p_late < bound), "E")


def percent(basis_points: int) -> int:
    """Basis points as whole percents, never 0 nor 100: nothing is certain about people."""
    return min(99, max(1, (basis_points + 50) // 100))


def _too_few(outcomes: int) -> Finding:
    return finding(
        "risk.too_few",
        "Not enough history: %(outcomes)s of the 3 outcomes needed.",
        outcomes=outcomes,
    )


def _reasons(own: Sequence[Outcome], every: Sequence[Outcome], on: date) -> Iterable[Finding]:
    if own[0].means != DEBIT:
        yield _history(own, on)
    overdue = [each for each in own if not each.is_paid(on) and each.delay(on) > 0]
    if overdue:
        yield finding(
            "risk.overdue_now",
            N_("%(n)s overdue now, the oldest by %(days)s days."),
            n=len(overdue),
            days=max(outcome.delay(on) for outcome in overdue),
        )
    yield from _apart(every)


def _history(own: Sequence[Outcome], on: date) -> Finding:
    late = [outcome for outcome in own if outcome.is_late(on)]
    if not late:
        return finding("risk.always_on_time", N_("All %(n)s paid in time."), n=len(own))
    return finding(
        "risk.history",
        N_("%(late)s of %(n)s late, by %(days)s days on average."),
        late=len(late),
        n=len(own),
        days=f"{fmean(each.delay(on) for each in late):.0f}",
    )


def _apart(every: Sequence[Outcome]) -> Iterable[Finding]:
    """What is told beside the history: debits that came back, what is in dispute."""
    debits = [each for each in every if each.means == DEBIT and not each.is_disputed]
    returned = sum(each.is_returned for each in debits)
    if returned:
        yield finding(
            "risk.debits_returned",
            N_("%(returned)s of %(n)s direct debits came back."),
            returned=returned,
            n=len(debits),
        )
    elif debits:
        yield finding("risk.debits", N_("All %(n)s direct debits went through."), n=len(debits))
    disputed = sum(each.is_disputed for each in every)
    if disputed:
        yield finding(
            "risk.disputed", N_("%(n)s in dispute: they are left out of the score."), n=disputed
        )
