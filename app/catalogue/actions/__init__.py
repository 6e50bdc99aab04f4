"""What is done about products, and whatever moves their stock."""

from app.catalogue.actions.products import (
    archive,
    create,
    create_in,
    judged,
    rates_on,
    take_back_in,
    unarchive,
    update,
)
from app.catalogue.actions.stock import Counted, count, move, take_in

__all__ = [
    "Counted",
    "archive",
    "count",
    "create",
    "create_in",
    "judged",
    "move",
    "rates_on",
    "take_back_in",
    "take_in",
    "unarchive",
    "update",
]
