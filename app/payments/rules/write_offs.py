"""What is not waited for any more: a small difference (658), or a loss (654), and by whom.

The VAT that an invoice made due stays due (44571): only a definitive loss with its formalities
gives it back (CGI 272-1), and that is another act. VAT that waited for the money (44587) was never
due, and goes with the debt.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol

from app.accounting.rules import (
    CLIENTS,
    DOUBTFUL,
    LOSSES,
    ROUNDING_LOSS,
    VAT_DUE,
    VAT_PENDING,
    Line,
    credit,
    debit,
)
from app.core.errors import N_, Finding, Refused, finding
from app.core.money import Euros
from app.invoices.rules import Source


class Reason(StrEnum):
    """Why nobody waits for it any more."""

    SMALL = "small"
    INSOLVENT = "insolvent"
    GONE = "gone"
    COSTS = "costs"
    TIME = "time"
    OTHER = "other"


REASON_LABELS = {
    Reason.SMALL: N_("Small difference"),
    Reason.INSOLVENT: N_("The client cannot pay"),
    Reason.GONE: N_("The client cannot be found any more"),
    Reason.COSTS: N_("Claiming it would cost more"),
    Reason.TIME: N_("Too late to claim it"),
    Reason.OTHER: N_("Another reason"),
}
KIND_LABELS = {Source.DIFFERENCE: N_("Small difference"), Source.LOSS: N_("Written off as a loss")}


@dataclass(frozen=True)
class Limits:
    """Cents: up to `difference` it is a small difference; above `without_owner` it is the owner's
    to decide."""

    difference: int
    without_owner: int


@dataclass(frozen=True)
class Asked:
    """What a person wants written off, and why; the day from which it counts. `doubtful` cents of
    it stand on 416: then it is a loss, however small. `recovers`: it is final, with its formalities
    done, and VAT that was due at issue is had back."""

    reason: Reason
    note: str
    on: date
    is_owner: bool
    doubtful: int = 0
    recovers: bool = False


def kind_of(cents: int, limits: Limits, doubtful: int = 0) -> Source:
    """A small difference up to its limit, above it a loss, and of a doubtful debt always."""
    return Source.DIFFERENCE if cents <= limits.difference and not doubtful else Source.LOSS


def check_right(cents: int, limits: Limits, is_owner: bool) -> None:
    """Refused: more than may be let go of without the owner."""
    if not is_owner and cents > limits.without_owner:
        raise Refused(
            [
                finding(
                    "payments.write_off_right",
                    "Above %(limit)s only the owner writes off, or undoes it: ask them.",
                    limit=Euros(limits.without_owner),
                )
            ]
        )


def judge_write_off(cents: int, first_day: date, asked: Asked, limits: Limits, today: date) -> None:
    """Refused: no right to it; a loss called a small difference, or another reason without its
    words; a day to come, or before what was put on the invoice last."""
    check_right(cents, limits, asked.is_owner)
    found: list[Finding] = []
    if asked.reason is Reason.SMALL and cents > limits.difference:
        found.append(
            finding(
                "payments.not_small",
                "%(amount)s is no small difference, which is %(limit)s at most: say why it is"
                " lost.",
                "reason",
                amount=Euros(cents),
                limit=Euros(limits.difference),
            )
        )
    if asked.reason is Reason.OTHER and not asked.note.strip():
        found.append(finding("payments.why", "Say in a few words why.", "note"))
    if asked.on > today:
        found.append(
            finding("payments.write_off_future", "This day is still to come.", "on", day=asked.on)
        )
    elif asked.on < first_day:
        found.append(
            finding(
                "payments.write_off_before",
                "Something happened to this invoice on %(day)s: not before that day.",
                "on",
                day=first_day,
            )
        )
    if found:
        raise Refused(found)


class WrittenOff(Protocol):
    """What a write-off says of its amounts, in cents: see `tables.WriteOff`."""

    @property
    def kind(self) -> Source: ...
    @property
    def amount(self) -> int: ...
    @property
    def vat(self) -> int: ...
    @property
    def recovered(self) -> int: ...
    @property
    def client_id(self) -> int: ...


def write_off_lines(of: WrittenOff, sign: int = 1, doubtful: int = 0) -> list[Line]:
    """D654 or D658, D44587 for what of VAT never became due, D44571 for what is had back / C411,
    and C416 for `doubtful` cents of it; `sign` -1 undoes it."""
    account = LOSSES if of.kind is Source.LOSS else ROUNDING_LOSS
    return [
        *debit(account, sign * (of.amount - of.vat - of.recovered)),
        *debit(VAT_PENDING, sign * of.vat),
        *debit(VAT_DUE, sign * of.recovered),
        *credit(DOUBTFUL, doubtful, of.client_id),
        *credit(CLIENTS, sign * of.amount - doubtful, of.client_id),
    ]
