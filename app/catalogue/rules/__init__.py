"""What a product may be, and what moves its stock. Pure."""

from app.catalogue.rules.products import (
    FIELD_LABELS,
    MOST_QUANTITY,
    NATURE_LABELS,
    Nature,
    ProductValues,
    barcode,
    changed,
    checked,
    gross_of,
    price_of,
    search_text,
    version,
)
from app.catalogue.rules.stock import BY_HAND, CAUSE_LABELS, Cause, Taken, moved, short

__all__ = [
    "BY_HAND",
    "CAUSE_LABELS",
    "FIELD_LABELS",
    "MOST_QUANTITY",
    "NATURE_LABELS",
    "Cause",
    "Nature",
    "ProductValues",
    "Taken",
    "barcode",
    "changed",
    "checked",
    "gross_of",
    "moved",
    "price_of",
    "search_text",
    "short",
    "version",
]
