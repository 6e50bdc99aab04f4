"""The aging board, one client's balance, and the invoices behind a figure."""

from datetime import date
from typing import Any

from app.accounting import queries as accounting
from app.invoices.tables import Invoice
from app.receivables import rules
from app.receivables.queries.source import open_amounts
from app.receivables.rules import BOUNDS, Board, Bounds, By, OpenItem, Row, Sums

_AGES = """
  CAST(SUM(CASE WHEN o.open > 0 AND o.{since} >= {{}} THEN o.open ELSE 0 END) AS BIGINT)
    AS not_due,
  CAST(SUM(CASE WHEN o.open > 0 AND o.{since} < {{}} AND o.{since} >= {{}}
    THEN o.open ELSE 0 END) AS BIGINT) AS d1_30,
  CAST(SUM(CASE WHEN o.open > 0 AND o.{since} < {{}} AND o.{since} >= {{}}
    THEN o.open ELSE 0 END) AS BIGINT) AS d31_60,
  CAST(SUM(CASE WHEN o.open > 0 AND o.{since} < {{}} AND o.{since} >= {{}}
    THEN o.open ELSE 0 END) AS BIGINT) AS d61_90,
  CAST(SUM(CASE WHEN o.open > 0 AND o.{since} < {{}} THEN o.open ELSE 0 END) AS BIGINT)
    AS over_90,
  CAST(SUM(CASE WHEN o.open < 0 THEN o.open ELSE 0 END) AS BIGINT) AS credit
"""


async def aging(
    on: date, known_on: date | None = None, by: str = "due", bounds: Bounds = BOUNDS
) -> Board:
    """Who owes what, by age, as of a day; as it was known at the end of `known_on` when given.

    `by` counts ages from the due day or from the day of issue ("issue"). Clients whose board is
    all zero are left out. Two queries, whatever the number of invoices.
    """
    source = await open_amounts(on, known_on)
    sql = f"""
SELECT c.name AS client, c.group_name AS group_name, s.* FROM (
  SELECT o.client_id AS client_id,{_ages(by)}
  FROM ({source.sql}) o GROUP BY o.client_id
) s JOIN client c ON c.id = s.client_id
ORDER BY c.name_key, s.client_id
"""
    found = await Invoice.raw(sql, *_bounds(on, bounds), *source.values)
    rows = tuple(_row(each) for each in found)
    shown = tuple(row for row in rows if any(row.ages) or row.credit)
    ledger = await accounting.clients_balance(on, known_on)
    return Board(on, shown, rules.add_up(shown), ledger, By(by), known_on, bounds)


async def client_balance(
    client_id: int, on: date, known_on: date | None = None, bounds: Bounds = BOUNDS
) -> Sums:
    """What one client owes, by age, as of a day."""
    source = await open_amounts(on, known_on, client_id)
    sql = f"SELECT{_ages('due')} FROM ({source.sql}) o"
    row = (await Invoice.raw(sql, *_bounds(on, bounds), *source.values))[0]
    return Sums(**{name: int(row[name] or 0) for name in Sums.__dataclass_fields__})


async def due_between(first: date, last: date) -> int:
    """Cents still open of what falls due from one day to another, both included, as of now."""
    rows = await Invoice.raw(
        "SELECT CAST(COALESCE(SUM(open), 0) AS BIGINT) AS cents FROM balance"
        " WHERE open <> 0 AND open > 0 AND due_on >= {} AND due_on <= {}",
        first,
        last,
    )
    return int(rows[0]["cents"])


async def open_items(
    client_id: int,
    on: date,
    known_on: date | None = None,
    by: str = "due",
    bounds: Bounds = BOUNDS,
) -> list[OpenItem]:
    """Each open thing of one client as of a day, oldest due first, credits last."""
    source = await open_amounts(on, known_on, client_id)
    sql = f"""
SELECT o.invoice_id AS invoice_id, COALESCE(i.number, '') AS number,
  COALESCE(i.kind, 'receipt') AS kind, o.issued_on AS issued_on, o.due_on AS due_on,
  COALESCE(i.total - i.prepaid + i.rounding, o.open) AS amount, o.open AS open
FROM ({source.sql}) o LEFT JOIN invoice i ON i.id = o.invoice_id
ORDER BY CASE WHEN o.open < 0 THEN 1 ELSE 0 END, o.due_on, o.invoice_id
"""
    return [_item(row, on, By(by), bounds) for row in await Invoice.raw(sql, *source.values)]


def _ages(by: str) -> str:
    return _AGES.format(since="issued_on" if By(by) is By.ISSUE else "due_on")


def _bounds(on: date, bounds: Bounds) -> tuple[date, ...]:
    """The values of `_ages`, in the order of their places."""
    first, second, third, fourth = rules.first_days(on, bounds)
    return (first, first, second, second, third, third, fourth, fourth)


def _row(found: dict[str, Any]) -> Row:
    sums = {name: int(found[name]) for name in Sums.__dataclass_fields__}
    return Row(
        **sums,
        client_id=int(found["client_id"]),
        client=found["client"],
        group=found["group_name"],
    )


def _item(row: dict[str, Any], on: date, by: By, bounds: Bounds) -> OpenItem:
    issued_on, due_on = _day(row["issued_on"]), _day(row["due_on"])
    return OpenItem(
        invoice_id=row["invoice_id"],
        number=row["number"],
        kind=row["kind"],
        issued_on=issued_on,
        due_on=due_on,
        amount=int(row["amount"]),
        open=int(row["open"]),
        age=rules.age_of(issued_on if by is By.ISSUE else due_on, on, bounds),
        days_late=rules.days_late(due_on, on),
    )


def _day(value: date | str) -> date:
    """SQLite gives back what went through a UNION as text."""
    return date.fromisoformat(value) if isinstance(value, str) else value
