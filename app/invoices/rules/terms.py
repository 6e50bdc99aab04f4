"""When a document is due."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from app.invoices.rules.kinds import Kind


def due_day(row: Mapping[str, Any], client_terms: int | None, shop_terms: int, on: date) -> date:
    """The day a draft is due when issued on a day: its own day, its terms, the client's, ours.

    A credit note is due at once. A plan of instalments has its own days, whatever is said here.
    """
    if row["kind"] == Kind.CREDIT_NOTE:
        return on
    if row["due_on"]:
        day: date = row["due_on"]
        return day
    own: int | None = row["terms_days"]
    days = own if own is not None else client_terms if client_terms is not None else shop_terms
    return on + timedelta(days=days)
