"""The books by command: the file of entries, balances, VAT due, days outstanding."""

from app.books.commands import export, figures
from app.core.console import Verbs


def register(verbs: Verbs) -> None:
    """Add the verbs."""
    export.register(verbs)
    export.register_inspection(verbs)
    figures.register(verbs)
