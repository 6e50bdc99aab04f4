"""The verbs of upkeep: how the service is."""

from app.core.console import Verbs
from app.upkeep.commands import state


def register(verbs: Verbs) -> None:
    """Add the verbs."""
    state.register(verbs)
