"""Doubt in the books: D416 / C411 with VAT, D68174 / C491 on what is open without VAT, and back.

Depreciation gives no VAT back; a final loss may (CGI 272-1), with its duplicate. Of what is paid,
416 goes back to 411 where the money is, and as much of the depreciation is taken back.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.accounting.rules import (
    CLIENTS,
    DEPRECIATED,
    DEPRECIATION,
    DOUBTFUL,
    RELEASED,
    Line,
    credit,
    debit,
)
from app.core.errors import N_, Finding, Refused, finding, refuse
from app.core.money import RATE_SCALE, share


class MoveKind(StrEnum):
    """What was done about a debt in doubt."""

    TRANSFERRED = "transferred"
    DEPRECIATED = "depreciated"
    FOLLOWED = "followed"
    RETURNED = "returned"
    LOST = "lost"
    KEPT = "kept"


KIND_LABELS = {
    MoveKind.TRANSFERRED: N_("Taken as doubtful (416)"),
    MoveKind.DEPRECIATED: N_("Depreciated (491)"),
    MoveKind.FOLLOWED: N_("Followed what was paid"),
    MoveKind.RETURNED: N_("Doubtful no more (411)"),
    MoveKind.LOST: N_("Lost for good (654)"),
    MoveKind.KEPT: N_("Looked at: not doubtful"),
}


@dataclass(frozen=True)
class Standing:
    """What stands of an invoice on 416 and on 491, in cents, and the day of the last move."""

    doubtful: int = 0
    depreciation: int = 0
    last_on: date | None = None


@dataclass(frozen=True)
class Move:
    """What one act adds to 416 and to 491, in cents."""

    doubtful: int
    depreciation: int


@dataclass(frozen=True)
class Depreciating:
    """What a person asks: `rate` basis points of what is open without VAT, from a day. `vat` is
    said by hand where a document of before does not tell it."""

    rate: int
    on: date
    vat: int | None = None
    note: str = ""


@dataclass(frozen=True)
class Losing:
    """A loss that is final: `recovers` asks for the VAT; `note` says what proves it."""

    on: date
    note: str
    recovers: bool
    is_owner: bool


def total(cents: Iterable[int]) -> int:
    """The sum of amounts in cents."""
    return sum(cents)


def follow(standing: Standing, open: int) -> Move:
    """What 416 and 491 must gain so that they stand for what is open now: a part paid releases its
    share of the depreciation, all paid all of it; what is owed again comes back to 416 alone."""
    if open >= standing.doubtful:
        return Move(open - standing.doubtful, 0)
    left = share(standing.depreciation, open, standing.doubtful)
    return Move(open - standing.doubtful, left - standing.depreciation)


def depreciate(standing: Standing, open: int, vat: int, rate: int) -> tuple[Move, int]:
    """(what 491 gains so that it stands at `rate` of what is open without VAT, that base)."""
    if not 0 <= vat < max(open, 1):
        raise refuse("doubtful.vat", "VAT is less than what is open.", "vat")
    base = open - vat
    return Move(0, share(base, rate, RATE_SCALE) - standing.depreciation), base


def judge_day(on: date, first_day: date, standing: Standing, today: date) -> None:
    """Refused: a day to come, or before what happened last to this invoice."""
    first = max(first_day, standing.last_on or first_day)
    if on > today:
        raise refuse("doubtful.to_come", "This day is still to come.", "on")
    if on < first:
        raise refuse(
            "doubtful.before",
            "Something happened to this invoice on %(day)s: not before that day.",
            "on",
            day=first,
        )


def judge_losing(asked: Losing, liquidated: bool) -> None:
    """Refused: VAT had back without a judgment of liquidation nor words on what proves the loss
    (CGI 272-1: "définitivement irrécouvrable", or liquidation)."""
    found: list[Finding] = []
    if asked.recovers and not liquidated and not asked.note.strip():
        found.append(
            finding(
                "doubtful.proof",
                "No liquidation is recorded: say what proves that this will never be paid"
                " (certificate of the court’s agent, report of the bailiff…).",
                "note",
            )
        )
    if found:
        raise Refused(found)


def lines(move: Move, client_id: int, *, lost: bool = False) -> list[Line]:
    """D416 / C411 and D68174 / C491, or the other way round; of a loss, 416 is credited by the
    entry of the write-off itself."""
    moved = 0 if lost else move.doubtful
    up, down = max(move.depreciation, 0), max(-move.depreciation, 0)
    return [
        *debit(DOUBTFUL, moved, client_id),
        *credit(CLIENTS, moved, client_id),
        *debit(DEPRECIATED, up),
        *credit(RELEASED, down),
        *credit(DEPRECIATION, move.depreciation),
    ]
