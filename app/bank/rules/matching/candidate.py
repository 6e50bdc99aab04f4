"""What could be done with a line, how likely it is, and why."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from app.bank.rules.matching.reasons import Reason
from app.bank.rules.matching.world import Item


class Kind(StrEnum):
    """Money for what is open; money recorded by hand before; money that comes back; paid back; a
    slip of cheques (of no one client)."""

    SETTLE = "settle"
    RECORDED = "recorded"
    RETURN = "return"
    REFUND = "refund"
    DEPOSIT = "deposit"


@dataclass(frozen=True)
class Part:
    """Cents put on an instalment, with its sign: below zero for a credit note taken off."""

    item_id: int
    invoice_id: int
    number: str
    client_id: int
    cents: int


@dataclass(frozen=True)
class Candidate:
    """One thing that the line may be. The parts, what is kept as the client's credit and the fee
    (below zero, the bank's) come to the line's amount. `blocks` say why a person must look.
    `score` is the chance that it is right, in basis points, beside all others of its line."""

    kind: Kind
    client_id: int
    points: int
    parts: tuple[Part, ...] = ()
    kept: int = 0
    fee: int = 0
    receipt_id: int | None = None
    credit: tuple[int | None, int | None] | None = None
    discounted: tuple[int, ...] = ()
    reasons: tuple[Reason, ...] = ()
    blocks: tuple[Reason, ...] = ()
    score: int = 0
    slip_id: int | None = None

    @property
    def what(self) -> tuple[object, ...]:
        """The same for two candidates that come to the same."""
        cents = frozenset((part.invoice_id, part.cents) for part in self.parts)
        return (
            self.kind,
            self.client_id,
            cents,
            self.fee,
            self.receipt_id,
            self.credit,
            self.slip_id,
        )

    @property
    def numbers(self) -> tuple[str, ...]:
        """The documents it is for."""
        return tuple(dict.fromkeys(part.number for part in self.parts))

    def but(self, points: int = 0, *blocks: Reason, reasons: Iterable[Reason] = ()) -> "Candidate":
        """The same with more or fewer points, more reasons and blocks."""
        if not points and not blocks and not reasons:
            return self
        return self._with(
            self.points + points, (*self.reasons, *reasons), (*self.blocks, *blocks), self.score
        )

    def scored(self, score: int) -> "Candidate":
        """The same with the chance that it is right, in basis points."""
        return self._with(self.points, self.reasons, self.blocks, score)

    def _with(
        self, points: int, reasons: tuple[Reason, ...], blocks: tuple[Reason, ...], score: int
    ) -> "Candidate":
        # By hand: `replace` takes four times as long, and this is done for every candidate.
        return Candidate(
            self.kind,
            self.client_id,
            points,
            self.parts,
            self.kept,
            self.fee,
            self.receipt_id,
            self.credit,
            self.discounted,
            reasons,
            blocks,
            score,
            self.slip_id,
        )


def whole(items: Iterable[Item]) -> tuple[Part, ...]:
    """All that is open of the items."""
    return tuple(part_of(item, item.open) for item in items)


def part_of(item: Item, cents: int) -> Part:
    """Some of it."""
    return Part(item.id, item.invoice_id, item.number, item.client_id, cents)


def oldest_first(amount: int, items: Iterable[Item]) -> tuple[Part, ...]:
    """Cents spread over invoices, oldest due first; the last one in part."""
    parts: list[Part] = []
    for item in sorted(items, key=lambda one: (one.due_on, one.id)):
        cents = min(amount, item.open)
        if cents > 0:
            parts.append(part_of(item, cents))
            amount -= cents
    return tuple(parts)
