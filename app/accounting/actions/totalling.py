"""The totals of accounts by day, kept up with the books."""

from app.accounting.actions.posting import hold_books
from app.accounting.tables import DayTotal, Entry, Totalled
from app.adapters.database import transaction

# WHERE: SQLite would take ON CONFLICT for a join's condition without it.
_ADD = """
INSERT INTO day_total (account, day, cents)
SELECT l.account, e.day, SUM(l.debit - l.credit) FROM entry e JOIN entry_line l ON l.entry = e.id
WHERE e.id > {} AND e.id <= {} GROUP BY l.account, e.day
ON CONFLICT (account, day) DO UPDATE SET cents = day_total.cents + EXCLUDED.cents
"""


async def total_days() -> int:
    """Add the entries made since the last time to the totals of their days; gives back how many
    there were. None is half made meanwhile, and none is added twice: the mark moves with them."""
    async with transaction() as tx:
        await hold_books(tx)
        first, last = await _since()
        if last == first:
            return 0
        await DayTotal.raw(_ADD, first, last)
        await Totalled.update({Totalled.last_entry: last}).where(Totalled.id == 1)
        return int(await Entry.count().where(Entry.id > first, Entry.id <= last))


async def _since() -> tuple[int, int]:
    """The last entry that was added, and the last that there is. The row is locked."""
    rows = (
        await Totalled.update({Totalled.id: 1})
        .where(Totalled.id == 1)
        .returning(Totalled.last_entry)
    )
    found = await Entry.raw("SELECT COALESCE(MAX(id), 0) AS last FROM entry")
    return int(rows[0]["last_entry"]), int(found[0]["last"])
