"""Sales made, and the labels that were used last."""

from dataclasses import dataclass
from datetime import datetime

from app.core.errors import N_, Finding, refuse
from app.core.located import IntegrityCheck, located
from app.counter.rules import Method
from app.counter.tables import Sale, SaleLine, SalePayment

_SALE = """
SELECT s.id AS id, s.key AS key, s.invoice_id AS invoice_id, s.receipt_id AS receipt_id,
  s.method AS method, s.recorded_at AS recorded_at, s.recorded_by AS recorded_by,
  i.number AS number, i.total + i.rounding AS total, i.client AS client_id, c.name AS client,
  c.email AS email
FROM sale s JOIN invoice i ON i.id = s.invoice_id JOIN client c ON c.id = i.client
"""


@dataclass(frozen=True)
class SaleView:
    """One sale with its invoice; `total` is cents with VAT."""

    id: int
    key: str
    invoice_id: int
    receipt_id: int | None
    method: Method
    recorded_at: datetime
    recorded_by: str
    number: str
    total: int
    client_id: int
    client: str
    email: str


@dataclass(frozen=True)
class Sold:
    """One thing sold: cents with VAT for all of its pieces, rate in basis points."""

    label: str
    pieces: int
    amount: int
    vat_rate: int


@dataclass(frozen=True)
class Tile:
    """Something sold before: one tap fills the form. Cents with VAT, rate in basis points."""

    label: str
    amount: int
    vat_rate: int


async def sale(sale_id: int) -> SaleView:
    """One sale; refused when there is none."""
    found = await _one("s.id = {}", sale_id)
    if found is None:
        raise refuse("counter.unknown", "There is no such sale.")
    return found


async def by_key(key: str) -> SaleView | None:
    """The sale that a page has made already."""
    return await _one("s.key = {}", key)


async def _one(test: str, value: object) -> SaleView | None:
    rows = await Sale.raw(f"{_SALE} WHERE {test}", value)
    return SaleView(**(rows[0] | {"method": Method(rows[0]["method"])})) if rows else None


async def tiles(limit: int = 6) -> list[Tile]:
    """What was sold last and alone, each label once at its last price; products have their own."""
    rows = await Sale.raw(
        "SELECT l.label AS label, l.vat_rate AS vat_rate, i.total + i.rounding AS total"
        " FROM sale s JOIN invoice i ON i.id = s.invoice_id"
        " JOIN invoice_line l ON l.invoice = i.id WHERE l.product IS NULL"
        " AND (SELECT COUNT(*) FROM invoice_line o WHERE o.invoice = i.id) = 1"
        " ORDER BY s.id DESC LIMIT 200"
    )
    found: dict[str, Tile] = {}
    for row in rows:
        tile = Tile(row["label"], int(row["total"]), int(row["vat_rate"]))
        found.setdefault(tile.label, tile)
    return list(found.values())[:limit]


async def last_sales(limit: int = 5) -> list[SaleView]:
    """The last sales, the newest first."""
    rows = await Sale.raw(f"{_SALE} ORDER BY s.id DESC LIMIT {{}}", limit)
    return [SaleView(**(row | {"method": Method(row["method"])})) for row in rows]


async def payments_of(sale_id: int) -> list[tuple[Method, int]]:
    """(means, cents) by which a sale was paid, in the order typed."""
    rows = (
        await SalePayment.select(SalePayment.method, SalePayment.amount)
        .where(SalePayment.sale == sale_id)
        .order_by(SalePayment.id)
    )
    return [(Method(row["method"]), int(row["amount"])) for row in rows]


async def lines_of(sale_id: int) -> list[Sold]:
    """What was sold, as it was paid."""
    rows = (
        await SaleLine.select(SaleLine.label, SaleLine.pieces, SaleLine.amount, SaleLine.vat_rate)
        .where(SaleLine.sale == sale_id)
        .order_by(SaleLine.id)
    )
    return [Sold(**row) for row in rows]


async def check_sales() -> list[Finding]:
    """Sales whose invoice is not issued, or that their parts do not pay to the cent."""
    rows = await Sale.raw(
        "SELECT * FROM (SELECT s.id AS sale, i.id AS invoice, i.number AS number, i.state AS state,"
        " i.total + i.rounding AS sold,"
        " (SELECT CAST(COALESCE(SUM(p.amount), 0) AS BIGINT) FROM sale_payment p"
        " WHERE p.sale = s.id) AS paid"
        " FROM sale s LEFT JOIN invoice i ON i.id = s.invoice_id) AS sales"
        " WHERE state IS NULL OR state <> 'issued' OR paid <> sold ORDER BY sale"
    )
    message = N_("sale %(sale)s (%(number)s): %(sold)s sold, %(paid)s paid by its parts")
    return located(message, rows, cents=("sold", "paid"))


async def check_parts() -> list[Finding]:
    """Parts paid on the spot whose receipt is missing, or of another amount, means or client."""
    rows = await Sale.raw(
        "SELECT p.sale AS sale, p.method AS means, p.amount AS paid, r.amount AS received,"
        " r.id AS receipt FROM sale_payment p LEFT JOIN sale s ON s.id = p.sale"
        " LEFT JOIN invoice i ON i.id = s.invoice_id LEFT JOIN receipt r ON r.id = p.receipt_id"
        " WHERE s.id IS NULL OR (p.method <> 'transfer' AND (r.id IS NULL OR r.amount <> p.amount"
        " OR r.method <> p.method OR r.client <> i.client)) ORDER BY p.id"
    )
    message = N_("sale %(sale)s: %(paid)s by %(means)s, %(received)s received")
    return located(message, rows, cents=("paid", "received"))


async def check_sold_once() -> list[Finding]:
    """Invoices or receipts that two sales claim."""
    rows = await Sale.raw(
        "SELECT MAX(s.id) AS sale, MIN(s.id) AS other, MAX(s.invoice_id) AS invoice FROM sale s"
        " GROUP BY s.invoice_id HAVING COUNT(*) > 1 UNION"
        " SELECT MAX(s.id) AS sale, MIN(s.id) AS other, MAX(s.invoice_id) AS invoice FROM sale s"
        " JOIN sale_payment p ON p.sale = s.id WHERE p.receipt_id IS NOT NULL"
        " GROUP BY p.receipt_id HAVING COUNT(*) > 1 ORDER BY 1"
    )
    return located(N_("sale %(sale)s is sale %(other)s over again (invoice %(invoice)s)"), rows)


CHECKS: list[IntegrityCheck] = [
    ("counter sales", check_sales),
    ("counter payments", check_parts),
    ("counter sales made once", check_sold_once),
]
