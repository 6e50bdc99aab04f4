"""Alerts: what is found, what stands, who is told."""

from app.alerts.queries.checks import CHECKS
from app.alerts.queries.payments import Follower, followers, new_payments
from app.alerts.queries.view import (
    AlertView,
    Reader,
    id_of,
    limit_of,
    readers,
    rhythm_of,
    standing,
    untold,
)
from app.alerts.queries.watching import found

__all__ = [
    "CHECKS",
    "AlertView",
    "Follower",
    "Reader",
    "followers",
    "found",
    "id_of",
    "limit_of",
    "new_payments",
    "readers",
    "rhythm_of",
    "standing",
    "untold",
]
