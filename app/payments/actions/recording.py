"""Recording money received."""

from collections.abc import Sequence
from datetime import date, datetime

from app.adapters.database import Tx, transaction
from app.clients import queries as clients
from app.clock import ZONE
from app.payments import queries, rules
from app.payments.actions import books
from app.payments.actions.thanking import send_receipt_in
from app.payments.rules import Method, ReceiptValues
from app.payments.tables import ReceiptBalance


async def record(values: ReceiptValues, *, thank: bool = False, at: datetime, by: str) -> int:
    """Record money received and put it on what is owed, and owe the client a receipt by e-mail
    when it is to be thanked; gives back the receipt's id.

    Sent again with the same key, the receipt that is there already.
    """
    async with transaction() as tx:
        made = await _record(tx, values, at=at, by=by)
        if thank:
            await send_receipt_in(tx, made, at=at, by=by)
        return made


async def record_in(
    tx: Tx,
    *,
    client_id: int,
    method: Method | str,
    amount: int,
    received_on: date,
    key: str,
    allocations: Sequence[tuple[int, int]] | None = None,
    reference: str = "",
    note: str = "",
    paid_on: date | None = None,
    at: datetime,
    by: str,
) -> int:
    """Step: as `record`. `allocations` are (instalment, cents); None is oldest due first, an empty
    list leaves all of it as the client's credit. `paid_on` is the money's own day, by which
    lateness is judged, where the books take it later (its month is closed)."""
    values = ReceiptValues(
        client_id, Method(method), amount, received_on, key, allocations, reference, note
    )
    return await _record(tx, values, paid_on, at=at, by=by)


async def _record(
    tx: Tx, values: ReceiptValues, paid_on: date | None = None, *, at: datetime, by: str
) -> int:
    rules.judge(values.amount, values.received_on, values.key, at.astimezone(ZONE).date())
    name = (await clients.client(values.client_id)).name
    receipt_id = await books.insert(tx, values, None, at, by)
    if receipt_id is None:
        there = await queries.by_key(values.key)
        rules.same_receipt(there.values, values)
        return there.id
    owed = await queries.owed(values.client_id)
    parts = rules.parts_of(values.amount, owed, values.allocations)
    kept = values.amount - sum(cents for _, cents in parts)
    await ReceiptBalance.insert(
        ReceiptBalance(
            receipt=receipt_id,
            client_id=values.client_id,
            received_on=values.received_on,
            open=kept,
        )
    )
    await books.put(tx, receipt_id, parts, paid_on or values.received_on, at, by)
    await books.book(tx, receipt_id, values, name, reverses=None, at=at, by=by)
    await books.note(tx, "payment.recorded", receipt_id, values, at, by, left=kept)
    return receipt_id
