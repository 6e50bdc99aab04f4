"""How right matching is: generated businesses of known truth pooled, at five thresholds."""

from benchmarks.figures import Figure
from benchmarks.sizes import Size
from tests.bank.generator import story
from tests.bank.judged import THRESHOLDS, Outcome, play, pooled

_USUAL = 9_500


def run(size: Size) -> list[Figure]:
    """Of lines matched by themselves, how many rightly; of those that could be, how many were."""
    told: dict[int, list[Outcome]] = {threshold: [] for threshold in THRESHOLDS}
    for seed in range(1, size.businesses + 1):
        made = story(seed, lines=size.judged)
        for threshold in THRESHOLDS:
            told[threshold].append(play(made, threshold))
    return [each for threshold in THRESHOLDS for each in _figures(threshold, told[threshold])]


def _figures(threshold: int, outcomes: list[Outcome]) -> list[Figure]:
    whole = pooled(outcomes)
    at, many = f"from {threshold / 100:.1f} %", f"{len(outcomes)} businesses"
    return [
        Figure(
            "",
            f"precision {at}",
            100 * whole.precision,
            "%",
            f"lines of {many} matched by themselves, of which {len(whole.wrong)} wrongly",
            whole.applied,
            ("value", ">=", 100.0),
        ),
        Figure(
            "",
            f"recall {at}",
            100 * whole.recall,
            "%",
            f"lines of {many} that a careful assistant matches without asking",
            whole.could,
            ("value", ">=", 95.0) if threshold <= _USUAL else None,
        ),
    ]
