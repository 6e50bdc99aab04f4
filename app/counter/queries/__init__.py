"""What is read about the counter: its sales, and the closings of its till."""

from app.core.located import IntegrityCheck
from app.counter.queries.sales import (
    CHECKS as _SALES,
)
from app.counter.queries.sales import (
    SaleView,
    Sold,
    Tile,
    by_key,
    last_sales,
    lines_of,
    payments_of,
    sale,
    tiles,
)
from app.counter.queries.till import CHECKS as _TILL
from app.counter.queries.till import ClosingView, closing_of, closings

CHECKS: list[IntegrityCheck] = [*_SALES, *_TILL]

__all__ = [
    "CHECKS",
    "ClosingView",
    "SaleView",
    "Sold",
    "Tile",
    "by_key",
    "closing_of",
    "closings",
    "last_sales",
    "lines_of",
    "payments_of",
    "sale",
    "tiles",
]
