"""What the page says of the score: a verdict in words, a picture of its calibration, its laws."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any

from app.core.errors import N_, Finding, finding
from app.risk.rules.judging import BASELINES, Backtest, Bin
from app.risk.rules.outcomes import DEBIT
from app.risk.rules.score import Learnt

LEFT, TOP, SIDE = 44, 10, 240
_FEW = 30
_WORTH_SAYING = 1

WAYS = {
    "score": N_("The score"),
    "client_rate": N_("Each client’s own rate"),
    "base_rate": N_("The rate of all"),
    "due_date": N_("All pay on the due day"),
}
KINDS = {
    "company": N_("Companies"),
    "consumer": N_("Private clients"),
    "public": N_("Public bodies"),
}


@dataclass(frozen=True)
class Law:
    """What is expected of a client of a stratum without history: the probability of being late in
    basis points; `strength`, how many outcomes of its own weigh as much, in 1e-4 to a tenth; out of
    how many outcomes it was learnt (0: the starting law)."""

    kind: str
    is_debit: bool
    mean: int
    strength: int
    learnt_from: int

    @property
    def whole_mean(self) -> int:
        """The probability to a whole percent."""
        return (self.mean + 50) // 100 * 100


def laws(learnt: Mapping[str, Learnt]) -> list[Law]:
    """The laws of each stratum, in order."""
    found = []
    for stratum, each in sorted(learnt.items()):
        kind, _, means = stratum.partition(":")
        prior = each.prior
        found.append(
            Law(
                kind,
                means == DEBIT,
                int(prior.mean * 10_000 + 0.5),
                int((prior.a + prior.b) * 10 + 0.5) * 1_000,
                prior.learnt_from,
            )
        )
    return found


def law_as_json(law: Law) -> dict[str, Any]:
    """A law as it is kept."""
    return asdict(law)


def law_from(told: Mapping[str, Any]) -> Law:
    """A law as it was kept; what other versions told of it besides is left out."""
    return Law(**{each.name: told[each.name] for each in fields(Law)})


def verdict(done: Backtest) -> Finding:
    """Whether the score was worth more than what anybody can work out by hand, in a sentence."""
    naive = done.baselines.get("client_rate")
    if done.n < _FEW or naive is None or not naive.brier or done.model.brier is None:
        return finding(
            "reliability.few",
            N_("Too few invoices have been judged to say anything of the score yet: %(n)s."),
            n=done.n,
        )
    gain = int((1 - done.model.brier / naive.brier) * 100)
    if gain < _WORTH_SAYING:
        return finding(
            "reliability.no_better",
            N_("The score was not better than each client’s own rate: trust that rate as much."),
        )
    return finding(
        "reliability.better",
        N_("The score was %(gain)s %% less wrong than each client’s own rate."),
        gain=gain,
    )


@dataclass(frozen=True)
class Figures:
    """The measures of one way, in 1e-4 as they are shown; None where there is none."""

    name: str
    label: str
    brier: int | None
    days: int | None
    auc: int | None
    log_loss: int | None


def figures(done: Backtest) -> list[Figures]:
    """The score and the naive ways, as rows: probabilities to a thousandth, days to a tenth."""
    ways = [("score", done.model), *((name, done.baselines[name]) for name in BASELINES)]
    return [
        Figures(
            name,
            WAYS[name],
            _shown(each.brier, 10),
            _shown(each.mae_days, 1_000),
            _shown(each.auc, 100),
            _shown(each.log_loss, 10),
        )
        for name, each in ways
    ]


def _shown(value: float | None, step: int) -> int | None:
    """In 1e-4, to a whole step of them."""
    return None if value is None else int(value * 10_000 / step + 0.5) * step


@dataclass(frozen=True)
class BinShown:
    """A tenth of the probabilities as a row: `n` in 1e-4; whole percents in basis points."""

    start: int
    end: int
    n: int
    predicted: int
    observed: int


def shown_bins(done: Backtest) -> list[BinShown]:
    """The calibration as rows."""
    return [
        BinShown(
            _percents(each.start),
            _percents(each.end),
            each.n * 10_000,
            _percents(each.predicted),
            _percents(each.observed),
        )
        for each in done.calibration
    ]


def _percents(part: float) -> int:
    return int(part * 100 + 0.5) * 100


@dataclass(frozen=True)
class Frame:
    """The square of the picture, in its own units, with the marks of its axes: basis points, place
    across, place upwards."""

    left: int
    top: int
    right: int
    bottom: int
    marks: tuple[tuple[int, int, int], ...]


@dataclass(frozen=True)
class Dot:
    """A tenth of the probabilities on the picture: where it stands, how large, and from where to
    where chance alone would put it nineteen times in twenty."""

    x: int
    y: int
    radius: int
    high: int
    low: int


def picture(bins: Iterable[Bin]) -> list[Dot]:
    """What was said (across) against what came (upwards), a dot for each tenth."""
    held = list(bins)
    most = max((each.n for each in held), default=1)
    return [_dot(each, most) for each in held]


def _dot(each: Bin, most: int) -> Dot:
    chance = 1.96 * (each.predicted * (1 - each.predicted) / each.n) ** 0.5
    return Dot(
        LEFT + int(SIDE * each.predicted + 0.5),
        _height(each.observed),
        3 + int(6 * (each.n / most) ** 0.5 + 0.5),
        _height(min(1.0, each.predicted + chance)),
        _height(max(0.0, each.predicted - chance)),
    )


def _height(part: float) -> int:
    return TOP + int(SIDE * (1 - part) + 0.5)


FRAME = Frame(
    LEFT,
    TOP,
    LEFT + SIDE,
    TOP + SIDE,
    tuple(
        (part * 100, LEFT + SIDE * part // 100, _height(part / 100))
        for part in (0, 25, 50, 75, 100)
    ),
)


def is_owed(last: date | None, on: date) -> bool:
    """Whether the past is to be judged again: once a week."""
    return last is None or (on - last).days >= 7 or on < last


def has_changed(
    before: tuple[int | None, str | None] | None, now: tuple[int | None, str | None]
) -> bool:
    """Whether a score (basis points, grade) is worth a line of its history: another grade, or five
    points of probability more or less. One without a grade is none before the first."""
    if before is None:
        return now[1] is not None
    if before[1] != now[1] or before[0] is None or now[0] is None:
        return before[1] != now[1]
    return abs(before[0] - now[0]) >= 500
