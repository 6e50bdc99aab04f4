"""Money paid back to a client: out of what is left of a receipt, or of a credit note."""

from datetime import date, datetime

from app.adapters.database import Tx
from app.clients import queries as clients
from app.clock import ZONE
from app.core.errors import refuse
from app.core.money import Euros
from app.invoices import actions as invoices
from app.invoices import queries as documents
from app.payments import queries, rules
from app.payments.actions import books
from app.payments.actions.books import Act
from app.payments.actions.using import take
from app.payments.rules import Method, ReceiptValues
from app.payments.tables import ReceiptBalance

# What a refund names that comes out of no receipt.
CREDIT_NOTE = 0


async def refund_in(
    tx: Tx,
    *,
    amount: int,
    on: date,
    key: str,
    receipt_id: int | None = None,
    instalment_id: int | None = None,
    reference: str = "",
    method: Method = Method.TRANSFER,
    at: datetime,
    by: str,
) -> int:
    """Step: `amount` cents (above 0) paid back on a day, out of what is left of a receipt, or of
    the credit note that has this instalment; gives back the id of the receipt below zero.

    Refused: nothing, more than is left, a day to come or before the money came.
    """
    rules.judge(amount, on, key, at.astimezone(ZONE).date())
    if receipt_id is None:
        return await _of_credit_note(tx, amount, on, key, instalment_id, reference, method, at, by)
    there = await queries.receipt(receipt_id)
    if on < there.received_on:
        raise refuse(
            "payments.refund_before",
            "This money came on %(day)s: it cannot have been paid back before.",
            day=there.received_on,
        )
    await take(tx, receipt_id, amount)
    values = ReceiptValues(there.client_id, method, -amount, on, key, None, reference[:140])
    return await _write(tx, values, there.client, receipt_id, at, by)


async def _of_credit_note(
    tx: Tx,
    amount: int,
    on: date,
    key: str,
    instalment_id: int | None,
    reference: str,
    method: Method,
    at: datetime,
    by: str,
) -> int:
    found = await documents.open_of([instalment_id] if instalment_id else [])
    note = found.get(instalment_id or 0)
    if note is None or note.open > -amount:
        raise refuse("payments.no_credit", "Nothing of this credit note is left to be used.")
    name = (await clients.client(note.client_id)).name
    values = ReceiptValues(note.client_id, method, -amount, on, key, None, reference[:140])
    made = await _write(tx, values, name, CREDIT_NOTE, at, by)
    await ReceiptBalance.insert(
        ReceiptBalance(receipt=made, client_id=note.client_id, received_on=on, open=0)
    )
    await invoices.allocate(
        tx,
        instalment_id=note.instalment_id,
        source_kind="receipt",
        source_id=made,
        amount=-amount,
        paid_on=on,
        at=at,
        by=by,
    )
    return made


async def _write(
    tx: Tx, values: ReceiptValues, client: str, refunds: int, at: datetime, by: str
) -> int:
    made = await books.insert(tx, values, None, at, by, refunds)
    if made is None:
        raise refuse(
            "payments.key_used",
            "This form has already recorded %(amount)s. Open a new one for another payment.",
            "amount",
            amount=Euros(-values.amount),
        )
    await books.book(tx, Act(made, values, client, refunds=refunds), at=at, by=by)
    kept = values.method is Method.DIFFERENCE
    act = "payment.kept" if kept else "payment.refunded"
    await books.note(tx, act, made, values, at, by)
    return made
