"""What late invoices cost their clients, and what was decided of it."""

from app.lateness.queries.checks import CHECKS
from app.lateness.queries.claims import ClaimView, claim_views
from app.lateness.queries.late import (
    LateInvoice,
    late_invoice,
    late_invoices,
    late_of_client,
)
from app.lateness.queries.rates import indemnity_on, rates

__all__ = [
    "CHECKS",
    "ClaimView",
    "LateInvoice",
    "claim_views",
    "indemnity_on",
    "late_invoice",
    "late_invoices",
    "late_of_client",
    "rates",
]
