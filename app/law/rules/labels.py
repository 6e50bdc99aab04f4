"""The keys of the legal values, and what each is called."""

from app.core.errors import N_

PENALTY_MARGIN = 1000
PENALTY = "mention.penalty"
PENALTY_FORMULA = "mention.penalty_formula"
PENALTY_FORMULA_LEGAL = "mention.penalty_formula_legal"
PENALTY_RATE = "penalty.rate"
VAT_RATE = "vat.rate."
EXEMPTION = "exemption."
RENEWAL = "contract.renewal"
LEGAL_INTEREST = "legal_interest.professional"
LEGAL_INTEREST_PRIVATE = "legal_interest.private"
# A contract may set another rate, never below three times the legal one (C. com. L441-10).
PENALTY_FLOOR = 3
# Each lives for a half-year.
HALF_YEARLY = (PENALTY_RATE, LEGAL_INTEREST, LEGAL_INTEREST_PRIVATE)
LIMITATION = "limitation."
OVERSEAS, CORSICA = "overseas", "corsica"

LABELS = {
    PENALTY_RATE: N_("Late penalties between professionals, a year"),
    "indemnity.amount": N_("Fixed indemnity for late payment"),
    LEGAL_INTEREST: N_("Legal interest, professional creditor"),
    LEGAL_INTEREST_PRIVATE: N_("Legal interest, private creditor"),
    "terms.default_days": N_("Payment terms when nothing is agreed"),
    "terms.cap_days": N_("Longest payment terms"),
    "limitation.company": N_("Limitation between professionals, years"),
    "limitation.consumer": N_("Limitation against a consumer, years"),
    "limitation.public": N_("Limitation against a public body, years"),
    "franchise.goods": N_("VAT franchise: threshold for goods"),
    "franchise.services": N_("VAT franchise: threshold for services"),
    "franchise.goods_raised": N_("VAT franchise: raised threshold for goods"),
    "franchise.services_raised": N_("VAT franchise: raised threshold for services"),
    "einvoicing.receive": N_("Electronic invoices: duty to receive"),
    "einvoicing.issue": N_("Electronic invoices: duty to issue and to report"),
    "references.general_tax_code": N_("References to the general tax code on invoices"),
    PENALTY: N_("Mention: late penalties, with their rate"),
    PENALTY_FORMULA: N_("Mention: late penalties, when the rate is not known"),
    PENALTY_FORMULA_LEGAL: N_("Mention: late penalties, three times the legal interest"),
    "mention.indemnity": N_("Mention: fixed indemnity"),
    "mention.no_discount": N_("Mention: no discount"),
    "mention.franchise": N_("Mention: VAT franchise"),
    "mention.vat_on_debits": N_("Mention: VAT on debits"),
    "mention.vat_on_receipts": N_("Mention: VAT on receipts"),
    "mention.reverse_charge": N_("Mention: reverse charge"),
    "mention.sole_trader": N_("Mention: sole trader"),
    "mention.consumer_mediator": N_("Mention: consumer mediator"),
    RENEWAL: N_("Tacit renewal: what the client is told"),
    "mention.credit_note": N_("Mention: credit note"),
    "mention.corrected": N_("Mention: corrected invoice"),
    "mention.unpaid_duplicate": N_("Mention: duplicate of an unpaid invoice"),
    "mention.early_discount": N_("Mention: discount for paying early"),
    "mention.penalty_public": N_("Mention: late penalties of public buyers"),
    "mention.operation.goods": N_("Mention: category of operation, goods"),
    "mention.operation.services": N_("Mention: category of operation, services"),
    "mention.operation.mixed": N_("Mention: category of operation, goods and services"),
}
RATE_LABELS = {
    OVERSEAS: N_("VAT rate, overseas departments"),
    CORSICA: N_("VAT rate, Corsica"),
}
