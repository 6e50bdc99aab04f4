"""What money received may be, what it settles, and where it stands in the books. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.accounting.rules import (
    BANK,
    CARD,
    CASH,
    CHEQUES,
    CLIENTS,
    TO_IDENTIFY,
    Line,
    credit,
    debit,
)
from app.core.errors import N_, Finding, Refused, finding, refuse
from app.core.money import MAX_CENTS, Euros


class Method(StrEnum):
    """How money came in; OPENING is an imported payment, still to be identified at the bank."""

    TRANSFER = "transfer"
    CARD = "card"
    CASH = "cash"
    CHEQUE = "cheque"
    DEBIT = "debit"
    OPENING = "opening"


class Typed(StrEnum):
    """The ways of paying that a person records by hand."""

    TRANSFER = "transfer"
    CARD = "card"
    CASH = "cash"
    CHEQUE = "cheque"


METHOD_LABELS = {
    Method.TRANSFER: N_("Bank transfer"),
    Method.CARD: N_("Card"),
    Method.CASH: N_("Cash"),
    Method.CHEQUE: N_("Cheque"),
    Method.DEBIT: N_("Direct debit"),
    Method.OPENING: N_("Imported payment"),
}


# Journal and account of each way of paying; an imported payment waits on 471.
_BOOKS = {
    Method.TRANSFER: ("BQ", BANK),
    Method.CARD: ("BQ", CARD),
    Method.CASH: ("CA", CASH),
    Method.CHEQUE: ("BQ", CHEQUES),
    Method.DEBIT: ("BQ", BANK),
    Method.OPENING: ("OD", TO_IDENTIFY),
}


@dataclass(frozen=True)
class ReceiptValues:
    """What a person says of money received. `allocations` are (instalment, cents); None means
    the oldest due first. `key` is made by the form: the same one twice is one receipt."""

    client_id: int
    method: Method
    amount: int
    received_on: date
    key: str
    allocations: Sequence[tuple[int, int]] | None = None
    reference: str = ""
    note: str = ""


@dataclass(frozen=True)
class Owed:
    """An instalment that still asks for money, `open` cents above zero."""

    instalment_id: int
    due_on: date
    open: int


def judge(amount: int, received_on: date, key: str, today: date) -> None:
    """Refuse an amount of nothing or less, or too large; a day to come; a form without its key."""
    findings: list[Finding] = []
    if amount <= 0:
        findings.append(finding("payments.amount", "The amount must be more than zero.", "amount"))
    elif amount > MAX_CENTS:
        findings.append(finding("payments.too_large", "This amount is too large.", "amount"))
    if received_on > today:
        findings.append(
            finding(
                "payments.future",
                "Money cannot have been received on %(day)s: that day is still to come.",
                "received_on",
                day=received_on,
            )
        )
    if not key or len(key) > 80:
        findings.append(finding("payments.key", "This form has lost its key: open the page again."))
    if findings:
        raise Refused(findings)


def oldest_first(amount: int, owed: Iterable[Owed]) -> list[tuple[int, int]]:
    """Spread cents over what is owed, oldest due date first (C. civ. 1342-10): (instalment, cents).

    What is left when everything is settled is not in the result: it stays with the receipt.
    """
    parts: list[tuple[int, int]] = []
    for each in sorted(owed, key=lambda one: (one.due_on, one.instalment_id)):
        part = min(amount, each.open)
        if part > 0:
            parts.append((each.instalment_id, part))
            amount -= part
    return parts


def by_hand(
    amount: int, owed: Iterable[Owed], wanted: Sequence[tuple[int, int]]
) -> list[tuple[int, int]]:
    """The parts as a person chose them, in the order of their instalments.

    Refused: a part of zero or less, more than is open, an instalment that is not open for this
    client or stands there twice, parts that together exceed the amount.
    """
    open_of = {each.instalment_id: each.open for each in owed}
    findings: list[Finding] = []
    seen: set[int] = set()
    for instalment_id, part in wanted:
        fault = _part_fault(open_of.get(instalment_id), part, instalment_id in seen)
        if fault:
            findings.append(Finding(*fault, field=f"part-{instalment_id}"))
        seen.add(instalment_id)
    together = sum(part for _, part in wanted)
    if not findings and together > amount:
        findings.append(
            finding(
                "payments.parts",
                "The parts make %(parts)s, more than the %(amount)s that there is.",
                "amount",
                parts=Euros(together),
                amount=Euros(amount),
            )
        )
    if findings:
        raise Refused(findings)
    return sorted(wanted)


def _part_fault(
    open_cents: int | None, part: int, again: bool
) -> tuple[str, str, Mapping[str, object]] | None:
    if open_cents is None:
        return "payments.not_open", N_("Nothing is open there any more for this client."), {}
    if again:
        return "payments.twice", N_("This invoice is named twice."), {}
    if part <= 0:
        return "payments.part", N_("A part must be more than zero."), {}
    if part > open_cents:
        facts = {"open": Euros(open_cents)}
        return "payments.more_than_open", N_("Only %(open)s is still open there."), facts
    return None


def share_out(
    amount: int, owed: Iterable[Owed], ticked: Iterable[int], typed: Mapping[int, int]
) -> list[tuple[int, int]]:
    """What a form means: amounts typed beside an invoice as they are, the rest of the money over
    the other ticked ones, oldest due first."""
    known = list(owed)
    rest = amount - sum(typed.values())
    chosen = set(ticked) - set(typed)
    others = [each for each in known if each.instalment_id in chosen]
    return by_hand(amount, known, [*typed.items(), *oldest_first(rest, others)])


def same_receipt(stored: ReceiptValues, asked: ReceiptValues) -> None:
    """Refuse a form that comes back with its key but other facts than it was recorded with."""
    facts = (stored.client_id, stored.method, stored.amount, stored.received_on)
    if facts != (asked.client_id, asked.method, asked.amount, asked.received_on):
        raise refuse(
            "payments.key_used",
            "This form has already recorded %(amount)s. Open a new one for another payment.",
            "amount",
            amount=Euros(stored.amount),
        )


def journal(method: Method) -> str:
    """The journal that money of this kind is written in."""
    return _BOOKS[method][0]


def lines(method: Method, amount: int, client_id: int) -> list[Line]:
    """Bank or till against the client's account, in cents; a negative amount (an undoing) is the
    same with its sides changed over."""
    return [debit(_BOOKS[method][1], amount), credit(CLIENTS, amount, client_id)]
