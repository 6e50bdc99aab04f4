"""What is to be done with a line or a part of it: money for clients, money that was in the books
already, money given back, and what is no client's. Cents have the sign of the line."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.accounting.rules import BANK, BANK_FEES, RECEIVABLE, Line, credit, debit
from app.bank.rules.matching import Candidate, Kind
from app.core.errors import N_, Finding, Refused, finding, refuse
from app.core.money import Euros

FEES = BANK_FEES
_ACCOUNT = re.compile(r"[1-9]\d{1,7}")


class PartKind(StrEnum):
    """What cents of a line were."""

    RECEIPT = "receipt"
    RECORDED = "recorded"
    CREDIT = "credit"
    RETURN = "return"
    REFUND = "refund"
    OTHER = "other"


class Reason(StrEnum):
    """Why a line is no client's."""

    FEE = "fee"
    SUPPLIER = "supplier"
    RENT = "rent"
    WAGES = "wages"
    SOCIAL = "social"
    TAX = "tax"
    TRANSFER = "transfer"
    LOAN = "loan"
    OWNER = "owner"
    CARDS = "cards"
    OTHER = "other"


# The account that is proposed for each (plan comptable général), and its name.
REASONS: dict[Reason, tuple[str, str]] = {
    Reason.FEE: (FEES, N_("Bank fee")),
    Reason.SUPPLIER: ("401", N_("Supplier")),
    Reason.RENT: ("613", N_("Rent")),
    Reason.WAGES: ("421", N_("Wages")),
    Reason.SOCIAL: ("431", N_("Social contributions")),
    Reason.TAX: ("447", N_("Taxes")),
    Reason.TRANSFER: ("58", N_("Between own accounts")),
    Reason.LOAN: ("164", N_("Loan")),
    Reason.OWNER: ("108", N_("The owner’s own money")),
    Reason.CARDS: ("5115", N_("Card payments paid out")),
    Reason.OTHER: ("471", N_("Something else")),
}


@dataclass(frozen=True)
class Share:
    """Cents of one client: put on instalments (below zero: a credit note taken off), the rest kept
    as its credit. `fee` is what the bank kept of it, above zero; `debit` the direct debit that the
    money is of."""

    client_id: int
    cents: int
    puts: tuple[tuple[int, int], ...] = ()
    fee: int = 0
    discounted: tuple[int, ...] = ()
    debit: int | None = None


@dataclass(frozen=True)
class AlreadyRecorded:
    """The line is a payment that somebody recorded by hand."""

    receipt_id: int


@dataclass(frozen=True)
class Deposited:
    """The line is a slip of cheques."""

    slip_id: int


@dataclass(frozen=True)
class Returned:
    """The line gives a payment back; `fee` is what the bank took besides, above zero."""

    receipt_id: int
    fee: int = 0


@dataclass(frozen=True)
class PaidBack:
    """Cents above zero paid back to a client, out of a receipt or of a credit note."""

    client_id: int
    cents: int
    receipt_id: int | None = None
    instalment_id: int | None = None


@dataclass(frozen=True)
class Foreign:
    """Cents that are no client's: why, and the account they are booked on, "" when they are not."""

    cents: int
    reason: Reason
    account: str = ""
    note: str = ""


Deal = Share | AlreadyRecorded | Deposited | Returned | PaidBack | Foreign


def deals_of(found: Candidate, amount: int) -> list[Deal]:
    """What a candidate means for a line of `amount` cents."""
    if found.kind is Kind.RECORDED and found.receipt_id is not None:
        return [AlreadyRecorded(found.receipt_id)]
    if found.kind is Kind.DEPOSIT and found.slip_id is not None:
        return [Deposited(found.slip_id)]
    if found.kind is Kind.RETURN and found.receipt_id is not None:
        return [Returned(found.receipt_id, -found.fee)]
    if found.kind is Kind.REFUND and found.credit is not None:
        return [PaidBack(found.client_id, -amount, *found.credit)]
    clients = list(dict.fromkeys(part.client_id for part in found.parts))
    shares: list[Deal] = []
    for client_id in clients:
        puts = [(p.item_id, p.cents) for p in found.parts if p.client_id == client_id]
        last = client_id == clients[-1]
        fee, kept = (-found.fee, found.kept) if last else (0, 0)
        cents = sum(each for _, each in puts) + kept - fee
        shares.append(Share(client_id, cents, tuple(puts), fee, found.discounted))
    return shares


def check_open(open: int) -> None:
    """Refused: a line of which nothing is left."""
    if open == 0:
        raise refuse("bank.done", "This line has been pointed already: look at it again.")


def check_cents(cents: Sequence[int], open: int) -> None:
    """Refused: nothing, cents of the other direction, more than is left of the line. A fee that
    the bank kept has the other sign than the money it was kept of: the sum counts."""
    total = sum(cents)
    if total == 0 or (total > 0) != (open > 0):
        raise refuse("bank.direction", "The amount must be more than zero.", "amount")
    if abs(total) > abs(open):
        raise refuse(
            "bank.too_much",
            "%(total)s is more than the %(open)s that are left of this line.",
            "amount",
            total=Euros(abs(total)),
            open=Euros(abs(open)),
        )


def check_foreign(deal: Foreign) -> None:
    """Refused: an account that is none, or a client's, or the bank's own."""
    if deal.account and not _ACCOUNT.fullmatch(deal.account):
        raise refuse(
            "bank.account",
            "“%(account)s” is not an account: two to eight digits, like 627.",
            "account",
            account=deal.account[:20],
        )
    if deal.account.startswith((*RECEIVABLE, BANK)):
        raise refuse(
            "bank.client_account",
            "Account %(account)s is for clients or for the bank itself: choose another.",
            "account",
            account=deal.account,
        )


def split_credit(
    puts: Iterable[tuple[int, int]],
) -> tuple[list[tuple[int, int, int]], list[tuple[int, int]]]:
    """Credit notes on invoices, then money on what is left of them: (credit note's instalment,
    instalment, cents) and (instalment, cents). Refused: more credit than invoices."""
    debts = [[item, cents] for item, cents in puts if cents > 0]
    onto: list[tuple[int, int, int]] = []
    for note, cents in ((item, -cents) for item, cents in puts if cents < 0):
        for debt in debts:
            part = min(cents, debt[1])
            if part > 0:
                onto.append((note, debt[0], part))
                debt[1] -= part
                cents -= part
        if cents:
            raise Refused([_too_much_credit(cents)])
    return onto, [(item, cents) for item, cents in debts if cents]


def _too_much_credit(cents: int) -> Finding:
    return finding(
        "bank.credit",
        "The credit notes chosen come to %(more)s more than the invoices.",
        "amount",
        more=Euros(cents),
    )


def bank_lines(account: str, cents: int) -> list[Line]:
    """Cents of the bank against another account; above zero they came in."""
    return [*debit(BANK, cents), *credit(account, cents)]
