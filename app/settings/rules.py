"""The business, and what its identity, numbering and defaults may be."""

from dataclasses import dataclass
from datetime import datetime, time

COLOUR = "#115c43"


@dataclass(frozen=True)
class Business:
    """The one business. `capital` is cents, `penalty_rate` basis points a year (None: the legal
    one), `terms_days` days; `vat_regime` "normal" or "franchise", `vat_on` "receipts" or
    "debits", `activity` "goods", "services" or "mixed"."""

    name: str
    legal_form: str
    capital: int | None
    is_sole_trader: bool
    siren: str
    siret: str
    registry: str
    vat_number: str
    vat_regime: str
    vat_on: str
    activity: str
    street: str
    postcode: str
    town: str
    country: str
    email: str
    phone: str
    website: str
    iban: str
    bic: str
    mediator: str
    logo_sha256: str | None
    colour: str
    terms_days: int
    penalty_rate: int | None
    discount_terms: str
    invoice_format: str
    credit_note_format: str
    smtp_url: str
    mail_from: str
    send_from: time | None
    send_until: time | None
    updated_at: datetime

    @property
    def charges_vat(self) -> bool:
        """False under the franchise: no rate and no amount of VAT may appear."""
        return self.vat_regime != "franchise"

    @property
    def vat_on_debits(self) -> bool:
        """Whether VAT on services is due at issue (option) instead of at collection."""
        return self.vat_on == "debits"
