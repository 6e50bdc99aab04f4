"""An electronic invoice in the terms of EN 16931 (BT: a value, BG: a group of them).

Amounts in integer cents, quantities 1e-4, prices 1e-6 euro, rates and percentages in basis points.
A text that is absent is "", a day or an amount None. One currency, the euro.
"""

from dataclasses import dataclass, field
from datetime import date

SPECIFICATION = "urn:cen.eu:en16931:2017"
SIREN, SIRET, DIRECTORY = "0002", "0009", "0225"


@dataclass(frozen=True)
class Identifier:
    """A value and the code of the list that it comes from (ISO 6523, or EAS for an address)."""

    value: str
    scheme: str = ""


@dataclass(frozen=True)
class Address:
    """A postal address: BG-5 of the seller, BG-8 of the buyer, BG-15 of the delivery.

    Lines BT-35/50/75 and BT-36/51/76, town BT-37/52/77, postcode BT-38/53/78, country BT-40/55/80.
    """

    country: str
    line: str = ""
    line_2: str = ""
    town: str = ""
    postcode: str = ""


@dataclass(frozen=True)
class Trader:
    """The seller (BG-4) or the buyer (BG-7).

    Name BT-27/44, legal registration BT-30/47 (SIREN), identifiers BT-29/46 (SIRET), VAT number
    BT-31/48, other tax registration BT-32 (seller), legal facts BT-33 (seller), electronic address
    BT-34/49, address BG-5/8, contact's telephone BT-42/57 and e-mail BT-43/58.
    """

    name: str
    address: Address | None = None
    legal_id: Identifier | None = None
    ids: tuple[Identifier, ...] = ()
    vat_number: str = ""
    tax_number: str = ""
    legal_facts: str = ""
    electronic: Identifier | None = None
    contact: str = ""
    phone: str = ""
    email: str = ""


@dataclass(frozen=True)
class Note:
    """BG-1: a text (BT-22) and what it is about (BT-21: PMT, PMD, AAB, BAR…)."""

    text: str
    subject: str = ""


@dataclass(frozen=True)
class Preceding:
    """BG-3: an earlier invoice, its number (BT-25) and its day (BT-26)."""

    number: str
    on: date | None = None


@dataclass(frozen=True)
class Period:
    """BG-14 of the document (BT-73, BT-74) or BG-26 of a line (BT-134, BT-135)."""

    start: date | None = None
    end: date | None = None


@dataclass(frozen=True)
class Delivery:
    """BG-13: to whom (BT-70), when (BT-72) and where (BG-15)."""

    name: str = ""
    on: date | None = None
    address: Address | None = None
    site: Identifier | None = None


@dataclass(frozen=True)
class Payment:
    """BG-16: how it is paid (BT-81: 30 or 58 transfer, 59 SEPA debit, 48 card, 10 cash, 20 cheque).

    BT-82 says it in words, BT-83 is the reference to quote; account BT-84 of holder BT-85 at BIC
    BT-86; for a debit the mandate BT-89, the creditor BT-90 and the debited account BT-91.
    """

    means: str
    words: str = ""
    reference: str = ""
    iban: str = ""
    holder: str = ""
    bic: str = ""
    mandate: str = ""
    creditor: str = ""
    debited_iban: str = ""


@dataclass(frozen=True)
class Allowance:
    """Something off or on top: BG-20/21 of the document, BG-27/28 of a line (`is_charge`).

    Amount BT-92/99/136/141, base BT-93/100/137/142, percentage BT-94/101/138/143, reason
    BT-97/104/139/144 and its code BT-98/105/140/145; of the document also VAT category BT-95/102
    and rate BT-96/103.
    """

    amount: int
    reason: str = ""
    reason_code: str = ""
    is_charge: bool = False
    base: int | None = None
    percent: int | None = None
    category: str = ""
    rate: int | None = None


@dataclass(frozen=True)
class Vat:
    """BG-23: base BT-116, tax BT-117, category BT-118, rate BT-119, why none BT-120 and BT-121."""

    category: str
    rate: int | None
    base: int
    tax: int
    reason: str = ""
    reason_code: str = ""


@dataclass(frozen=True)
class Line:
    """BG-25: number BT-126, quantity BT-129 in BT-130, net BT-131, price BT-146, VAT BT-151/152.

    Name BT-153, description BT-154, note BT-127, the period BG-26, allowances BG-27/28.
    """

    id: str
    name: str
    quantity: int
    unit: str
    price: int
    net: int
    category: str
    rate: int | None
    description: str = ""
    period: Period | None = None
    allowances: tuple[Allowance, ...] = ()


@dataclass(frozen=True)
class Sums:
    """BG-22: lines BT-106, allowances BT-107, charges BT-108, net BT-109, VAT BT-110, total BT-112,
    paid BT-113, rounding BT-114, to pay BT-115."""

    lines: int
    net: int
    vat: int
    total: int
    payable: int
    allowances: int = 0
    charges: int = 0
    paid: int = 0
    rounding: int = 0


@dataclass(frozen=True)
class EInvoice:
    """One document: number BT-1, day BT-2, kind BT-3 (380 invoice, 381 credit note, 384 corrected
    invoice, 386 deposit invoice), due day BT-9, frame BT-23, and all its groups.

    Currency BT-5, VAT point BT-7 or its code BT-8, order BT-13, contract BT-12, buyer's reference
    BT-10, payment terms BT-20, specification BT-24.
    """

    number: str
    issued_on: date | None
    kind: str
    seller: Trader
    buyer: Trader
    lines: tuple[Line, ...]
    vat: tuple[Vat, ...]
    sums: Sums
    frame: str = ""
    due_on: date | None = None
    terms: str = ""
    notes: tuple[Note, ...] = ()
    preceding: tuple[Preceding, ...] = ()
    payment: Payment | None = None
    delivery: Delivery = field(default_factory=Delivery)
    period: Period | None = None
    allowances: tuple[Allowance, ...] = ()
    order: str = ""
    contract: str = ""
    buyer_reference: str = ""
    vat_point: date | None = None
    vat_point_code: str = ""
    currency: str = "EUR"
    specification: str = SPECIFICATION

    def texts_of(self, subject: str) -> list[str]:
        """The texts of the notes about one subject (BT-21)."""
        return [note.text for note in self.notes if note.subject == subject]
