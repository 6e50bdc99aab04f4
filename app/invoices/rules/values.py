"""What an invoice is made of. Amounts in cents, quantities 1e-4, prices 1e-6 euro, rates 1e-4."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.accounting.rules import SERVICES


class Kind(StrEnum):
    """What a document is."""

    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"


class State(StrEnum):
    """A draft may change; what is issued never does."""

    DRAFT = "draft"
    ISSUED = "issued"


class Origin(StrEnum):
    """Of our own series, or a document of before with its own number."""

    OWN = "own"
    OPENING = "opening"


class Source(StrEnum):
    """What was put on an instalment."""

    RECEIPT = "receipt"
    CREDIT_NOTE = "credit_note"
    OPENING = "opening"


class Situation(StrEnum):
    """How a document stands on a day; worked out, never stored."""

    DRAFT = "draft"
    ISSUED = "issued"
    LATE = "late"
    PAID = "paid"
    CREDITED = "credited"
    CREDIT = "credit"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class LineDraft:
    """A line as typed; `vat_category` is EN 16931's (S standard, E exempt, AE reverse charge…)."""

    label: str
    quantity: int
    unit_price: int
    vat_rate: int
    detail: str = ""
    unit: str = ""
    discount: int = 0
    vat_category: str = "S"


@dataclass(frozen=True)
class VatPart:
    """VAT of one category and rate, on the sum of the line nets of that rate."""

    category: str
    rate: int
    base: int
    vat: int


@dataclass(frozen=True)
class Totals:
    """Line nets in the order of the lines, VAT by rate, and the sums; net + vat = total."""

    nets: tuple[int, ...]
    parts: tuple[VatPart, ...]
    net: int
    vat: int
    total: int


@dataclass(frozen=True)
class Party:
    """A party as copied onto the document; `kind` is company, consumer or public."""

    name: str
    kind: str = ""
    street: str = ""
    postcode: str = ""
    town: str = ""
    country: str = "FR"
    siren: str = ""
    siret: str = ""
    vat_number: str = ""
    email: str = ""
    phone: str = ""
    website: str = ""


@dataclass(frozen=True)
class Seller(Party):
    """The business as copied: its identity, bank, look, and how its VAT is due.

    `vat_pending`: VAT is due when money comes in (services, on receipts), not at issue.
    `sales` is the account that its sales go to; `capital` is cents.
    """

    legal_form: str = ""
    is_sole_trader: bool = False
    capital: int | None = None
    registry: str = ""
    iban: str = ""
    bic: str = ""
    colour: str = "#115c43"
    logo_sha256: str | None = None
    charges_vat: bool = True
    vat_pending: bool = False
    sales: str = SERVICES


@dataclass(frozen=True)
class Credited:
    """The invoice that a credit note is for."""

    id: int
    number: str
    issued_on: date
