"""Undoing: always a dated reversal, never a deletion."""

from datetime import date, datetime

from app.adapters.database import Tx, transaction
from app.core.errors import Refused, refuse
from app.core.money import Euros
from app.invoices import actions as invoices
from app.invoices.rules import NOT_MONEY
from app.payments import queries
from app.payments.actions import books
from app.payments.actions.books import Act
from app.payments.actions.thanking import hold_receipt_back
from app.payments.queries import ReceiptView
from app.payments.rules import ReceiptValues
from app.payments.tables import ReceiptBalance


async def undo(receipt_id: int, *, on: date, at: datetime, by: str) -> int:
    """Undo a receipt from `on`: its allocations are reversed, a negative receipt and the mirrored
    entry are written. Gives back the negative receipt's id; refused when it is undone already, or
    a cheque on a slip."""
    async with transaction() as tx:
        slip = await queries.slip_of(receipt_id)
        if slip is not None:
            raise refuse(
                "payments.on_slip",
                "This cheque stands on deposit slip no. %(slip)s: if the bank gave it back, point"
                " its line; if the slip was never taken there, cancel it.",
                slip=slip.number,
            )
        return await undo_in(tx, receipt_id, on=on, at=at, by=by)


async def undo_in(tx: Tx, receipt_id: int, *, on: date, at: datetime, by: str) -> int:
    """Step: the same."""
    there = await queries.receipt(receipt_id)
    _undoable(there, on)
    values = ReceiptValues(there.client_id, there.method, -there.amount, on, f"undo:{receipt_id}")
    reversal = await books.insert(tx, values, receipt_id, at, by, there.refunds)
    if reversal is None:
        raise _undone(there)
    if there.refunds:
        await books.give_back(tx, there.refunds, -there.amount)
    # Locks the balance before its allocations are read: nobody adds one in between.
    await ReceiptBalance.update({ReceiptBalance.open: 0}).where(
        ReceiptBalance.receipt == receipt_id
    )
    for allocation in await queries.live_allocations(receipt_id):
        _after(allocation.counts_on, on)
        await invoices.reverse_allocation(tx, allocation.id, on=on, at=at, by=by)
    await hold_receipt_back(tx, receipt_id, at=at, by=by)
    undoing = Act(reversal, values, there.client, receipt_id, there.refunds)
    await books.book(tx, undoing, at=at, by=by)
    await books.note(tx, "payment.undone", receipt_id, there.values, at, by)
    return reversal


async def undo_allocation(allocation_id: int, *, on: date, at: datetime, by: str) -> int:
    """Take money or a credit note off an invoice again, from `on`; it is left over with its receipt
    or its credit note. Gives back the cents; refused when that was undone already, or imported."""
    async with transaction() as tx:
        there = await queries.allocation(allocation_id)
        _after(there.counts_on, on)
        if there.source_kind == "opening":
            raise refuse(
                "payments.imported", "This was imported as paid: only its import can be undone."
            )
        if there.source_kind in NOT_MONEY:
            raise refuse("payments.written_off", "This was written off: it is undone as a whole.")
        if there.source_kind == "receipt":
            receipt = await queries.receipt(there.source_id)
            if receipt.amount < 0:
                raise refuse("payments.paid_back", "This was paid back: it is undone as a whole.")
            await books.give_back(tx, receipt.id, there.amount)
            await books.note(
                tx,
                "payment.taken_back",
                receipt.id,
                receipt.values,
                at,
                by,
                allocated=there.amount,
            )
        await invoices.reverse_allocation(tx, allocation_id, on=on, at=at, by=by)
        return there.amount


def _undoable(there: ReceiptView, on: date) -> None:
    if there.reverses is not None:
        raise refuse("payments.is_undoing", "This line undoes a payment: it cannot be undone.")
    if there.undone_by is not None:
        raise _undone(there)
    if there.refunded:
        raise refuse(
            "payments.refunded",
            "%(amount)s of this payment have been paid back: that is to be undone first.",
            amount=Euros(there.refunded),
        )
    _after(there.received_on, on)


def _undone(there: ReceiptView) -> Refused:
    return refuse(
        "payments.undone",
        "This payment of %(amount)s has been undone already.",
        amount=Euros(there.amount),
    )


def _after(counts_on: date, on: date) -> None:
    if on < counts_on:
        raise refuse(
            "payments.before",
            "This counts from %(day)s: it cannot be undone from an earlier day.",
            day=counts_on,
        )
