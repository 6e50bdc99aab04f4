"""The movements of the stock, and whether they still come to what is on hand."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from app.catalogue.rules import Cause
from app.catalogue.tables import Product, StockMovement
from app.core.errors import N_, Finding
from app.core.formats import quantity as shown
from app.core.located import IntegrityCheck, located

MOVEMENTS = 50


@dataclass(frozen=True)
class MovementView:
    """One movement of the stock: `quantity` signed and `after` in 1e-4."""

    id: int
    cause: Cause
    quantity: int
    after: int
    source: str
    note: str
    moved_on: date
    recorded_at: datetime
    recorded_by: str

    @property
    def invoice_id(self) -> int | None:
        """The document that moved it."""
        kind, _, rest = self.source.partition(":")
        return int(rest) if kind == "invoice" and rest.isdecimal() else None


async def movements(product_id: int, before: int | None = None) -> list[MovementView]:
    """The movements of a product, the last first; `before` is the id that a page ended with."""
    query = StockMovement.select().where(StockMovement.product == product_id)
    if before:
        query = query.where(StockMovement.id < before)
    rows = await query.order_by(StockMovement.id, ascending=False).limit(MOVEMENTS)
    return [_movement(row) for row in rows]


def _movement(row: Mapping[str, Any]) -> MovementView:
    kept = {each.name: row[each.name] for each in fields(MovementView)}
    return MovementView(**{**kept, "cause": Cause(row["cause"])})


async def check_on_hand() -> list[Finding]:
    """What is on hand of each product against the sum of its movements."""
    rows = await Product.raw(
        "SELECT p.id AS product, p.name AS name, p.on_hand AS said,"
        " CAST(COALESCE(m.moved, 0) AS BIGINT) AS found FROM product p"
        " LEFT JOIN (SELECT product, SUM(quantity) AS moved FROM stock_movement GROUP BY product) m"
        " ON m.product = p.id WHERE p.on_hand <> COALESCE(m.moved, 0) ORDER BY p.id"
    )
    message = N_("product %(product)s (%(name)s): %(said)s on hand, %(found)s by its movements")
    return located(message, [_quantities(row, "said", "found") for row in rows])


async def check_movements() -> list[Finding]:
    """Each movement starts from what the one before it left."""
    rows = await StockMovement.raw(
        "SELECT product, id AS movement, after AS said, before + quantity AS found FROM ("
        " SELECT product, id, after, quantity,"
        " COALESCE(LAG(after) OVER (PARTITION BY product ORDER BY id), 0) AS before"
        " FROM stock_movement) AS every WHERE after <> before + quantity ORDER BY 2"
    )
    message = N_(
        "movement %(movement)s of product %(product)s: %(said)s after it, %(found)s worked out"
    )
    return located(message, [_quantities(row, "said", "found") for row in rows])


def _quantities(row: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return dict(row) | {name: shown(int(row[name])) for name in names}


CHECKS: list[IntegrityCheck] = [
    ("stock on hand", check_on_hand),
    ("stock movements", check_movements),
]
