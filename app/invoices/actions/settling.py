"""What settles documents: money and credit notes put on instalments, and taken off again."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from app.adapters.database import Tx
from app.core.errors import refuse
from app.invoices.actions.allocating import Put, allocate_many
from app.invoices.actions.allocations import (
    Part,
    counting_day,
    documents_of,
    post_moved,
    take_off,
    write,
)
from app.invoices.actions.locks import hold_balances
from app.invoices.rules import Source
from app.invoices.tables import Allocation, Invoice


async def allocate(
    tx: Tx,
    *,
    instalment_id: int,
    source_kind: str,
    source_id: int,
    amount: int,
    paid_on: date,
    at: datetime,
    by: str,
) -> int:
    """Step: put money (a receipt) on an instalment; gives back the allocation's id.

    `amount` is cents with the sign of the instalment. It counts from the later of the money's
    day and the document's, never from before something else was taken off there. VAT on receipts
    becomes due by the same share. Refused: nothing, the wrong sign, more than is open.
    """
    put = Put(instalment_id, source_kind, source_id, amount, paid_on)
    return (await allocate_many(tx, [put], at=at, by=by))[0]


async def reverse_allocation(
    tx: Tx, allocation_id: int, *, on: date, at: datetime, by: str
) -> None:
    """Step: take an allocation off again, dated `on`, or its own day when that is later.

    Of a credit note both sides are taken off. Refused: an allocation that does not exist, is
    itself a reversal, or is taken off already.
    """
    row = await _reversible(allocation_id)
    rows = [row, *await _other_side(row)]
    invoices = await documents_of([each["instalment"] for each in rows])
    await hold_balances(tx, sorted({each["id"] for each in invoices.values()}))
    # Another transaction may have done it while we waited for the rows above.
    await _reversible(allocation_id)
    moved = 0
    for each in rows:
        moved += await take_off(tx, each, invoices[each["instalment"]], on, at, by)
    await post_moved(
        tx,
        moved,
        max(on, row["counts_on"]),
        f"vat:reversal:{allocation_id}",
        invoices[row["instalment"]],
        at,
        by,
    )


async def put_credit(
    tx: Tx,
    *,
    credit_note_id: int,
    instalment_id: int,
    amount: int,
    on: date,
    at: datetime,
    by: str,
) -> int:
    """Step: put `amount` cents (above 0) of a credit note on an instalment of an invoice; gives
    back the id of the invoice's allocation.

    Both documents are settled by it; the two moves of VAT are posted as one entry, none when
    they cancel. Refused: more than is open of either.
    """
    invoices = await documents_of([instalment_id])
    to = invoices[instalment_id]
    held = await hold_balances(tx, sorted([credit_note_id, to["id"]]))
    own = next((row for row in held if row["invoice_id"] == credit_note_id), None)
    if own is None or own["client_id"] != to["client"]:
        raise refuse("invoices.other_client", "This credit note is not of the same client.")
    note = (await documents_of([own["instalment"]]))[own["instalment"]]
    both = [instalment_id, own["instalment"]]
    days = (on, to["issued_on"], note["issued_on"])
    day = await counting_day(both, Source.CREDIT_NOTE, credit_note_id, *days)
    part = Part(instalment_id, Source.CREDIT_NOTE, credit_note_id, amount, on, day)
    moved_by_invoice, allocation_id = await write(tx, part, to, held, at, by)
    other = Part(own["instalment"], Source.CREDIT_NOTE, credit_note_id, -amount, on, day)
    moved_by_note, _ = await write(tx, other, note, held, at, by)
    await post_moved(
        tx,
        moved_by_invoice + moved_by_note,
        day,
        f"vat:allocation:{allocation_id}",
        note,
        at,
        by,
    )
    return allocation_id


async def _reversible(allocation_id: int) -> dict[str, Any]:
    row = await Allocation.select().where(Allocation.id == allocation_id).first()
    if row is None or row["reverses"] is not None:
        raise refuse("invoices.no_allocation", "There is nothing to take off here.")
    if row["source_kind"] == Source.CREDIT_NOTE and await Invoice.exists().where(
        Invoice.id == row["source_id"], Invoice.corrects.is_not_null()
    ):
        raise refuse(
            "invoices.replaced_for_good",
            "This was settled by the invoice that replaces it: that cannot be taken off.",
        )
    if await Allocation.exists().where(Allocation.reverses == allocation_id):
        raise refuse("invoices.reversed_already", "This has been taken off already.")
    return row


async def _other_side(row: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Of a credit note's allocation, the one on the other document: written in the same breath."""
    if row["source_kind"] != Source.CREDIT_NOTE:
        return []
    sides: list[dict[str, Any]] = await Allocation.raw(
        "SELECT a.* FROM allocation a WHERE a.source_kind = 'credit_note' AND a.source_id = {}"
        " AND a.amount = {} AND a.reverses IS NULL AND a.instalment <> {} AND NOT EXISTS"
        " (SELECT 1 FROM allocation r WHERE r.reverses = a.id)"
        " ORDER BY ABS(a.id - {}) LIMIT 1",
        row["source_id"],
        -row["amount"],
        row["instalment"],
        row["id"],
    )
    return sides
