"""What is read about documents."""

from app.invoices.queries.checks import CHECKS
from app.invoices.queries.choices import client_choices
from app.invoices.queries.documents import (
    InstalmentView,
    InvoiceView,
    LineView,
    RenderingView,
    by_number,
    invoice,
    maybe_invoice,
)
from app.invoices.queries.judging import Readiness, mentions_to_confirm, readiness
from app.invoices.queries.listing import Filters, Listed, Listing, list_invoices, listed
from app.invoices.queries.owed import (
    AllocationView,
    OpenInstalment,
    allocations_of,
    allocations_on,
    open_credits,
    open_instalments,
    open_of,
)
from app.invoices.queries.sendings import Sending, sendings
from app.invoices.queries.view import DocumentView, document_view, preview

__all__ = [
    "CHECKS",
    "AllocationView",
    "DocumentView",
    "Filters",
    "InstalmentView",
    "InvoiceView",
    "LineView",
    "Listed",
    "Listing",
    "OpenInstalment",
    "Readiness",
    "RenderingView",
    "Sending",
    "allocations_of",
    "allocations_on",
    "by_number",
    "client_choices",
    "document_view",
    "invoice",
    "list_invoices",
    "listed",
    "maybe_invoice",
    "mentions_to_confirm",
    "open_credits",
    "open_instalments",
    "open_of",
    "preview",
    "readiness",
    "sendings",
]
