"""A figure: what was measured, what it is compared with, and whether the aim is reached."""

import json
import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace


@dataclass(frozen=True)
class Figure:
    """One line of output. `reference` says in words what was measured for comparison.

    `ratio` is value / reference. `aim` is words with a bound: ("value", "<=", 40).
    """

    benchmark: str
    figure: str
    value: float
    unit: str
    reference: str
    reference_value: float
    aim: tuple[str, str, float] | None = None
    engine: str = ""
    size: str = ""
    runs: int = 1

    @property
    def ratio(self) -> float:
        return self.value / self.reference_value if self.reference_value else 0.0

    @property
    def is_met(self) -> bool | None:
        if self.aim is None:
            return None
        what, sign, bound = self.aim
        found = self.ratio if what == "ratio" else self.value
        return found >= bound if sign == ">=" else found <= bound

    def line(self) -> str:
        """As JSON on one line."""
        facts = asdict(self)
        facts |= {name: _short(facts[name]) for name in ("value", "reference_value")}
        facts |= {"ratio": _short(self.ratio), "met": self.is_met}
        if self.aim:
            what, sign, bound = self.aim
            facts["aim"] = f"{what} {sign} {_short(bound)}"
        return json.dumps(facts, ensure_ascii=False)


def middle(runs: Sequence[Sequence[Figure]]) -> list[Figure]:
    """The medians of several runs of one benchmark, figure by figure."""
    return [
        replace(
            each[0],
            value=statistics.median(one.value for one in each),
            reference_value=statistics.median(one.reference_value for one in each),
            runs=len(each),
        )
        for each in zip(*runs, strict=True)
    ]


def p50(seconds: Sequence[float]) -> float:
    """The median, in milliseconds."""
    return 1000 * statistics.median(seconds)


def p95(seconds: Sequence[float]) -> float:
    """What 95 of 100 do not exceed, in milliseconds."""
    ranked = sorted(seconds)
    return 1000 * ranked[min(len(ranked) - 1, -(-95 * len(ranked) // 100) - 1)]


def _short(number: float) -> float:
    """Four digits that count."""
    return float(f"{number:.4g}")
