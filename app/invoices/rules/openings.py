"""Documents of before this program: what they may say, and what they do to the books."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.accounting.rules import CLIENTS, OPENING, Journal, Posting, credit, debit
from app.core.errors import Finding, finding
from app.core.money import MAX_CENTS, Euros


@dataclass(frozen=True)
class Opening:
    """One document of before. Cents, VAT included, negative for a credit note; without
    `paid_on` it is open; `paid_amount` None means the whole."""

    client_id: int
    number: str
    issued_on: date
    due_on: date
    amount: int
    paid_on: date | None = None
    paid_amount: int | None = None
    disputed: bool = False
    note: str = ""

    @property
    def paid(self) -> int:
        """What was paid of it, in cents with the sign of the amount."""
        if self.paid_on is None:
            return 0
        return self.amount if self.paid_amount is None else self.paid_amount

    @property
    def counts_on(self) -> date | None:
        """The day its payment counts from: not before the document's own."""
        return max(self.paid_on, self.issued_on) if self.paid_on and self.paid else None


def opening_faults(at: int, row: Opening) -> list[Finding]:
    """What is wrong with one row, the `at`-th of its lot."""
    facts: dict[str, object] = {"line": at + 1, "number": row.number}
    found: list[Finding] = []
    if not row.number.strip():
        found.append(finding("invoices.opening_number", "It has no number.", "number", **facts))
    if row.amount == 0 or abs(row.amount) > MAX_CENTS:
        found.append(
            finding(
                "invoices.opening_amount",
                "The amount of %(number)s is zero or too large.",
                "amount",
                **facts,
            )
        )
    if row.paid_on is None and row.paid_amount:
        found.append(
            finding(
                "invoices.opening_paid_on",
                "%(number)s has an amount paid but no day of payment.",
                "paid_on",
                **facts,
            )
        )
    if abs(row.paid) > abs(row.amount) or row.paid * row.amount < 0:
        found.append(
            finding(
                "invoices.opening_paid",
                "%(number)s: %(paid)s paid of %(amount)s is not possible.",
                "paid_amount",
                paid=Euros(row.paid),
                amount=Euros(row.amount),
                **facts,
            )
        )
    return found


def opening_postings(invoice_id: int, row: Opening) -> list[Posting]:
    """Journal AN: 411 against 890 on the document's day, 890 against 411 on its payment's day."""
    owed = Posting(
        Journal.OPENING,
        row.issued_on,
        row.number,
        f"Reprise {row.number}",
        f"opening:{invoice_id}",
        (*debit(CLIENTS, row.amount, row.client_id), *credit(OPENING, row.amount)),
    )
    if row.counts_on is None:
        return [owed]
    paid = Posting(
        Journal.OPENING,
        row.counts_on,
        row.number,
        f"Reprise du règlement {row.number}",
        f"opening-paid:{invoice_id}",
        (*debit(OPENING, row.paid), *credit(CLIENTS, row.paid, row.client_id)),
    )
    return [owed, paid]


@dataclass(frozen=True)
class Settled:
    """What was imported as paid of a document: cents with its sign, and the day it counts from."""

    amount: int
    counts_on: date


def withdrawal_postings(document: Mapping[str, Any], paid: Settled | None) -> list[Posting]:
    """The mirror of `opening_postings`, on the same days, when an import is undone."""
    key, number, client = document["id"], document["number"], document["client"]
    owed = Posting(
        Journal.OPENING,
        document["issued_on"],
        number,
        f"Annulation de la reprise {number}",
        f"withdrawal:{key}",
        (*debit(OPENING, document["total"]), *credit(CLIENTS, document["total"], client)),
    )
    if paid is None:
        return [owed]
    back = Posting(
        Journal.OPENING,
        paid.counts_on,
        number,
        f"Annulation du règlement repris {number}",
        f"withdrawal-paid:{key}",
        (*debit(CLIENTS, paid.amount, client), *credit(OPENING, paid.amount)),
    )
    return [owed, back]
