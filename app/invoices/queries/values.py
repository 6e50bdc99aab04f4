"""One document as values: what a page, a message or the command line reads of it."""

from dataclasses import dataclass
from datetime import date, datetime

from app.invoices import rules
from app.invoices.rules import (
    Adjustment,
    Credited,
    Deduction,
    Delivery,
    Kind,
    LineView,
    Origin,
    Party,
    PlanPart,
    Purpose,
    SaidOnce,
    Situation,
    State,
    VatPart,
    said_once,
)


@dataclass(frozen=True)
class InstalmentView:
    """A part due on a day; `open` cents of `amount`."""

    id: int
    due_on: date
    amount: int
    open: int


@dataclass(frozen=True)
class RenderingView:
    """The PDF: kept (`sha256`, `size`), or owed, with the error of the last try."""

    sha256: str | None
    size: int | None
    attempts: int
    error: str
    next_try_at: datetime | None


@dataclass(frozen=True)
class InvoiceView:
    """A draft or an issued document with all its parts. Cents; negative for a credit note.

    `version` is what an editor of the draft hands back; `client` is the client's name now; `lost`
    is what of it was written off as a loss.
    """

    id: int
    origin: Origin
    kind: Kind
    purpose: Purpose
    state: State
    client_id: int
    client: str
    number: str | None
    source: str | None
    credits: Credited | None
    credited_by: tuple[Credited, ...]
    corrects: Credited | None
    corrected_by: Credited | None
    basis: int | None
    issued_on: date | None
    due_on: date | None
    terms_days: int | None
    service_from: date | None
    service_to: date | None
    order_number: str
    language: str
    note: str
    net: int
    vat: int
    total: int
    payable: int
    allowances: int
    charges: int
    prepaid: int
    prepaid_vat: int
    rounding: int
    discount_rate: int | None
    discount_days: int | None
    delivered_on: date | None
    delivery: Delivery | None
    operation: str
    open: int
    lost: int
    settled_on: date | None
    disputed: bool
    withdrawn: bool
    lines: tuple[LineView, ...]
    parts: tuple[VatPart, ...]
    adjustments: tuple[Adjustment, ...]
    deductions: tuple[Deduction, ...]
    plan: tuple[PlanPart, ...]
    instalments: tuple[InstalmentView, ...]
    buyer: Party | None
    mentions: tuple[str, ...]
    rendering: RenderingView | None
    created_at: datetime
    created_by: str
    version: str

    @property
    def said_once(self) -> list[SaidOnce]:
        """Allowances and charges on the whole, each on one line."""
        return said_once(self.adjustments)

    @property
    def is_draft(self) -> bool:
        """Whether it may still change."""
        return self.state is State.DRAFT

    @property
    def is_credit_note(self) -> bool:
        """Whether it gives back."""
        return self.kind is Kind.CREDIT_NOTE

    @property
    def is_deposit(self) -> bool:
        """Whether it asks for money before the sale, or gives it back."""
        return self.purpose is Purpose.DEPOSIT

    @property
    def is_whole(self) -> bool:
        """Of a credit note: whether it takes back all that its invoice was."""
        return self.credits is not None and self.credits.total == -self.payable

    @property
    def is_credited(self) -> bool:
        """Whether nothing of it counts any more: all of it credited, or replaced."""
        back = sum(each.total for each in self.credited_by)
        return self.corrected_by is not None or (bool(self.credited_by) and back == -self.payable)

    @property
    def next_due(self) -> date | None:
        """The day of the earliest instalment that is still open; else of the last."""
        days = [each.due_on for each in self.instalments if each.open]
        return min(days, default=self.due_on)

    @property
    def title(self) -> str:
        """What people call it; a draft has no number."""
        return self.number or f"#{self.id}"

    def situation(self, on: date) -> Situation:
        """How it stands on a day, with what is open now."""
        return rules.situation(
            state=self.state,
            kind=self.kind,
            open=self.open,
            due_on=self.next_due,
            credited=self.is_credited,
            withdrawn=self.withdrawn,
            lost=self.lost > 0,
            on=on,
        )
