"""What each month of a year bills: figures only, whatever the number of contracts."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from app.adapters.database import is_postgres
from app.contracts.queries.amounts import Amounts, amounts
from app.contracts.queries.entries import Filters, clauses
from app.contracts.queries.rows import SLOT, part_of
from app.contracts.rules import NOTHING, Amount, Part
from app.contracts.tables import ScheduleEntry

# A date cast to text begins with year and month on both engines.
_MONTH = "substr(CAST(e.bill_on AS TEXT), 1, 7)"
_LISTED = "string_agg(w.month, ',' ORDER BY w.month)" if is_postgres else "group_concat(w.month)"
_FROM = (
    " FROM schedule_entry e JOIN contract c ON c.id = e.contract JOIN client k ON k.id = c.client"
)
_WITHIN = " WHERE e.bill_on >= {} AND e.bill_on <= {}"
_AMENDED = "EXISTS (SELECT 1 FROM contract_amendment a WHERE a.contract = e.contract)"


@dataclass(frozen=True)
class Month:
    """One month: its first day, how many entries are billed or to bill, and what they make."""

    first: date
    billed: Amount = NOTHING
    planned: Amount = NOTHING
    count: int = 0

    @property
    def total(self) -> Amount:
        return self.billed + self.planned


async def months_of(
    year: int, filters: Filters | None = None, shared: Amounts | None = None
) -> list[Month]:
    """The twelve months of a year; what is paused or left out is not counted."""
    wanted, values = clauses(filters or Filters())
    span = (date(year, 1, 1), date(year, 12, 31), *values)
    found = {f"{year:04}-{n:02}": Month(date(year, n, 1)) for n in range(1, 13)}
    for row in await _billed(wanted, span):
        _add(found, row["month"], billed=Amount(row["net"], row["total"]), count=row["count"])
    known = shared or await amounts()
    for months, each in await _whole(wanted, span, known):
        for month in months:
            _add(found, month, planned=each.amount, count=each.count)
    cut = await _cut(wanted, span)
    await known.know(row["contract"] for row in cut)
    for row in cut:
        _add(found, row["month"], planned=known.of(row["contract"], part_of(row)), count=1)
    return list(found.values())


def _add(
    found: dict[str, Month],
    month: str,
    billed: Amount = NOTHING,
    planned: Amount = NOTHING,
    count: int = 0,
) -> None:
    old = found[month]
    found[month] = Month(old.first, old.billed + billed, old.planned + planned, old.count + count)


async def _billed(wanted: str, values: tuple[Any, ...]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = await ScheduleEntry.raw(
        f"SELECT {_MONTH} AS month, COUNT(*) AS count, CAST(SUM(i.net) AS BIGINT) AS net,"
        f" CAST(SUM(i.total) AS BIGINT) AS total{_FROM} JOIN invoice i ON i.id = e.invoice_id"
        f"{_WITHIN} AND e.state = 'billed'{wanted} GROUP BY 1",
        *values,
    )
    return rows


@dataclass
class _Alike:
    """Contracts that bill in the same months, together."""

    amount: Amount = NOTHING
    count: int = 0


async def _whole(
    wanted: str, values: tuple[Any, ...], known: Amounts
) -> list[tuple[list[str], _Alike]]:
    """Whole periods at the lines' price: all alike within a contract that was never amended, and
    the months of most contracts are the same. Each with its months, one as often as it bills."""
    rows = await ScheduleEntry.raw(
        f"SELECT w.contract, {_LISTED} AS months FROM (SELECT e.contract, {_MONTH} AS month"
        f"{_FROM}{_WITHIN} AND e.state = 'planned' AND e.net IS NULL AND e.days = e.full_days"
        f" AND e.quantities = '' AND NOT {_AMENDED}{wanted} ORDER BY 1, 2) w GROUP BY w.contract",
        *values,
    )
    await known.know(row["contract"] for row in rows)
    first: date = values[0]
    part = Part(first, first, 1, 1)
    found: dict[str, _Alike] = {}
    for row in rows:
        alike = found.setdefault(row["months"], _Alike())
        alike.amount += known.of(row["contract"], part)
        alike.count += 1
    return [(months.split(","), alike) for months, alike in found.items()]


async def _cut(wanted: str, values: tuple[Any, ...]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = await ScheduleEntry.raw(
        f"SELECT {_MONTH} AS month, e.contract, e.n, e.period_from, e.period_to, e.days,"
        f" e.full_days, e.net,{SLOT}{_FROM}{_WITHIN}"
        f" AND e.state = 'planned' AND (e.net IS NOT NULL OR e.days <> e.full_days OR {_AMENDED}"
        " OR e.quantities <> '')"
        f"{wanted}",
        *values,
    )
    return rows
