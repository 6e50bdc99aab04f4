"""Receipts as lists: all of them, what is left of them, what came in for one invoice."""

from dataclasses import dataclass
from datetime import date, datetime

from app.core import money
from app.core.errors import Refused
from app.core.text import searchable
from app.invoices.tables import Allocation
from app.payments.rules import Method
from app.payments.tables import Receipt, ReceiptBalance

_FROM = """
FROM receipt r
JOIN client c ON c.id = r.client
LEFT JOIN receipt u ON u.reverses = r.id
LEFT JOIN receipt_balance b ON b.receipt = r.id
"""
_SHOWN = """
SELECT r.id AS id, r.client AS client_id, c.name AS client, r.method AS method,
  r.amount AS amount, r.received_on AS received_on, r.reference AS reference,
  COALESCE(b.open, 0) AS open, r.reverses AS reverses, u.id AS undone_by
"""
_SUMS = """
SELECT COUNT(*) AS count, CAST(COALESCE(SUM(r.amount), 0) AS BIGINT) AS amount,
  CAST(COALESCE(SUM(b.open), 0) AS BIGINT) AS open
"""
# Unallocated money first, whatever it is sorted by: it waits for a decision.
_ORDERS = {
    "day": "r.received_on DESC, r.id DESC",
    "-day": "r.received_on, r.id",
    "client": "c.name_key, r.received_on DESC, r.id DESC",
    "-client": "c.name_key DESC, r.received_on DESC, r.id DESC",
    "amount": "r.amount DESC, r.id DESC",
    "-amount": "r.amount, r.id",
}


@dataclass(frozen=True)
class Filters:
    """What a list is narrowed to; empty text and None narrow nothing."""

    text: str = ""
    method: str = ""
    state: str = ""
    client_id: int | None = None
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class Listed:
    """One line of the list of receipts."""

    id: int
    client_id: int
    client: str
    method: Method
    amount: int
    received_on: date
    reference: str
    open: int
    reverses: int | None
    undone_by: int | None


@dataclass(frozen=True)
class Listing:
    """A page of receipts, and the count and sums in cents of all that the filters let through."""

    receipts: tuple[Listed, ...]
    count: int
    amount: int
    open: int


@dataclass(frozen=True)
class Unallocated:
    """Money received that is not used yet: `open` cents of it."""

    receipt_id: int
    client_id: int
    client: str
    method: Method
    reference: str
    received_on: date
    amount: int
    open: int


@dataclass(frozen=True)
class Settled:
    """Money or a credit note put on one invoice."""

    allocation_id: int
    source_kind: str
    source_id: int
    method: str
    source_number: str
    amount: int
    paid_on: date
    reversed_on: date | None
    recorded_at: datetime


async def list_receipts(
    filters: Filters, sort: str = "day", limit: int | None = 50, offset: int = 0
) -> Listing:
    """Receipts that the filters let through, those with money left first; sums of all of them."""
    where, values = _where(filters)
    order = _ORDERS.get(sort, _ORDERS["day"])
    page, paging = ("", []) if limit is None else (" LIMIT {} OFFSET {}", [limit, offset])
    left_first = "CASE WHEN COALESCE(b.open, 0) > 0 THEN 0 ELSE 1 END"
    rows = await Receipt.raw(
        f"{_SHOWN}{_FROM}{where} ORDER BY {left_first}, {order}{page}", *values, *paging
    )
    sums = (await Receipt.raw(f"{_SUMS}{_FROM}{where}", *values))[0]
    return Listing(
        tuple(Listed(**(row | {"method": Method(row["method"])})) for row in rows),
        int(sums["count"]),
        int(sums["amount"]),
        int(sums["open"]),
    )


def _where(filters: Filters) -> tuple[str, list[object]]:
    tests: list[tuple[str, list[object]]] = []
    if filters.text.strip():
        tests.append(_matching(filters.text))
    if filters.method:
        tests.append(("r.method = {}", [filters.method]))
    if filters.client_id is not None:
        tests.append(("r.client = {}", [filters.client_id]))
    if filters.since:
        tests.append(("r.received_on >= {}", [filters.since]))
    if filters.until:
        tests.append(("r.received_on <= {}", [filters.until]))
    if filters.state == "unallocated":
        tests.append(("b.open > 0", []))
    if filters.state == "undone":
        tests.append(("(r.reverses IS NOT NULL OR u.id IS NOT NULL)", []))
    if not tests:
        return "", []
    values = [value for _, some in tests for value in some]
    return " WHERE " + " AND ".join(test for test, _ in tests), values


def _matching(text: str) -> tuple[str, list[object]]:
    """A client's name, a reference or an amount."""
    like = f"%{searchable(text)}%"
    tests, values = "c.search LIKE {} OR LOWER(r.reference) LIKE {}", [like, like]
    try:
        cents = abs(money.parse_amount(text))
    except Refused:
        return f"({tests})", [*values]
    return f"({tests} OR ABS(r.amount) = {{}} OR b.open = {{}})", [*values, cents, cents]


async def unallocated(client_id: int | None = None) -> list[Unallocated]:
    """Money that is not used yet, oldest first; of one client when asked."""
    sql = """
SELECT r.id AS receipt_id, r.client AS client_id, c.name AS client, r.method AS method,
  r.reference AS reference, r.received_on AS received_on, r.amount AS amount, b.open AS open
FROM receipt_balance b
JOIN receipt r ON r.id = b.receipt
JOIN client c ON c.id = r.client
WHERE b.open <> 0
"""
    narrowed = "" if client_id is None else " AND b.client_id = {}"
    values = [] if client_id is None else [client_id]
    rows = await ReceiptBalance.raw(f"{sql}{narrowed} ORDER BY r.received_on, r.id", *values)
    return [Unallocated(**(row | {"method": Method(row["method"])})) for row in rows]


async def of_invoice(invoice_id: int) -> list[Settled]:
    """What was put on an invoice (or a credit note), in the order it was done."""
    rows = await Allocation.raw(
        """
SELECT a.id AS allocation_id, a.source_kind AS source_kind, a.source_id AS source_id,
  COALESCE(r.method, '') AS method, COALESCE(d.number, '') AS source_number,
  a.amount AS amount, a.paid_on AS paid_on, x.counts_on AS reversed_on,
  a.recorded_at AS recorded_at
FROM allocation a
JOIN instalment n ON n.id = a.instalment
LEFT JOIN allocation x ON x.reverses = a.id
LEFT JOIN receipt r ON a.source_kind = 'receipt' AND r.id = a.source_id
LEFT JOIN invoice d ON a.source_kind = 'credit_note' AND d.id = a.source_id
WHERE n.invoice = {} AND a.reverses IS NULL
ORDER BY a.id
""",
        invoice_id,
    )
    return [Settled(**row) for row in rows]
