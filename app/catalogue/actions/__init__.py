"""What is done about products, and whatever moves their stock."""

from app.catalogue.actions.products import (
    archive,
    create,
    create_in,
    judged,
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
    "take_in",
    "unarchive",
    "update",
]
