"""What is read about documents."""

from app.invoices.queries.archive import YearIssued, kept_files, waiting_documents, years_issued
from app.invoices.queries.checks import CHECKS
from app.invoices.queries.choices import client_choices
from app.invoices.queries.deposits import DepositLeft, deposits_left
from app.invoices.queries.documents import by_number, invoice, maybe_invoice
from app.invoices.queries.einvoices import ElectronicView, Judged, electronic, has_xml, xml_of
from app.invoices.queries.judging import mentions_to_confirm
from app.invoices.queries.listing import (
    Filters,
    Listed,
    Listing,
    in_parts,
    list_invoices,
    listed,
    matching,
)
from app.invoices.queries.originals import Original, originals
from app.invoices.queries.owed import (
    AllocationView,
    OpenInstalment,
    allocations_of,
    allocations_on,
    open_credits,
    open_instalments,
    open_of,
)
from app.invoices.queries.readiness import Readiness, readiness
from app.invoices.queries.related import Related, related
from app.invoices.queries.sendings import Sending, sendings
from app.invoices.queries.values import (
    InstalmentView,
    InvoiceView,
    RenderingView,
)
from app.invoices.queries.view import document_view, preview, view_and_document
from app.invoices.rules import DocumentView, LineView

__all__ = [
    "CHECKS",
    "AllocationView",
    "DepositLeft",
    "DocumentView",
    "ElectronicView",
    "Filters",
    "InstalmentView",
    "InvoiceView",
    "Judged",
    "LineView",
    "Listed",
    "Listing",
    "OpenInstalment",
    "Original",
    "Readiness",
    "Related",
    "RenderingView",
    "Sending",
    "YearIssued",
    "allocations_of",
    "allocations_on",
    "by_number",
    "client_choices",
    "deposits_left",
    "document_view",
    "electronic",
    "has_xml",
    "in_parts",
    "invoice",
    "kept_files",
    "list_invoices",
    "listed",
    "matching",
    "maybe_invoice",
    "mentions_to_confirm",
    "open_credits",
    "open_instalments",
    "open_of",
    "originals",
    "preview",
    "readiness",
    "related",
    "sendings",
    "view_and_document",
    "waiting_documents",
    "xml_of",
    "years_issued",
]
