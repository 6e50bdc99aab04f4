"""What an invoice is made of. Amounts in cents, quantities 1e-4, prices 1e-6 euro, rates 1e-4."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app.accounting.rules import SERVICES
from app.invoices.rules.kinds import AdjustmentKind


@dataclass(frozen=True)
class LineDraft:
    """A line as typed; `vat_category` is EN 16931's (S standard, E exempt, AE reverse charge…).

    `discount` (basis points) is taken first, `discount_amount` (cents, signed as the line) after
    it. `nature` is goods or services, "" as the business usually sells. `exemption` is the VATEX
    code of a line without VAT. `credits_line` is the row of the line that a credit note takes back;
    `product` is what the line sells of the catalogue, `account` where its sale is booked ("" for
    the one that its nature and its buyer give).
    """

    label: str
    quantity: int
    unit_price: int
    vat_rate: int
    detail: str = ""
    unit: str = ""
    discount: int = 0
    vat_category: str = "S"
    discount_amount: int = 0
    nature: str = ""
    exemption: str = ""
    credits_line: int | None = None
    product: int | None = None
    account: str = ""


@dataclass(frozen=True)
class AdjustmentDraft:
    """An allowance or charge on the whole document as typed: cents, or basis points of the lines.

    Without a rate it is shared over every rate of the lines.
    """

    kind: AdjustmentKind
    reason: str
    amount: int | None = None
    percent: int | None = None
    vat_rate: int | None = None
    vat_category: str = "S"
    exemption: str = ""
    reason_code: str = ""


@dataclass(frozen=True)
class Adjustment:
    """The same at one rate: `amount` cents, above 0 (below on a credit note), `percent` of `base`
    when it was typed so. `reason_code` is of UNTDID 5189 (allowances) or 7161 (charges)."""

    kind: str
    reason: str
    reason_code: str
    percent: int | None
    base: int
    amount: int
    vat_rate: int
    vat_category: str
    exemption: str = ""
    credits_adjustment: int | None = None

    @property
    def signed(self) -> int:
        """What it adds to the net."""
        return self.amount if self.kind == AdjustmentKind.CHARGE else -self.amount


@dataclass(frozen=True)
class SaidOnce:
    """An allowance or charge as a reader sees it: what it does to the net over all rates."""

    reason: str
    percent: int | None
    signed: int


def said_once(adjustments: Iterable[Adjustment]) -> list[SaidOnce]:
    """The parts of the same allowance or charge, one for each rate, put together again."""
    sums: dict[tuple[str, str, int | None], int] = {}
    for each in adjustments:
        key = (each.kind, each.reason, each.percent)
        sums[key] = sums.get(key, 0) + each.signed
    return [SaidOnce(reason, percent, cents) for (_, reason, percent), cents in sums.items()]


@dataclass(frozen=True)
class Deduction:
    """A paid deposit invoice taken off a final one: cents with VAT, and the VAT within."""

    deposit: int
    number: str
    issued_on: date
    vat: int
    total: int

    @property
    def signed(self) -> int:
        """What it adds to what is to pay."""
        return -self.total


@dataclass(frozen=True)
class PlanPart:
    """An instalment as planned on a draft: cents or basis points of what is to pay; the one with
    neither, the last, is the remainder."""

    due_on: date
    amount: int | None = None
    percent: int | None = None


@dataclass(frozen=True)
class VatPart:
    """VAT of one category and rate, on the sum of the nets of that rate; without VAT, why."""

    category: str
    rate: int
    base: int
    vat: int
    reason_code: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Totals:
    """Line nets in the order of the lines, VAT by rate, and the sums; net + vat = total.

    `net` = the lines - `allowances` + `charges` (BT-109); `rounding` (BT-114) makes a price paid
    with VAT come out: what is paid is total + rounding.
    """

    nets: tuple[int, ...]
    parts: tuple[VatPart, ...]
    net: int
    vat: int
    total: int
    allowances: int = 0
    charges: int = 0
    rounding: int = 0


@dataclass(frozen=True)
class Delivery:
    """Where goods go, when it is not the client's own address."""

    name: str = ""
    street: str = ""
    postcode: str = ""
    town: str = ""
    country: str = "FR"


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
    `vat_on_debits`: it opted for VAT at issue. `sales` is the account that its sales go to;
    `capital` is cents. `penalty_rate` (basis points) and `penalty_basis` are the terms of late
    payment; the basis is "" on documents of before they were kept.
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
    vat_on_debits: bool = False
    sales: str = SERVICES
    footer: str = ""
    prints_phone: bool = True
    prints_email: bool = True
    prints_website: bool = True
    prints_qr: bool = True
    penalty_rate: int | None = None
    penalty_basis: str = ""


@dataclass(frozen=True)
class Credited:
    """The invoice that a credit note is for; the one that replaces or is replaced.

    `purpose` and `total` (cents, to pay) tell what it was.
    """

    id: int
    number: str
    issued_on: date
    purpose: str = "ordinary"
    total: int = 0
