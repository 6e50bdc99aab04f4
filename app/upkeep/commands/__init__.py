"""The verbs of upkeep: how the service is, its backups."""

from app.core.console import Verbs
from app.upkeep.commands import backups, state


def register(verbs: Verbs) -> None:
    """Add the verbs."""
    state.register(verbs)
    backups.register(verbs)
