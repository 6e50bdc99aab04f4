"""`echeance invoice` and `echeance export`: documents on the command line."""

from app.core.console import Verbs
from app.invoices.commands import export, invoice


def register(verbs: Verbs) -> None:
    """Add the verbs."""
    invoice.register(verbs)
    export.register(verbs)


__all__ = ["register"]
