"""Recurring revenue: what contracts bring in a month on average, and what moved it; pure.

A contract counts from the day it runs (a trial is no revenue) to its last day; on hold it counts
for nothing. What is one whole, spread over some invoices, does not recur and is left out.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from app.core.errors import N_
from app.core.money import basis_points


class Move(StrEnum):
    """Why a contract brings in more or less than at the end of the month before."""

    NEW = "new"
    MORE = "more"
    LESS = "less"
    LOST = "lost"


MOVE_LABELS = {
    Move.NEW: N_("Gained"),
    Move.MORE: N_("Raised"),
    Move.LESS: N_("Lowered"),
    Move.LOST: N_("Lost"),
}


@dataclass(frozen=True)
class Held:
    """A contract on a day: cents a month, net; whether it has begun to run, whether it ended."""

    monthly: int
    has_begun: bool
    has_ended: bool


@dataclass(frozen=True)
class Moved:
    """What one contract changed in a month, in cents a month."""

    contract_id: int
    move: Move
    cents: int


@dataclass(frozen=True)
class RevenueMonth:
    """A month: what it began with, what moved it, what it ended with; cents a month, net."""

    ends_on: date
    before: int
    after: int
    contracts: int
    moved: Sequence[Moved] = field(default_factory=tuple)

    def sum_of(self, move: Move) -> int:
        """All that moved it one way."""
        return sum(each.cents for each in self.moved if each.move is move)

    @property
    def new(self) -> int:
        return self.sum_of(Move.NEW)

    @property
    def more(self) -> int:
        return self.sum_of(Move.MORE)

    @property
    def less(self) -> int:
        return self.sum_of(Move.LESS)

    @property
    def lost(self) -> int:
        return self.sum_of(Move.LOST)

    @property
    def churn(self) -> int | None:
        """What was lost over what it began with, in basis points; None when that was nothing."""
        return basis_points(-self.lost, self.before) if self.before else None


def moved(contract_id: int, before: Held, after: Held) -> Moved | None:
    """What a contract changed between two days; None for nothing."""
    cents = after.monthly - before.monthly
    if not cents:
        return None
    if cents > 0:
        return Moved(contract_id, Move.MORE if before.has_begun else Move.NEW, cents)
    return Moved(contract_id, Move.LOST if after.has_ended else Move.LESS, cents)


def lost_over(months: Sequence[RevenueMonth]) -> int | None:
    """The churn of all months together: what was lost over what the first one began with, in basis
    points; None when that was nothing."""
    if not months or not months[0].before:
        return None
    lost = -sum(month.lost for month in months)
    return basis_points(lost, months[0].before)
