"""Measures of what was foreseen against what came. Figures without unit, days for `mae_days`."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from math import log
from typing import Any

from app.risk.rules.backtest import Guess, Trial

BINS = 10
# Certainty that proves wrong would cost without end: the logarithm takes 0.1 % to 99.9 %.
_CERTAIN = 0.001
BASELINES = ("base_rate", "client_rate", "due_date")


@dataclass(frozen=True)
class Measures:
    """Of one way to foresee: `auc` (None unless some were late and some not), `brier`, `log_loss`,
    and the mean error of the day in days, of what was paid."""

    auc: float | None = None
    brier: float | None = None
    log_loss: float | None = None
    mae_days: float | None = None


@dataclass(frozen=True)
class Bin:
    """Of the instalments foreseen between two probabilities: how many, how late they were said to
    be on average, and how many of them were."""

    start: float
    end: float
    n: int
    predicted: float
    observed: float


@dataclass(frozen=True)
class Backtest:
    """The score judged on `n` instalments, with its calibration, beside naive ways."""

    n: int
    model: Measures
    calibration: tuple[Bin, ...] = ()
    baselines: dict[str, Measures] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """As the command prints it."""
        bins = [
            {
                "from": each.start,
                "to": each.end,
                "n": each.n,
                "predicted": round(each.predicted, 4),
                "observed": round(each.observed, 4),
            }
            for each in self.calibration
        ]
        return {
            "n": self.n,
            **_short(self.model),
            "calibration": bins,
            "baselines": {name: _short(each) for name, each in self.baselines.items()},
        }


def backtest_from(told: dict[str, Any]) -> Backtest:
    """What `as_json` said, read back."""
    names = ("auc", "brier", "log_loss", "mae_days")
    return Backtest(
        told["n"],
        Measures(*(told[name] for name in names)),
        tuple(
            Bin(each["from"], each["to"], each["n"], each["predicted"], each["observed"])
            for each in told["calibration"]
        ),
        {name: Measures(**each) for name, each in told["baselines"].items()},
    )


def judged(trials: Sequence[Trial]) -> Backtest:
    """Measure the score and the naive ways on the same instalments."""
    return Backtest(
        len(trials),
        measured(trials, lambda trial: trial.model),
        calibration([(trial.model.p_late, trial.was_late) for trial in trials]),
        {name: measured(trials, lambda trial, n=name: getattr(trial, n)) for name in BASELINES},  # type: ignore[misc]
    )


def measured(trials: Sequence[Trial], way: Callable[[Trial], Guess]) -> Measures:
    """The measures of one way to foresee."""
    if not trials:
        return Measures()
    pairs = [(way(trial).p_late, trial.was_late) for trial in trials]
    off = [abs(way(trial).day - trial.day) for trial in trials if trial.day is not None]
    return Measures(
        auc(pairs),
        sum((p - late) ** 2 for p, late in pairs) / len(pairs),
        sum(_loss(p, late) for p, late in pairs) / len(pairs),
        sum(off) / len(off) if off else None,
    )


def auc(pairs: Sequence[tuple[float, bool]]) -> float | None:
    """The chance that a late one was foreseen as more probably late than one in time (ties half),
    by ranks; None when all are late, or none."""
    late = sum(was_late for _, was_late in pairs)
    if late in (0, len(pairs)):
        return None
    ordered = sorted(pairs)
    ranks, start = 0.0, 0
    while start < len(ordered):
        end = start
        while end < len(ordered) and ordered[end][0] == ordered[start][0]:
            end += 1
        ranks += (start + 1 + end) / 2 * sum(was_late for _, was_late in ordered[start:end])
        start = end
    return (ranks - late * (late + 1) / 2) / (late * (len(pairs) - late))


def calibration(pairs: Sequence[tuple[float, bool]]) -> tuple[Bin, ...]:
    """Ten bins of probability; those that nothing fell into are left out."""
    bins: list[list[tuple[float, bool]]] = [[] for _ in range(BINS)]
    for p, late in pairs:
        bins[min(BINS - 1, int(p * BINS))].append((p, late))
    return tuple(
        Bin(
            place / BINS,
            (place + 1) / BINS,
            len(held),
            sum(p for p, _ in held) / len(held),
            sum(late for _, late in held) / len(held),
        )
        for place, held in enumerate(bins)
        if held
    )


def _loss(p: float, late: bool) -> float:
    held = min(1 - _CERTAIN, max(_CERTAIN, p))
    return -log(held if late else 1 - held)


def _short(measures: Measures) -> dict[str, float | None]:
    return {
        name: None if value is None else round(value, 4) for name, value in asdict(measures).items()
    }
