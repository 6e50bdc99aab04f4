"""What documents take from the stock at issue, and what credit notes and corrections bring back."""

from collections.abc import Sequence
from datetime import date, datetime

from app.adapters.database import Tx
from app.catalogue.actions import take_in
from app.catalogue.rules import Cause
from app.core.errors import Refused
from app.invoices.queries.judging import Accepted
from app.invoices.queries.stock import taken_of
from app.invoices.rules import Kind


async def take_stock(
    tx: Tx, accepted: Sequence[Accepted], on: date, at: datetime, by: str
) -> tuple[list[Accepted], dict[int, Refused]]:
    """Step: the goods of each document leave the stock, or come back to it by a credit note; those
    that would take more than there is are refused, by document, and take nothing."""
    kept: list[Accepted] = []
    refused: dict[int, Refused] = {}
    for each in accepted:
        taken = taken_of(each.whole, each.replaces)
        invoice_id = each.whole.invoice["id"]
        credit = each.whole.invoice["kind"] == Kind.CREDIT_NOTE
        try:
            if taken:
                async with tx.savepoint():
                    await take_in(
                        tx,
                        taken,
                        source=f"invoice:{invoice_id}",
                        on=on,
                        at=at,
                        by=by,
                        cause=Cause.RETURN if credit else Cause.SALE,
                    )
            kept.append(each)
        except Refused as reason:
            refused[invoice_id] = reason
    return kept, refused
