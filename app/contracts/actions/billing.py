"""From entries that are due to invoices: caught up in order, each entry once.

An entry is claimed by the conditional update planned -> billed in the transaction of its invoice,
whose `source` is unique: whatever is killed or runs twice, the end is the same.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime

from app.adapters.database import transaction
from app.clock import ZONE
from app.contracts.actions.batches import Run, bill_batch, issue_drafts
from app.contracts.actions.laying import extend
from app.contracts.queries.rows import chunks
from app.contracts.queries.upcoming import drafts_of, due_ids, last_issued_on, thrown_away
from app.contracts.rules import BillSummary, State, Tally
from app.contracts.tables import ScheduleEntry
from app.core.errors import refuse

BATCH = 50

Progress = Callable[[int, int], None]


async def bill(
    *, on: date, at: datetime, by: str, dry_run: bool = False, progress: Progress | None = None
) -> BillSummary:
    """Bill everything due by `on`, dated `on`; again bills nothing.

    `dry_run` tells what would happen, also on a day to come, and keeps nothing. Refused as a
    whole: a day after that of `at`, or before the last issued invoice of the series.
    """
    await _refuse_day(on, at, may_be_later=dry_run)
    if not dry_run:
        await release_thrown_away()
        await extend(on=on)
    ids, tally = await due_ids(on), Tally()
    run = Run(on, at, by, rehearsal=dry_run)
    for some in chunks(ids, BATCH):
        tally.add(await bill_batch(some, run))
        if progress:
            progress(min(tally.due, len(ids)), len(ids))
    return tally.close(on)


async def issue_entries(ids: Sequence[int], *, on: date, at: datetime, by: str) -> BillSummary:
    """Issue these entries now, whatever their day: the planned ones, and the drafts of those
    that were only drafted. What sends by itself is sent. Asked twice, it happens once."""
    await _refuse_day(on, at, may_be_later=False)
    wanted, tally = list(dict.fromkeys(ids)), Tally()
    drafts = await drafts_of(wanted)
    run = Run(on, at, by, now=True)
    for some in chunks(wanted, BATCH):
        tally.add(await bill_batch(some, run))
    for some in chunks(list(drafts), BATCH):
        tally.add(await issue_drafts({each: drafts[each] for each in some}, run))
    return tally.close(on)


async def release_thrown_away() -> None:
    """Leave out the entries whose draft was thrown away: it was on purpose, so they are not
    billed again unless someone asks."""
    ids = await thrown_away()
    if not ids:
        return
    async with transaction():
        await ScheduleEntry.update(
            {ScheduleEntry.state: State.SKIPPED.value, ScheduleEntry.invoice_id: None}
        ).where(ScheduleEntry.id.is_in(ids), ScheduleEntry.state == State.BILLED.value)


async def _refuse_day(on: date, at: datetime, may_be_later: bool) -> None:
    today = at.astimezone(ZONE).date()
    if on > today and not may_be_later:
        raise refuse(
            "contracts.bill_later",
            "Nothing is billed with a date to come: %(on)s is after today, %(today)s.",
            on=on,
            today=today,
        )
    last = await last_issued_on()
    if last is not None and on < last:
        raise refuse(
            "contracts.bill_before",
            "The last invoice is of %(last)s: nothing can be billed with the earlier date %(on)s.",
            last=last,
            on=on,
        )
