"""A statement of account: what moved on a client's account in a period, and what is left. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.core.errors import N_, refuse
from app.receivables.rules.aging import OpenItem, Sums


class Kind(StrEnum):
    """What a movement of the account was."""

    INVOICE = "invoice"
    DEPOSIT = "deposit"
    CORRECTED = "corrected"
    CREDIT_NOTE = "credit_note"
    REPLACED = "replaced"
    PAYMENT = "payment"
    UNDONE = "undone"
    REFUND = "refund"
    REFUND_UNDONE = "refund_undone"
    WITHDRAWN = "withdrawn"
    ADJUSTED = "adjusted"
    OTHER = "other"


# In the words of the client who reads the statement.
MOVES = {
    Kind.INVOICE: N_("Invoice"),
    Kind.DEPOSIT: N_("Deposit invoice"),
    Kind.CORRECTED: N_("Corrected invoice"),
    Kind.CREDIT_NOTE: N_("Credit note"),
    Kind.REPLACED: N_("Invoice replaced"),
    Kind.PAYMENT: N_("Payment received"),
    Kind.UNDONE: N_("Payment undone"),
    Kind.REFUND: N_("Money paid back"),
    Kind.REFUND_UNDONE: N_("Payment back undone"),
    Kind.WITHDRAWN: N_("Taken back"),
    Kind.ADJUSTED: N_("Adjustment"),
    Kind.OTHER: N_("Entry of the account"),
}


@dataclass(frozen=True)
class Move:
    """One entry of the client's account: `cents` above zero when more is owed by it.

    `about` is the number of the document, or the reference of a payment; `method` how money came.
    """

    day: date
    kind: Kind
    cents: int
    about: str = ""
    due_on: date | None = None
    method: str = ""
    invoice_id: int | None = None
    receipt_id: int | None = None


@dataclass(frozen=True)
class Line:
    """A movement and the balance of the account after it."""

    move: Move
    balance: int

    @property
    def debit(self) -> int:
        """What more is owed, 0 when less is."""
        return max(0, self.move.cents)

    @property
    def credit(self) -> int:
        """What less is owed, 0 when more is."""
        return max(0, -self.move.cents)


@dataclass(frozen=True)
class Statement:
    """The account of a client from one day to another, both included, in cents.

    `opening` is the balance on the evening before `first`; `open` and `ages` are as of `last`.
    """

    first: date
    last: date
    opening: int
    moves: tuple[Move, ...]
    open: tuple[OpenItem, ...]
    ages: Sums

    @property
    def lines(self) -> tuple[Line, ...]:
        """Every movement with the balance after it."""
        return tuple(_running(self.opening, self.moves))

    @property
    def debits(self) -> int:
        """What was added to the account."""
        return sum(max(0, move.cents) for move in self.moves)

    @property
    def credits(self) -> int:
        """What was taken off it, above zero."""
        return sum(max(0, -move.cents) for move in self.moves)

    @property
    def closing(self) -> int:
        """The balance on the evening of `last`; below zero it is the client's."""
        return self.opening + self.debits - self.credits

    @property
    def is_equal(self) -> bool:
        """Whether what is open adds up to the balance of the account."""
        return self.closing == self.ages.total

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to tell."""
        return not self.moves and not self.opening and not self.open


def _running(opening: int, moves: Iterable[Move]) -> Iterator[Line]:
    balance = opening
    for move in moves:
        balance += move.cents
        yield Line(move, balance)


def without_withdrawn(moves: Iterable[Move]) -> tuple[Move, ...]:
    """Movements less those of a document that an import brought and its undoing took back: both
    stand on the same day and come to nothing."""
    kept = tuple(moves)
    groups: dict[tuple[int | None, date], list[Move]] = defaultdict(list)
    for move in kept:
        groups[move.invoice_id, move.day].append(move)
    taken = {key for key, group in groups.items() if key[0] is not None and _is_nothing(group)}
    return tuple(move for move in kept if (move.invoice_id, move.day) not in taken)


def _is_nothing(group: Iterable[Move]) -> bool:
    group = tuple(group)
    undone = any(move.kind is Kind.WITHDRAWN for move in group)
    return undone and not sum(move.cents for move in group)


def check_period(first: date, last: date, today: date) -> None:
    """Refused: a period that ends before it begins, or after today."""
    if last < first:
        raise refuse("receivables.period", "The period ends before it begins.", "until")
    if last > today:
        raise refuse("receivables.future", "A statement ends today at the latest.", "until")
