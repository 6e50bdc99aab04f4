"""How good the score would have been: each instalment foreseen on its day of issue, then judged.

Rolling origin: only what was known on that day is used; what the strata teach is learnt anew at
the first issue of each month, and so is whether the terms beside the counts are worth using. Three
naive ways are judged on the same instalments.
"""

from bisect import insort
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from statistics import fmean

from app.risk.rules.outcomes import Outcome
from app.risk.rules.score import STARTING, Learnt, foresee, late_chance, learn
from app.risk.rules.terms import PLAIN, Terms, Trying, signs_of


@dataclass(frozen=True, slots=True)
class Guess:
    """A probability of being late, and the day of payment from the due day."""

    p_late: float
    day: float


@dataclass(frozen=True, slots=True)
class Trial:
    """An instalment with what was foreseen of it when it was issued, and what came; `day` is None
    while unpaid; `seen` are the outcomes of its client that were known."""

    issued_on: date
    was_late: bool
    day: int | None
    seen: int
    model: Guess
    client_rate: Guess
    base_rate: Guess
    due_date: Guess = field(default=Guess(0.0, 0.0))


@dataclass(frozen=True)
class Rolled:
    """What was foreseen of each, and the terms that have proved worth using by the end."""

    trials: list[Trial]
    terms: Terms


def rolled(outcomes: Iterable[Outcome], on: date) -> list[Trial]:
    """What `roll` foresaw, alone."""
    return roll(outcomes, on).trials


def roll(outcomes: Iterable[Outcome], on: date) -> Rolled:
    """Foresee every instalment known by `on` on its day of issue, oldest first; from the first day
    that knows an outcome. What is in dispute, or has no day of issue, is not judged."""
    told = [each for each in outcomes if not each.is_disputed and each.known_on <= on]
    waiting = sorted(told, key=lambda each: each.known_on, reverse=True)
    origin = _Origin()
    trials = []
    dated = [(each.issued_on, each) for each in told if each.issued_on is not None]
    for issued_on, outcome in sorted(dated, key=lambda pair: (pair[0], pair[1].due_on)):
        while waiting and waiting[-1].known_on <= issued_on:
            origin.know(waiting.pop())
        if origin.known:
            trials.append(_trial(outcome, origin, issued_on, on))
    origin.trying.turn(on)
    return Rolled(trials, origin.trying.adopted or PLAIN)


class _Origin:
    """What is known as the days go by."""

    def __init__(self) -> None:
        self.known: list[Outcome] = []
        self.own: dict[tuple[int, str], list[Outcome]] = {}
        self.days: list[int] = []
        self.late = 0
        self.month = (0, 0)
        self.learnt: dict[str, Learnt] = {}
        self.trying = Trying()

    def know(self, outcome: Outcome) -> None:
        self.known.append(outcome)
        self.own.setdefault((outcome.client_id, outcome.stratum), []).append(outcome)
        insort(self.days, outcome.days(outcome.known_on))
        self.late += outcome.is_late(outcome.known_on)

    def teach(self, stratum: str, on: date) -> Learnt:
        if self.month != (on.year, on.month):
            self.month = (on.year, on.month)
            self.learnt = learn(self.known, on)
            self.trying.turn(on)
        return self.learnt.get(stratum, STARTING)


def _trial(outcome: Outcome, origin: _Origin, issued_on: date, on: date) -> Trial:
    own = origin.own.get((outcome.client_id, outcome.stratum), [])
    learnt = origin.teach(outcome.stratum, issued_on)
    plain, signs = late_chance(own, learnt.prior, issued_on), signs_of(own, issued_on)
    days = foresee(own, learnt, issued_on, origin.trying.adopted or PLAIN)
    origin.trying.note(outcome, plain, signs, on)
    base = Guess(origin.late / len(origin.known), float(origin.days[len(origin.days) // 2]))
    naive = base
    if own:
        rate = sum(each.is_late(issued_on) for each in own) / len(own)
        naive = Guess(rate, fmean(each.days(issued_on) for each in own))
    return Trial(
        issued_on,
        outcome.is_late(on),
        outcome.days(on) if outcome.is_paid(on) else None,
        len(own),
        Guess(days.p_late, days.quantile(0.5)),
        naive,
        base,
    )
