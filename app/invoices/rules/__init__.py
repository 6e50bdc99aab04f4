"""What an invoice is, counts, needs and does to the books. Pure."""

from app.invoices.rules.entries import sale, vat_due, vat_moved
from app.invoices.rules.issue import Candidate, categories, refusals
from app.invoices.rules.numbering import check_format, number, series_year
from app.invoices.rules.openings import (
    Opening,
    Settled,
    opening_faults,
    opening_postings,
    withdrawal_postings,
)
from app.invoices.rules.parties import (
    buyer_from,
    mentions,
    party_of,
    seller_from,
    seller_of,
    to_confirm,
    to_json,
)
from app.invoices.rules.payload import fingerprint, payload
from app.invoices.rules.situation import situation
from app.invoices.rules.terms import due_day
from app.invoices.rules.totals import gross_line, negated, totals
from app.invoices.rules.values import (
    Credited,
    Kind,
    LineDraft,
    Origin,
    Party,
    Seller,
    Situation,
    Source,
    State,
    Totals,
    VatPart,
)

__all__ = [
    "Candidate",
    "Credited",
    "Kind",
    "LineDraft",
    "Opening",
    "Origin",
    "Party",
    "Seller",
    "Settled",
    "Situation",
    "Source",
    "State",
    "Totals",
    "VatPart",
    "buyer_from",
    "categories",
    "check_format",
    "due_day",
    "fingerprint",
    "gross_line",
    "mentions",
    "negated",
    "number",
    "opening_faults",
    "opening_postings",
    "party_of",
    "payload",
    "refusals",
    "sale",
    "seller_from",
    "seller_of",
    "series_year",
    "situation",
    "to_confirm",
    "to_json",
    "totals",
    "vat_due",
    "vat_moved",
    "withdrawal_postings",
]
