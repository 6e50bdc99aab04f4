"""What accounts hold as of a day, and as known on a day."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from app.accounting.rules import RECEIVABLE
from app.accounting.tables import EntryLine
from app.clock import ZONE

FOREVER = datetime(9999, 1, 1, tzinfo=ZONE)


def known_until(known_on: date | None) -> datetime:
    """The moment at which a day ends in the business's zone; without a day, never.

    What was recorded before it was known on that day.
    """
    if known_on is None:
        return FOREVER
    return datetime.combine(known_on + timedelta(days=1), time(), ZONE)


async def clients_balance(on: date, known_on: date | None = None) -> int:
    """Accounts 411 and 416 together, in cents, for entries that count on or before a day."""
    if known_on is not None:
        return sum((await _receivable(on, known_on)).values())
    return await _total(RECEIVABLE, date.min, on)


async def balances_on(account: str, days: Sequence[date]) -> list[int]:
    """Debits less credits of one account in cents as of each of some days, in one statement."""
    return await _totals([((account,), date.min, day) for day in days])


async def _total(accounts: Sequence[str], after: date, until: date) -> int:
    return (await _totals([(accounts, after, until)]))[0]


async def _totals(asked: Sequence[tuple[Sequence[str], date, date]]) -> list[int]:
    """Debits less credits of accounts in cents, from the day after one day to another: by the
    totals of the days, and by the lines of the entries that are not in them yet."""
    columns = [
        _TOTAL.format(wanted=", ".join(f"'{each}'" for each in accounts), name=f"t{at}")
        for at, (accounts, _, _) in enumerate(asked)
    ]
    days = [day for _, after, until in asked for day in (after, until, after, until)]
    row = (await EntryLine.raw(f"SELECT {', '.join(columns)}", *days))[0]
    return [int(row[f"t{at}"]) for at in range(len(asked))]


# CASE and CROSS JOIN: SQLite begins with the few entries that are not in the totals.
_TOTAL = """CAST((SELECT COALESCE(SUM(t.cents), 0) FROM day_total t
  WHERE t.account IN ({wanted}) AND t.day > {{}} AND t.day <= {{}})
+ (SELECT COALESCE(SUM(CASE WHEN l.account IN ({wanted}) THEN l.debit - l.credit ELSE 0 END), 0)
  FROM entry_line l CROSS JOIN entry e
  WHERE l.entry > (SELECT last_entry FROM totalled) AND e.id = l.entry
    AND e.day > {{}} AND e.day <= {{}}) AS BIGINT) AS {name}"""


async def moves_by_client(after: date, until: date) -> dict[int, int]:
    """The same for each client of whom anything moved."""
    rows = await EntryLine.raw(
        "SELECT l.client_id AS client_id, CAST(SUM(l.debit - l.credit) AS BIGINT) AS cents"
        " FROM entry e CROSS JOIN entry_line l"
        " WHERE l.entry = e.id AND e.day > {} AND e.day <= {} AND l.account IN ('411', '416')"
        " GROUP BY l.client_id",
        after,
        until,
    )
    return {int(row["client_id"]): int(row["cents"]) for row in rows}


async def balances_by_client(on: date, known_on: date | None = None) -> dict[int, int]:
    """The same for each client whose balance is not 0."""
    balances = await _receivable(on, known_on)
    return {client: cents for client, cents in balances.items() if cents}


async def _receivable(on: date, known_on: date | None) -> dict[int, int]:
    rows = await EntryLine.raw(
        "SELECT l.client_id AS client_id, CAST(SUM(l.debit - l.credit) AS BIGINT) AS cents"
        " FROM entry_line l JOIN entry e ON e.id = l.entry"
        " WHERE l.account IN ('411', '416') AND e.day <= {} AND e.recorded_at < {}"
        " GROUP BY l.client_id",
        on,
        known_until(known_on),
    )
    return {int(row["client_id"]): int(row["cents"]) for row in rows}


async def account_balance(account: str, on: date, until: datetime = FOREVER) -> int:
    """Debits less credits of one account in cents, for entries on or before a day; `until` leaves
    out what was recorded later."""
    if until == FOREVER:
        return await _total((account,), date.min, on)
    rows = await EntryLine.raw(
        "SELECT CAST(COALESCE(SUM(l.debit - l.credit), 0) AS BIGINT) AS cents"
        " FROM entry_line l JOIN entry e ON e.id = l.entry"
        " WHERE l.account = {} AND e.day <= {} AND e.recorded_at < {}",
        account,
        on,
        until,
    )
    return int(rows[0]["cents"])
