"""What the counts do not say, learnt from the score's own past: two signs, a slope and a level, by
logistic regression on the odds. Used only where they have proved better on outcomes
foreseen before.

A client with something overdue on the day of issue, or whose last one was late, pays the next
invoice late more often than its counts tell; and a business whose clients drift is wrong by the
same side everywhere. What was learnt counts half as much after four months, so that it follows a
business whose clients change.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from math import exp, log
from typing import NamedTuple

from app.risk.rules.outcomes import Outcome

MIN_TRIED = 200
# Odds that differ by less than a twentieth of a logarithm are learnt from as one.
_CELLS = 20
_RIDGE = 4.0
_ROUNDS = 20
# Where late ones and others part without exception the best terms would be without end.
_STEP, _BOUNDS = 0.5, ((-3.0, 3.0), (0.2, 3.0), (-3.0, 3.0), (-3.0, 3.0))
_SURE = 0.001
# What a month leaves of what was learnt before it.
_LEFT = 0.5 ** (1 / 4)


class Signs(NamedTuple):
    """What is seen of a client on a day: whether something is late and still open, and whether
    the last one of which that is known was late."""

    has_overdue: bool = False
    last_late: bool = False


@dataclass(frozen=True)
class Terms:
    """The odds of being late become e^level × odds^slope, × e^overdue with something overdue,
    × e^last when the last one known was late."""

    level: float = 0.0
    slope: float = 1.0
    overdue: float = 0.0
    last: float = 0.0

    def applied(self, p_late: float, signs: Signs) -> float:
        """The corrected probability."""
        x = self.level + self.slope * _logit(p_late)
        return _chance(x + self.overdue * signs.has_overdue + self.last * signs.last_late)

    @property
    def times(self) -> int:
        """By how much something overdue multiplies the odds, in 1e-4 to a tenth."""
        return _times(self.overdue)

    @property
    def times_last(self) -> int:
        """By how much a last one that was late does."""
        return _times(self.last)


PLAIN = Terms()


@dataclass(frozen=True, slots=True)
class Tried:
    """An outcome that was foreseen: by the counts alone, and as the terms of that day had it."""

    known_on: date
    p_late: float
    signs: Signs
    was_late: bool
    corrected: float | None


def signs_of(own: Sequence[Outcome], on: date) -> Signs:
    """What the outcomes of a client show on a day."""
    if not own:
        return Signs()
    last = max(own, key=lambda each: each.known_on)
    return Signs(any(not each.is_paid(on) and each.is_late(on) for each in own), last.is_late(on))


Cells = dict[tuple[int, Signs], list[float]]


def fit_terms(cells: Cells) -> Terms:
    """The terms that best explain what came, held near changing nothing. `cells` has, by odds and
    by what was seen, how many were foreseen and how many came late."""
    start = (0.0, 1.0, 0.0, 0.0)
    size, at = len(start), list(start)
    rows = [
        ((1.0, odds / _CELLS, float(signs.has_overdue), float(signs.last_late)), n, k)
        for (odds, signs), (n, k) in cells.items()
    ]
    for _ in range(_ROUNDS):
        slopes = [_RIDGE * (start[i] - at[i]) for i in range(size)]
        curves = [[_RIDGE if i == j else 0.0 for j in range(size)] for i in range(size)]
        for x, n, late in rows:
            p = _chance(sum(a * b for a, b in zip(at, x, strict=True)))
            for i in range(size):
                slopes[i] += x[i] * (late - n * p)
                for j in range(size):
                    curves[i][j] += n * p * (1 - p) * x[i] * x[j]
        steps = (min(_STEP, max(-_STEP, step)) for step in _solved(curves, slopes))
        moved = zip(at, steps, _BOUNDS, strict=True)
        at = [min(high, max(low, a + step)) for a, step, (low, high) in moved]
    return Terms(*at)


@dataclass
class Trying:
    """Terms on trial as the days go by: fitted anew each month, on what is known by then; used
    (`adopted`) once they were better on at least 200 outcomes that they had foreseen."""

    waiting: list[Tried] = field(default_factory=list)
    cells: Cells = field(default_factory=dict)
    known: int = 0
    fitted: Terms | None = None
    adopted: Terms | None = None
    judged: int = 0
    gain: float = 0.0

    def turn(self, on: date) -> None:
        """A new month begins: what is known by then is learnt from."""
        news = [each for each in self.waiting if each.known_on <= on]
        self.waiting = [each for each in self.waiting if each.known_on > on]
        for seen in self.cells.values():
            seen[:] = [_LEFT * count for count in seen]
        for each in news:
            cell = (round(_logit(each.p_late) * _CELLS), each.signs)
            seen = self.cells.setdefault(cell, [0.0, 0.0])
            seen[0] += 1
            seen[1] += each.was_late
            if each.corrected is not None:
                self.judged += 1
                self.gain += _loss(each.p_late, each) - _loss(each.corrected, each)
        self.known += len(news)
        if self.known >= MIN_TRIED:
            self.fitted = fit_terms(self.cells)
        is_better = self.judged >= MIN_TRIED and self.gain > 0
        self.adopted = self.fitted if is_better else None

    def note(self, outcome: Outcome, p_late: float, signs: Signs, on: date) -> None:
        """Something is foreseen; it is learnt from once it is known."""
        corrected = self.fitted.applied(p_late, signs) if self.fitted else None
        self.waiting.append(Tried(outcome.known_on, p_late, signs, outcome.is_late(on), corrected))


def _times(term: float) -> int:
    return int(exp(term) * 10 + 0.5) * 1_000


def _loss(p: float, each: Tried) -> float:
    held = min(1 - _SURE, max(_SURE, p))
    return -log(held if each.was_late else 1 - held)


def _chance(x: float) -> float:
    return 1 / (1 + exp(-min(30.0, max(-30.0, x))))


def _logit(p: float) -> float:
    held = min(1 - _SURE, max(_SURE, p))
    return log(held / (1 - held))


def _solved(matrix: list[list[float]], right: list[float]) -> list[float]:
    """The equations solved (Gauss; the matrix is symmetric and positive)."""
    size = len(right)
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    for i in range(size):
        for below in range(i + 1, size):
            part = rows[below][i] / rows[i][i]
            rows[below] = [a - part * b for a, b in zip(rows[below], rows[i], strict=True)]
    found = [0.0] * size
    for i in reversed(range(size)):
        rest = sum(rows[i][j] * found[j] for j in range(i + 1, size))
        found[i] = (rows[i][size] - rest) / rows[i][i]
    return found
