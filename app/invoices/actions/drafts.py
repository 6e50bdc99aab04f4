"""What a person writes in a draft, counted."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from app.core.errors import refuse
from app.core.money import Euros
from app.invoices import rules
from app.invoices.queries.deposits import deposits
from app.invoices.rules import (
    Adjustment,
    AdjustmentDraft,
    Deduction,
    Delivery,
    LineDraft,
    PlanPart,
    Purpose,
    Totals,
)
from app.invoices.tables import Invoice

MAX_LINES = 300
MAX_PARTS = 36


@dataclass(frozen=True)
class DraftValues:
    """What a person writes in a draft. `due_on` wins over `terms_days`; with neither, the
    client's terms or the business's hold at issue; a `plan` of instalments wins over all.

    `deductions` are (deposit invoice, cents with VAT). `discount_rate` (basis points) is for
    paying within `discount_days`. `basis` is the draft that a deposit is asked for.
    """

    client_id: int
    lines: tuple[LineDraft, ...]
    due_on: date | None = None
    terms_days: int | None = None
    service_from: date | None = None
    service_to: date | None = None
    order_number: str = ""
    note: str = ""
    adjustments: tuple[AdjustmentDraft, ...] = ()
    deductions: tuple[tuple[int, int], ...] = ()
    plan: tuple[PlanPart, ...] = ()
    discount_rate: int | None = None
    discount_days: int | None = None
    delivered_on: date | None = None
    delivery: Delivery | None = None
    purpose: Purpose = Purpose.ORDINARY
    basis: int | None = None


@dataclass(frozen=True)
class Content:
    """A draft's lines with their categories, what the whole adds to them, and what it comes to."""

    lines: tuple[LineDraft, ...]
    totals: Totals
    adjustments: tuple[Adjustment, ...] = ()
    deductions: tuple[Deduction, ...] = ()
    plan: tuple[PlanPart, ...] = field(default=())

    @property
    def prepaid(self) -> int:
        """Deposits taken off, with VAT (BT-113)."""
        return sum(each.total for each in self.deductions)

    @property
    def prepaid_vat(self) -> int:
        """The VAT within them."""
        return sum(each.vat for each in self.deductions)


def counted(values: DraftValues, grosses: Sequence[int] | None = None) -> Content:
    """The lines with their categories, allowances by rate, and the totals; no deposits yet."""
    lines = rules.categories(values.lines)
    if grosses is None:
        found = rules.adjustments(values.adjustments, lines)
        return Content(tuple(lines), rules.totals(lines, found), found, (), values.plan)
    priced, totals = rules.gross_lines(lines, grosses)
    return Content(priced, totals, (), (), values.plan)


async def deducted(values: DraftValues, corrects: int | None = None) -> tuple[Deduction, ...]:
    """The deposits taken off, with the VAT within each; what the document that this one `corrects`
    took off is free again. Refused: not of this client, more than is left."""
    left = await deposits([each for each, _ in values.deductions], [corrects])
    found: list[Deduction] = []
    for at, (deposit_id, cents) in enumerate(values.deductions):
        deposit = left.get(deposit_id)
        if deposit is None or deposit.client_id != values.client_id:
            raise refuse(
                "invoices.deposit_other",
                "This deposit is not one of this client: take it off the invoice.",
                f"deduction-{at}-amount",
            )
        if not 0 < cents <= deposit.total:
            raise refuse(
                "invoices.deposit_left",
                "%(amount)s cannot be taken off for %(number)s: %(left)s is left of it.",
                f"deduction-{at}-amount",
                amount=Euros(cents),
                number=deposit.number,
                left=Euros(deposit.total),
            )
        found.append(deposit.taken(cents))
    return tuple(found)


def check_shape(values: DraftValues) -> None:
    """Refuse too many lines, or a period that ends before it begins."""
    parts = (len(values.adjustments), len(values.plan), len(values.deductions))
    if len(values.lines) > MAX_LINES or max(parts) > MAX_PARTS:
        raise refuse(
            "invoices.too_many_lines",
            "A document has at most %(limit)s lines.",
            limit=MAX_LINES,
        )
    if values.service_from and values.service_to and values.service_to < values.service_from:
        raise refuse("invoices.service_period", "The period ends before it begins.", "service_to")
    if (values.discount_rate is None) != (values.discount_days is None):
        raise refuse(
            "invoices.early_terms",
            "A discount for paying early needs its percentage and its number of days.",
            "discount_days",
        )


def columns(values: DraftValues, content: Content) -> dict[Any, Any]:
    """What a draft says, as columns."""
    totals = content.totals
    return {
        Invoice.client: values.client_id,
        Invoice.due_on: values.due_on,
        Invoice.terms_days: values.terms_days,
        Invoice.service_from: values.service_from,
        Invoice.service_to: values.service_to,
        Invoice.order_number: values.order_number,
        Invoice.note: values.note,
        Invoice.discount_rate: values.discount_rate,
        Invoice.discount_days: values.discount_days,
        Invoice.delivered_on: values.delivered_on,
        Invoice.delivery: rules.delivery_text(values.delivery),
        Invoice.net: totals.net,
        Invoice.vat: totals.vat,
        Invoice.total: totals.total,
        Invoice.allowances: totals.allowances,
        Invoice.charges: totals.charges,
        Invoice.rounding: totals.rounding,
        Invoice.prepaid: content.prepaid,
        Invoice.prepaid_vat: content.prepaid_vat,
    }
