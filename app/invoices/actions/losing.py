"""What is left of an invoice settled without money: a small difference, or a loss."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from app.adapters.database import Tx
from app.core.errors import refuse
from app.invoices import rules
from app.invoices.actions.allocations import Part, documents_of, waiting_of, write
from app.invoices.actions.locks import hold_balances
from app.invoices.rules import Kind, Origin, Purpose, Source, State
from app.invoices.tables import Allocation, Invoice


@dataclass(frozen=True)
class Rest:
    """What is left of an invoice, held: `open` cents of it; `waiting` cents of its VAT have not
    become due by money or credit notes, `charged` cents were due at issue and were never had
    (losses before it are not taken off); `vat` is what of `open` is VAT, due or not. It can be
    settled from `first_day` on; of a document of before (`is_opening`) no VAT is known."""

    invoice_id: int
    number: str
    client_id: int
    open: int
    waiting: int
    charged: int
    vat: int
    first_day: date
    is_opening: bool
    balances: Sequence[Mapping[str, Any]]


async def hold_rest(tx: Tx, invoice_id: int) -> Rest:
    """Step: hold what is left of an invoice. Refused: a draft, a credit note, a deposit (nothing
    was sold by it: it is credited), one that is settled already."""
    row = await Invoice.select().where(Invoice.id == invoice_id).first()
    if row is None or row["state"] != State.ISSUED or row["kind"] != Kind.INVOICE:
        raise refuse("invoices.no_rest", "Only an issued invoice can be written off.")
    if row["purpose"] == Purpose.DEPOSIT:
        raise refuse(
            "invoices.deposit_rest",
            "%(number)s asks for a deposit, by which nothing is sold: what is not paid of it is"
            " credited, not written off.",
            number=row["number"],
        )
    held = await hold_balances(tx, [invoice_id])
    open_now = sum(each["open"] for each in held)
    if open_now <= 0 or row["withdrawn_at"] is not None:
        raise refuse(
            "invoices.settled", "Nothing of %(number)s is open any more.", number=row["number"]
        )
    document = (await documents_of([held[0]["instalment"]]))[held[0]["instalment"]]
    put, last = await _put(invoice_id)
    vat = waiting_of(document)
    due = rules.vat_due(vat, put, document["payable"]) if vat else 0
    day = max(row["issued_on"], last or row["issued_on"])
    payable, whole = document["payable"], row["vat"] - row["prepaid_vat"]
    at_issue = whole - vat
    return Rest(
        invoice_id,
        row["number"],
        row["client"],
        open_now,
        vat - due,
        at_issue - rules.vat_due(at_issue, put, payable),
        whole - rules.vat_due(whole, payable - open_now, payable),
        day,
        row["origin"] == Origin.OPENING,
        held,
    )


async def _put(invoice_id: int) -> tuple[int, date | None]:
    """Cents of money and credit notes on it, and the last day from which anything on it counts."""
    rows = await Allocation.raw(
        "SELECT a.amount AS amount, a.source_kind AS kind, a.counts_on AS day FROM allocation a"
        " JOIN instalment s ON s.id = a.instalment WHERE s.invoice = {}",
        invoice_id,
    )
    cents = sum(row["amount"] for row in rows if row["kind"] not in rules.NOT_MONEY)
    return cents, max((row["day"] for row in rows), default=None)


async def settle_rest(
    tx: Tx, rest: Rest, source: Source, source_id: int, *, on: date, at: datetime, by: str
) -> None:
    """Step: settle all that is left, from `on`, by a difference or a loss; no VAT becomes due by
    it. A difference is settled on the day of the last money: that was how late the client was."""
    document = (await documents_of([rest.balances[0]["instalment"]]))[
        rest.balances[0]["instalment"]
    ]
    for row in rest.balances:
        if row["open"]:
            paid_on = on if source is Source.LOSS else await _last_money(row["instalment"]) or on
            part = Part(row["instalment"], source, source_id, row["open"], paid_on, on)
            await write(tx, part, document, rest.balances, at, by)


async def _last_money(instalment_id: int) -> date | None:
    rows = await Allocation.raw(
        "SELECT a.paid_on AS day FROM allocation a WHERE a.instalment = {}"
        " AND a.reverses IS NULL AND a.source_kind IN ('receipt', 'opening') AND NOT EXISTS"
        " (SELECT 1 FROM allocation r WHERE r.reverses = a.id) ORDER BY a.paid_on DESC LIMIT 1",
        instalment_id,
    )
    return rows[0]["day"] if rows else None
