"""Alerts raised, taken away, told; how often, and from which amount on; payments told."""

from app.alerts.actions.payments import choose_payments, tell_payments
from app.alerts.actions.telling import tell
from app.alerts.actions.watching import choose, see, set_limit, watch

__all__ = [
    "choose",
    "choose_payments",
    "see",
    "set_limit",
    "tell",
    "tell_payments",
    "watch",
]
