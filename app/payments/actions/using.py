"""Putting money that was left over, and credit notes, on what is owed."""

from collections.abc import Sequence
from datetime import datetime

from app.adapters.database import transaction
from app.core.errors import refuse
from app.payments import queries, rules
from app.payments.actions import books
from app.payments.tables import ReceiptBalance


async def allocate_more(
    receipt_id: int,
    allocations: Sequence[tuple[int, int]] | None = None,
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
        parts = (
            rules.oldest_first(there.open, owed)
            if allocations is None
            else rules.by_hand(there.open, owed, allocations)
        )
        used = sum(cents for _, cents in parts)
        if not used:
            raise refuse("payments.nothing_owed", "This client owes nothing that it could settle.")
        await _take(receipt_id, used)
        await books.put(tx, receipt_id, parts, there.received_on, at, by)
        await books.note(tx, "payment.allocated", receipt_id, there.values, at, by, used=used)
        return used


async def _take(receipt_id: int, cents: int) -> None:
    """Take cents from what is left, or refuse: somebody else has used them meanwhile."""
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
