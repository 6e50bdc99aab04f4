"""What late invoices cost their clients, what was decided of it, notices, and the last days."""

from app.lateness.queries.bundles import BundleView, bundles_of
from app.lateness.queries.checks import CHECKS
from app.lateness.queries.claims import ClaimView, claim_views
from app.lateness.queries.clocks import limits, limits_near
from app.lateness.queries.evidence import Evidence, evidence
from app.lateness.queries.late import (
    Claimed,
    LateInvoice,
    late_invoice,
    late_invoices,
    late_of_client,
)
from app.lateness.queries.notices import NoticeView, StageView, notice, notices
from app.lateness.queries.rates import indemnity_on, rates

__all__ = [
    "CHECKS",
    "BundleView",
    "ClaimView",
    "Claimed",
    "Evidence",
    "LateInvoice",
    "NoticeView",
    "StageView",
    "bundles_of",
    "claim_views",
    "evidence",
    "indemnity_on",
    "late_invoice",
    "late_invoices",
    "late_of_client",
    "limits",
    "limits_near",
    "notice",
    "notices",
    "rates",
]
