"""Alerts raised, taken away, told; how often, and from which amount on."""

from app.alerts.actions.telling import tell
from app.alerts.actions.watching import choose, see, set_limit, watch

__all__ = ["choose", "see", "set_limit", "tell", "watch"]
