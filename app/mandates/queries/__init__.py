"""Reads of the creditor and the mandates."""

from app.mandates.queries.checks import CHECKS
from app.mandates.queries.said import Issued, said_of
from app.mandates.queries.view import (
    MandateView,
    chased,
    creditor,
    in_force,
    list_mandates,
    maybe_mandate,
    of_client,
    to_chase,
    waiting,
)

__all__ = [
    "CHECKS",
    "Issued",
    "MandateView",
    "chased",
    "creditor",
    "in_force",
    "list_mandates",
    "maybe_mandate",
    "of_client",
    "said_of",
    "to_chase",
    "waiting",
]
