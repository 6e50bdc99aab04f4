"""What a sale at the counter, and the closing of its till, may be. Pure."""

from app.counter.rules.cart import cart_lines, cart_text, with_line
from app.counter.rules.sales import (
    CASH_LIMIT,
    KEY_LENGTH,
    METHOD_LABELS,
    MOST_PIECES,
    PASSER_BY,
    PASSER_BY_KEY,
    Method,
    SaleLine,
    SaleValues,
    archived,
    beside,
    change,
    judge,
    same_sale,
    sellable,
)
from app.counter.rules.ticket import ticket_height
from app.counter.rules.till import CountValues, counted_twice, judge_count, postings

__all__ = [
    "CASH_LIMIT",
    "KEY_LENGTH",
    "METHOD_LABELS",
    "MOST_PIECES",
    "PASSER_BY",
    "PASSER_BY_KEY",
    "CountValues",
    "Method",
    "SaleLine",
    "SaleValues",
    "archived",
    "beside",
    "cart_lines",
    "cart_text",
    "change",
    "counted_twice",
    "judge",
    "judge_count",
    "postings",
    "same_sale",
    "sellable",
    "ticket_height",
    "with_line",
]
