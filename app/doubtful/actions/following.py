"""416 and 491 follow what is paid: a sweep, since what pays an invoice knows nothing of doubt."""

from datetime import datetime

from app.accounting.queries import first_open_day
from app.adapters.database import Tx, transaction
from app.doubtful import queries, rules
from app.doubtful.actions.moving import Act, write
from app.doubtful.rules import MoveKind
from app.invoices import actions as invoices
from app.invoices import queries as documents

_BY = "echeance"


async def follow_paid(at: datetime) -> int:
    """Bring 416 to what is open of every invoice in doubt, and release the depreciation of what was
    paid (D491 / C78174); gives back how many moved. Each in a transaction of its own."""
    done = 0
    for invoice_id in await queries.lagging():
        async with transaction() as tx:
            done += await follow_in(tx, invoice_id, at=at, by=_BY)
    return done


async def follow_in(tx: Tx, invoice_id: int, *, at: datetime, by: str) -> bool:
    """Step: the same for one invoice; whether anything moved. It counts from the day of what
    happened last, on the invoice or in doubt: the money's own where it was told in time."""
    held = await invoices.hold_balances(tx, [invoice_id])
    standing = await queries.standing_of(invoice_id)
    open_now = sum(row["open"] for row in held)
    if not standing.doubtful or standing.doubtful == open_now:
        return False
    there = await documents.invoice(invoice_id)
    put = await documents.allocations_on(invoice_id)
    days = [each.counts_on for each in put] + ([standing.last_on] if standing.last_on else [])
    act = Act(
        MoveKind.FOLLOWED,
        invoice_id,
        there.client_id,
        there.title,
        rules.follow(standing, open_now),
        await first_open_day(*days),
        f"follow:{invoice_id}:{len(await queries.moves_of(invoice_id))}",
    )
    await write(tx, act, at=at, by=by)
    return True
