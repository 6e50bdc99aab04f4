"""A file of direct debits credited in one line: its debits are received, one by one."""

import logging
from datetime import datetime

from app.adapters.database import transaction
from app.bank import queries
from app.bank.actions.pointing import Grounds, hold, point_in
from app.bank.rules.deals import AlreadyRecorded, Deal, Share
from app.core.errors import Refused
from app.debits.queries import Handed

log = logging.getLogger("echeance.bank")


async def settle_batches(*, at: datetime, by: str) -> int:
    """Point the lines that credit a whole file of debits, named by its id and to the cent, less
    what came back before; gives back how many. Any other amount is left to a person."""
    pointed = 0
    for line_id, batch_id in await queries.lines_of_batches():
        try:
            async with transaction() as tx:
                cents = await hold(tx, line_id)
                deals = await _deals(batch_id, cents)
                if deals:
                    grounds = Grounds(f"alone:{line_id}", True, 10_000)
                    await point_in(tx, line_id, deals, grounds, at=at, by=by)
                    pointed += 1
        except Refused as refused:
            log.warning("line %s of a file of debits is left to a person: %s", line_id, refused)
    return pointed


async def _deals(batch_id: int, cents: int) -> list[Deal]:
    """What the line means: nothing unless the debits come to just its amount."""
    debits, taken = await queries.debits_of_batch(batch_id)
    waiting = [each for each in debits if each.state == "handed"]
    recorded = [
        each for each in debits if each.state == "collected" and each.receipt_id not in taken
    ]
    if sum(each.amount for each in (*waiting, *recorded)) != cents:
        return []
    done: list[Deal] = [AlreadyRecorded(each.receipt_id or 0) for each in recorded]
    return [*done, *(_share(each) for each in waiting)]


def _share(each: Handed) -> Share:
    put = min(each.amount, max(each.open, 0))
    puts = ((each.instalment, put),) if put else ()
    return Share(each.client_id, each.amount, puts, debit=each.id)
