"""Putting money that was left over, and credit notes, on what is owed."""

from datetime import date, datetime

from app.adapters.database import Tx, transaction
from app.auth import actions as auth
from app.core.errors import refuse
from app.invoices import actions as invoices
from app.invoices import queries as documents
from app.payments import queries, rules
from app.payments.actions import books
from app.payments.rules import Parts
from app.payments.tables import ReceiptBalance


async def allocate_more(
    receipt_id: int,
    allocations: Parts = None,
    *,
    at: datetime,
    by: str,
) -> int:
    """Put what is left of a receipt on what is owed: as told, or oldest due first; gives back the
    cents that found a place. Refused when nothing is left or nothing is owed."""
    async with transaction() as tx:
        there = await queries.receipt(receipt_id)
        if there.open <= 0:
            raise refuse("payments.nothing_left", "Nothing of this money is left to be used.")
        owed = await queries.owed(there.client_id)
        parts = rules.parts_of(there.open, owed, allocations)
        used = sum(cents for _, cents in parts)
        if not used:
            raise refuse("payments.nothing_owed", "Choose what it is to settle.")
        await take(tx, receipt_id, used)
        await books.put(tx, receipt_id, parts, there.received_on, at, by)
        await books.note(tx, "payment.allocated", receipt_id, there.values, at, by, allocated=used)
        return used


async def take(tx: Tx, receipt_id: int, cents: int) -> None:
    """Step: take cents from what is left, or refuse: somebody else has used them meanwhile."""
    taken = (
        await ReceiptBalance.update({ReceiptBalance.open: ReceiptBalance.open - cents})
        .where(ReceiptBalance.receipt == receipt_id, ReceiptBalance.open >= cents)
        .returning(ReceiptBalance.id)
    )
    if not taken:
        raise refuse(
            "payments.used_meanwhile",
            "This money has been used meanwhile: look again at what is left of it.",
        )


async def use_credit(
    credit_note_id: int, allocations: Parts = None, *, on: date, at: datetime, by: str
) -> int:
    """Put what is left of a credit note on its client's invoices: as told, or oldest due first;
    gives back the cents used. Refused when nothing is left or nothing is owed."""
    async with transaction() as tx:
        note = await documents.invoice(credit_note_id)
        left = sum(
            -one.open
            for one in await documents.open_credits(note.client_id)
            if one.invoice_id == credit_note_id
        )
        if left <= 0:
            raise refuse("payments.no_credit", "Nothing of this credit note is left to be used.")
        parts = rules.parts_of(left, await queries.owed(note.client_id), allocations)
        used = sum(cents for _, cents in parts)
        if not used:
            raise refuse("payments.nothing_owed", "Choose what it is to settle.")
        for instalment_id, cents in sorted(parts):
            await invoices.put_credit(
                tx,
                credit_note_id=credit_note_id,
                instalment_id=instalment_id,
                amount=cents,
                on=on,
                at=at,
                by=by,
            )
        await auth.record(
            tx,
            act="credit.used",
            subject_kind="invoice",
            subject_id=credit_note_id,
            client_id=note.client_id,
            detail={"allocated": used},
            at=at,
            by=by,
        )
        return used
