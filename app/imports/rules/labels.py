"""What pages call the kinds of files and their fields."""

from app.core.errors import N_
from app.imports.rules.titles import Kind

KIND_LABELS = {
    Kind.CLIENTS: N_("Clients"),
    Kind.CONTRACTS: N_("Contracts"),
    Kind.HISTORY: N_("Invoices of before"),
}
FIELD_NAMES = {
    "name": N_("Name"),
    "kind": N_("Kind of client"),
    "siren": N_("SIREN"),
    "siret": N_("SIRET"),
    "vat_number": N_("VAT number"),
    "email": N_("E-mail"),
    "phone": N_("Telephone"),
    "street": N_("Street"),
    "postcode": N_("Postcode"),
    "town": N_("Town"),
    "country": N_("Country"),
    "language": N_("Language of documents"),
    "terms_days": N_("Payment terms, in days"),
    "iban": N_("IBAN"),
    "group": N_("Group"),
    "client": N_("Client"),
    "reference": N_("Reference of the contract"),
    "label": N_("Label"),
    "quantity": N_("Quantity"),
    "unit_price": N_("Unit price, excl. VAT"),
    "vat_rate": N_("VAT rate"),
    "frequency": N_("Frequency"),
    "start_on": N_("Start"),
    "end_on": N_("End"),
    "billing": N_("In advance or in arrears"),
    "anchor_day": N_("Day of billing"),
    "mode": N_("Draft, issue or send"),
    "bill_from": N_("Bill from"),
    "number": N_("Number"),
    "issued_on": N_("Issued on"),
    "due_on": N_("Due on"),
    "amount": N_("Amount, incl. VAT"),
    "paid_on": N_("Paid on"),
    "paid_amount": N_("Amount paid"),
    "disputed": N_("Disputed"),
}
MORE_LABELS = {
    "clients_added": N_("clients added by their name"),
    "completed": N_("cards completed"),
    "contracts": N_("contracts"),
    "begun_before": N_("contracts that began before today"),
    "receipts": N_("payments to be identified"),
    "kept": N_("rows left, because something was built on them meanwhile"),
}
