"""What money received may be, and where it stands in the books."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.accounting.rules import (
    BANK,
    CARD,
    CASH,
    CHEQUES,
    CLIENTS,
    ROUNDING_GAIN,
    TO_IDENTIFY,
    Journal,
    Line,
    credit,
    debit,
)
from app.core.errors import N_, Finding, Refused, finding, refuse
from app.core.money import MAX_CENTS, Euros
from app.payments.rules.parts import Parts


class Method(StrEnum):
    """How money came in; OPENING is an imported payment, still to be identified at the bank, and
    DIFFERENCE none at all: what was too much, and too little to be paid back."""

    TRANSFER = "transfer"
    CARD = "card"
    CASH = "cash"
    CHEQUE = "cheque"
    DEBIT = "debit"
    OPENING = "opening"
    DIFFERENCE = "difference"


class Typed(StrEnum):
    """The ways of paying that a person records by hand."""

    TRANSFER = "transfer"
    CARD = "card"
    CASH = "cash"
    CHEQUE = "cheque"


METHOD_LABELS = {
    Method.TRANSFER: N_("Bank transfer"),
    Method.CARD: N_("Bank card"),
    Method.CASH: N_("Cash"),
    Method.CHEQUE: N_("Cheque"),
    Method.DEBIT: N_("Direct debit"),
    Method.OPENING: N_("Imported payment"),
    Method.DIFFERENCE: N_("Small difference"),
}


# Journal and account of each way of paying; an imported payment waits on 471.
_BOOKS = {
    Method.TRANSFER: (Journal.BANK, BANK),
    Method.CARD: (Journal.BANK, CARD),
    Method.CASH: (Journal.CASH, CASH),
    Method.CHEQUE: (Journal.BANK, CHEQUES),
    Method.DEBIT: (Journal.BANK, BANK),
    Method.OPENING: (Journal.MISC, TO_IDENTIFY),
    Method.DIFFERENCE: (Journal.MISC, ROUNDING_GAIN),
}


@dataclass(frozen=True)
class ReceiptValues:
    """What a person says of money received. `allocations` are (instalment, cents), or what a form
    wants; None means the oldest due first. `key` is made by the form: twice is one receipt."""

    client_id: int
    method: Method
    amount: int
    received_on: date
    key: str
    allocations: Parts = None
    reference: str = ""
    note: str = ""


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


def is_thanked(method: Method, amount: int) -> bool:
    """Whether it is money that a client has paid: what came from an import or stays with us by a
    few cents is none, nor is what reverses another or went back."""
    return amount > 0 and method not in (Method.OPENING, Method.DIFFERENCE)


def journal(method: Method) -> Journal:
    """The journal that money of this kind is written in."""
    return _BOOKS[method][0]


def account_of(method: Method) -> str:
    """Where money of this kind waits, or stands: the bank, the till, cheques and cards underway."""
    return _BOOKS[method][1]


def lines(method: Method, amount: int, client_id: int) -> list[Line]:
    """Bank or till against the client's account, in cents; a negative amount (an undoing) is the
    same with its sides changed over."""
    return [*debit(_BOOKS[method][1], amount), *credit(CLIENTS, amount, client_id)]
