"""What an invoice is, counts, needs and does to the books. Pure."""

from app.invoices.rules.adjustments import adjustments
from app.invoices.rules.crediting import Before, Issued, Mirror, credit, negated
from app.invoices.rules.crediting_amounts import credit_amount
from app.invoices.rules.crediting_days import credit_unused
from app.invoices.rules.deductions import deduction_faults
from app.invoices.rules.discounts import discount_lines, discounted
from app.invoices.rules.entries import Sale, sale, taken_back, vat_due, vat_moved
from app.invoices.rules.issue import Candidate, refusals
from app.invoices.rules.kinds import (
    NOT_MONEY,
    AdjustmentKind,
    Kind,
    Nature,
    Operation,
    Origin,
    Purpose,
    Situation,
    Source,
    State,
)
from app.invoices.rules.mentions import Subject, early_discount, mentions, reasoned, to_confirm
from app.invoices.rules.numbering import check_format, number, series_year
from app.invoices.rules.openings import (
    Opening,
    Settled,
    opening_faults,
    opening_postings,
    withdrawal_postings,
)
from app.invoices.rules.operation import (
    frame,
    nature_of,
    operation,
    vat_of_services,
    waiting,
)
from app.invoices.rules.parties import (
    buyer_from,
    debit_from,
    debit_text,
    delivery_from,
    delivery_text,
    party_of,
    seller_from,
    seller_of,
    to_json,
)
from app.invoices.rules.payload import PROVED, fingerprint, payload, unchanged
from app.invoices.rules.plans import Due, instalments
from app.invoices.rules.printed import GROUPED, DocumentView, InstalmentPrinted, LineView
from app.invoices.rules.sales import account_of, sales
from app.invoices.rules.sample import sample
from app.invoices.rules.situation import situation
from app.invoices.rules.terms import due_day
from app.invoices.rules.totals import gross_lines, net_of, totals
from app.invoices.rules.values import (
    Adjustment,
    AdjustmentDraft,
    Credited,
    Deduction,
    Delivery,
    LineDraft,
    Party,
    PlanPart,
    SaidOnce,
    Seller,
    Totals,
    VatPart,
    said_once,
)
from app.invoices.rules.vat import EXEMPTIONS, Category, categories, reason_code, usual

__all__ = [
    "EXEMPTIONS",
    "GROUPED",
    "NOT_MONEY",
    "PROVED",
    "Adjustment",
    "AdjustmentDraft",
    "AdjustmentKind",
    "Before",
    "Candidate",
    "Category",
    "Credited",
    "Deduction",
    "Delivery",
    "DocumentView",
    "Due",
    "InstalmentPrinted",
    "Issued",
    "Kind",
    "LineDraft",
    "LineView",
    "Mirror",
    "Nature",
    "Opening",
    "Operation",
    "Origin",
    "Party",
    "PlanPart",
    "Purpose",
    "SaidOnce",
    "Sale",
    "Seller",
    "Settled",
    "Situation",
    "Source",
    "State",
    "Subject",
    "Totals",
    "VatPart",
    "account_of",
    "adjustments",
    "buyer_from",
    "categories",
    "check_format",
    "credit",
    "credit_amount",
    "credit_unused",
    "debit_from",
    "debit_text",
    "deduction_faults",
    "delivery_from",
    "delivery_text",
    "discount_lines",
    "discounted",
    "due_day",
    "early_discount",
    "fingerprint",
    "frame",
    "gross_lines",
    "instalments",
    "mentions",
    "nature_of",
    "negated",
    "net_of",
    "number",
    "opening_faults",
    "opening_postings",
    "operation",
    "party_of",
    "payload",
    "reason_code",
    "reasoned",
    "refusals",
    "said_once",
    "sale",
    "sales",
    "sample",
    "seller_from",
    "seller_of",
    "series_year",
    "situation",
    "taken_back",
    "to_confirm",
    "to_json",
    "totals",
    "unchanged",
    "usual",
    "vat_due",
    "vat_moved",
    "vat_of_services",
    "waiting",
    "withdrawal_postings",
]
