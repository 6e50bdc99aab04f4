"""A document as it is printed, and as its electronic form is made from it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app.invoices.rules.kinds import Kind, Purpose
from app.invoices.rules.operation import frame
from app.invoices.rules.values import (
    Adjustment,
    Credited,
    Deduction,
    Delivery,
    LineDraft,
    Party,
    SaidOnce,
    Seller,
    VatPart,
    said_once,
)
from app.mandates.rules import DebitSaid

# Lines stand under what their detail says.
GROUPED = "detail"


@dataclass(frozen=True)
class LineView(LineDraft):
    """A line with its net in cents."""

    net: int = 0


@dataclass(frozen=True)
class Group:
    """Lines of one site or period, as their detail says, with what they come to in cents."""

    heading: str
    lines: tuple[LineView, ...]
    net: int


def grouped(lines: Iterable[LineView]) -> tuple[Group, ...]:
    """Lines by their detail, in the order in which each first stands. Those without one come first:
    below a heading they would seem to be of it."""
    found: dict[tuple[str, int], list[LineView]] = {}
    for at, line in enumerate(lines):
        found.setdefault((line.detail, -1 if line.detail else at), []).append(line)
    return tuple(
        Group(heading, tuple(each), sum(line.net for line in each))
        for (heading, _), each in sorted(found.items(), key=lambda one: one[0][0] != "")
    )


@dataclass(frozen=True)
class InstalmentPrinted:
    """A part due on a day, in cents."""

    due_on: date
    amount: int


@dataclass(frozen=True)
class DocumentView:
    """Everything that a document says, as it is printed.

    Cents, quantities 1e-4, prices 1e-6 euro, rates 1e-4; a credit note is printed with positive
    amounts, as EN 16931 wants them (BT-3 381). `number` is None on a draft. `paid_on` is the day
    of a document that was paid as it was issued (at the counter), else None; `debit` says how it
    will be debited, None where it is paid otherwise.
    """

    kind: Kind
    purpose: Purpose
    number: str | None
    language: str
    issued_on: date
    due_on: date
    service_from: date | None
    service_to: date | None
    order_number: str
    note: str
    net: int
    vat: int
    total: int
    payable: int
    allowances: int
    charges: int
    prepaid: int
    rounding: int
    operation: str
    detail: str
    is_grouped: bool
    delivered_on: date | None
    delivery: Delivery | None
    early: tuple[int, date] | None
    mentions: tuple[str, ...]
    seller: Seller
    buyer: Party
    lines: tuple[LineView, ...]
    parts: tuple[VatPart, ...]
    adjustments: tuple[Adjustment, ...]
    deductions: tuple[Deduction, ...]
    instalments: tuple[InstalmentPrinted, ...]
    credits: Credited | None
    corrects: Credited | None
    paid_on: date | None
    paid_by: str = ""
    debit: DebitSaid | None = None

    @property
    def charges_vat(self) -> bool:
        """False under the franchise: neither rates nor amounts of VAT may be printed."""
        return self.seller.charges_vat

    @property
    def said_once(self) -> list[SaidOnce]:
        """Allowances and charges, each on one line."""
        return said_once(self.adjustments)

    @property
    def groups(self) -> tuple[Group, ...]:
        """The lines by site or period, where the client wants them so."""
        return grouped(self.lines)

    @property
    def columns_before_amount(self) -> int:
        """Name, quantity and price; the discount where a line has one, the rate of VAT."""
        discounted = any(line.discount or line.discount_amount for line in self.lines)
        return 3 + discounted + self.charges_vat

    @property
    def lines_net(self) -> int:
        """The lines together, before discounts and charges on the whole (BT-106)."""
        return sum(line.net for line in self.lines)

    @property
    def frame(self) -> str:
        """The invoicing frame (BT-23)."""
        paid, deposits = self.paid_on is not None, self.prepaid
        return frame(self.operation, self.purpose, paid, deposits)

    @property
    def debited_from(self) -> str:
        """Enough of the account to be debited to know it by."""
        return self.debit.short_iban if self.debit else ""

    @property
    def reference(self) -> str:
        """What a transfer quotes."""
        return self.number or ""

    @property
    def filename(self) -> str:
        """The name of the PDF."""
        return f"{(self.number or 'brouillon').replace('/', '-')}.pdf"
