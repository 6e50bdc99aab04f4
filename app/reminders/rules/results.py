"""What came in after each step of a plan, within some days; pure.

After, not because of: who would have paid anyhow is not told apart. A payment counts once, for the
last step that was sent before it; what came on the very day of a step may have been on its way.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app.core.money import basis_points


@dataclass(frozen=True)
class Asked:
    """A step sent for an instalment on a day, with what was open (cents)."""

    step_id: int
    instalment_id: int
    on: date
    open: int


@dataclass(frozen=True)
class Came:
    """Money put on an instalment: cents, of which day."""

    instalment_id: int
    invoice_id: int
    number: str
    client: str
    on: date
    cents: int


@dataclass(frozen=True)
class Followed:
    """A payment, and the step that was the last one sent before it, so many days before."""

    step_id: int
    days: int
    came: Came


@dataclass(frozen=True)
class StepResult:
    """A step: for how many instalments it was sent, what it asked for, how many of these brought
    money within the days, and how much (cents)."""

    step_id: int
    sent: int
    asked: int
    paid: int
    came: int

    @property
    def part(self) -> int:
        """What came over what was asked for, in basis points."""
        return basis_points(self.came, self.asked)


def followed(asked: Iterable[Asked], came: Iterable[Came], within: int) -> list[Followed]:
    """Each payment that came 1 to `within` days after a step, the latest payment first."""
    steps: dict[int, list[Asked]] = {}
    for each in asked:
        steps.setdefault(each.instalment_id, []).append(each)
    found = []
    for payment in came:
        before = [one for one in steps.get(payment.instalment_id, []) if one.on < payment.on]
        if before:
            last = max(before, key=lambda one: one.on)
            days = (payment.on - last.on).days
            if days <= within:
                found.append(Followed(last.step_id, days, payment))
    return sorted(found, key=lambda one: (one.came.on, one.came.cents), reverse=True)


def by_step(asked: Iterable[Asked], follows: Iterable[Followed]) -> dict[int, StepResult]:
    """What each step asked for, and what followed it; each list is read once."""
    sent, asked_for, came = Counter[int](), Counter[int](), Counter[int]()
    paid: dict[int, set[int]] = {}
    for each in asked:
        sent[each.step_id] += 1
        asked_for[each.step_id] += each.open
    for one in follows:
        paid.setdefault(one.step_id, set()).add(one.came.instalment_id)
        came[one.step_id] += one.came.cents
    return {
        step_id: StepResult(
            step_id, count, asked_for[step_id], len(paid.get(step_id, ())), came[step_id]
        )
        for step_id, count in sent.items()
    }
