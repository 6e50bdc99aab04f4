"""Recording money received."""

from collections.abc import Sequence
from datetime import date, datetime

from app.adapters.database import Tx, transaction
from app.payments.actions.receiving import Incoming, record_many_in
from app.payments.actions.thanking import send_receipt_in
from app.payments.rules import Method, ReceiptValues


async def record(values: ReceiptValues, *, thank: bool = False, at: datetime, by: str) -> int:
    """Record money received and put it on what is owed, and owe the client a receipt by e-mail
    when it is to be thanked; gives back the receipt's id.

    Sent again with the same key, the receipt that is there already.
    """
    async with transaction() as tx:
        made = (await record_many_in(tx, [Incoming(values)], at=at, by=by))[0]
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
    return (await record_many_in(tx, [Incoming(values, paid_on)], at=at, by=by))[0]
