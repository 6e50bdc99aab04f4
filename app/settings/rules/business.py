"""The business as it is known."""

from dataclasses import dataclass, field
from datetime import datetime, time
from enum import StrEnum

COLOUR = "#115c43"


class VatRegime(StrEnum):
    """Whether VAT is charged at all (franchise: CGI 293 B, now CIBS L. 223-3)."""

    NORMAL = "normal"
    FRANCHISE = "franchise"


class VatOn(StrEnum):
    """When VAT on services is due: at collection, or by option at issue (CGI 269-2)."""

    RECEIPTS = "receipts"
    DEBITS = "debits"


class Activity(StrEnum):
    """What is sold, as invoices must say from September 2027."""

    SERVICES = "services"
    GOODS = "goods"
    MIXED = "mixed"


class PenaltyBasis(StrEnum):
    """What late penalties go by without a rate of one's own: the law's (ECB + 10 points), or three
    times the legal interest, the least that terms may set."""

    LAW = "law"
    LEGAL = "legal"


@dataclass(frozen=True)
class Business:
    """The one business. `capital` is cents, `penalty_rate` basis points a year (None: the one of
    `penalty_basis`), `terms_days` days; `vat_regime` "normal" or "franchise", `vat_on` "receipts"
    or "debits", `activity` "goods", "services" or "mixed". `footer` is a line at the foot of
    documents; `prints_…` say what stands on them of what no law asks for. Up to `difference_limit`
    cents an open rest is a small difference; above `write_off_limit` only the owner writes off.
    `shows_past_invoices`: on the page of an invoice its client finds their others. `part_least`:
    the cents from which on they may pay a part of one there; 0: all of it or nothing. `plan_most`:
    in how many payments they may ask to pay one, of at least `plan_least` cents each; 0: in none.
    `card_provider`: "", "stripe", or "trial", which moves no money (the demonstration's)."""

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
    footer: str = ""
    prints_phone: bool = True
    prints_email: bool = True
    prints_website: bool = True
    prints_qr: bool = True
    difference_limit: int = 100
    write_off_limit: int = 2_000
    penalty_basis: str = PenaltyBasis.LAW.value
    shows_past_invoices: bool = False
    part_least: int = 0
    plan_most: int = 0
    plan_least: int = 0
    card_provider: str = ""
    stripe_key: str = field(default="", repr=False)
    stripe_webhook_secret: str = field(default="", repr=False)

    @property
    def charges_vat(self) -> bool:
        """False under the franchise: no rate and no amount of VAT may appear."""
        return self.vat_regime != "franchise"

    @property
    def vat_on_debits(self) -> bool:
        """Whether VAT on services is due at issue (option) instead of at collection."""
        return self.vat_on == "debits"


def french_vat_number(siren: str) -> str:
    """The VAT number that belongs to a SIREN: key (12 + 3 x (SIREN mod 97)) mod 97.

    >>> french_vat_number("732829320")
    'FR44732829320'
    """
    return f"FR{(12 + 3 * (int(siren) % 97)) % 97:02}{siren}"


def blank_business(at: datetime) -> Business:
    """A business before its set-up: nothing known, the usual defaults."""
    return Business(
        name="",
        legal_form="",
        capital=None,
        is_sole_trader=False,
        siren="",
        siret="",
        registry="",
        vat_number="",
        vat_regime=VatRegime.NORMAL.value,
        vat_on=VatOn.RECEIPTS.value,
        activity=Activity.SERVICES.value,
        street="",
        postcode="",
        town="",
        country="FR",
        email="",
        phone="",
        website="",
        iban="",
        bic="",
        mediator="",
        logo_sha256=None,
        colour=COLOUR,
        terms_days=30,
        penalty_rate=None,
        discount_terms="",
        invoice_format="F{year}-{n:06}",
        credit_note_format="A{year}-{n:06}",
        smtp_url="",
        mail_from="",
        send_from=None,
        send_until=None,
        updated_at=at,
    )
