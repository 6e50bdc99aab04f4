"""Who is told of money received, and what a line of the message says. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from app.alerts.rules.watched import Rhythm, cutoff
from app.core.errors import N_


class Scope(StrEnum):
    """Of whose payments somebody is told: nobody's; those of the clients of whom one looks after a
    contract (its salesperson); everybody's."""

    NONE = "none"
    OWN = "own"
    ALL = "all"


SCOPE_LABELS = {
    Scope.NONE: N_("nobody"),
    Scope.OWN: N_("clients with a contract in one’s charge"),
    Scope.ALL: N_("all clients"),
}


class Moved(StrEnum):
    """What became of money; what is undone keeps its sign."""

    RECEIVED = "received"
    PAID_BACK = "paid_back"
    UNDONE = "undone"


MOVED_LABELS = {
    Moved.RECEIVED: N_("Received from %(client)s: %(amount)s"),
    Moved.PAID_BACK: N_("Paid back to %(client)s: %(amount)s"),
    Moved.UNDONE: N_("Undone, %(client)s: %(amount)s"),
}


@dataclass(frozen=True)
class Payment:
    """A row of the receipts, cents: `reverses` is the receipt that it undoes, `refunds` the one of
    which money is paid back. `is_undone`: undone since, within the same message."""

    receipt_id: int
    client_id: int
    client: str
    method: str
    amount: int
    received_on: date
    reverses: int | None
    refunds: int | None
    is_undone: bool = False

    @property
    def moved(self) -> Moved:
        if self.reverses is not None:
            return Moved.UNDONE
        return Moved.RECEIVED if self.refunds is None else Moved.PAID_BACK

    @property
    def shown(self) -> int:
        """Cents as they are said: with their sign where something is undone, either way."""
        return self.amount if self.moved is Moved.UNDONE else abs(self.amount)


def merged(rows: Sequence[Payment]) -> list[Payment]:
    """What a message says of them: money that came and was taken back before anybody was told of it
    is one line, which says so."""
    there = {each.receipt_id for each in rows}
    undone = {each.reverses for each in rows}
    return [
        replace(each, is_undone=each.receipt_id in undone)
        for each in rows
        if each.reverses not in there
    ]


def told_until(at: datetime) -> datetime:
    """The moment (8:00 of a working day, in the business's zone) whose message tells all that was
    recorded before it."""
    moment = cutoff(Rhythm.DAILY, at)
    assert moment is not None
    return moment
