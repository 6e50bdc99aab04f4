"""What the PDF and the client's page are made from: frozen rows only (a draft's are of today)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from app.clients.tables import Client
from app.core.errors import refuse
from app.invoices import rules
from app.invoices.queries.documents import line_views
from app.invoices.queries.judging import subject_of
from app.invoices.queries.originals import originals
from app.invoices.queries.rows import (
    Whole,
    adjustment_of,
    deduction_of,
    load,
    part_of,
    payable,
    plan_of,
)
from app.invoices.queries.values import LineView
from app.invoices.rules import (
    Adjustment,
    Credited,
    Deduction,
    Delivery,
    Kind,
    Party,
    Purpose,
    Seller,
    VatPart,
)
from app.invoices.tables import Allocation
from app.law.queries import law_on
from app.settings.queries import business


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
    of a document that was paid as it was issued (at the counter), else None.
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

    @property
    def charges_vat(self) -> bool:
        """False under the franchise: neither rates nor amounts of VAT may be printed."""
        return self.seller.charges_vat

    @property
    def lines_net(self) -> int:
        """The lines together, before discounts and charges on the whole (BT-106)."""
        return sum(line.net for line in self.lines)

    @property
    def frame(self) -> str:
        """The invoicing frame (BT-23)."""
        paid, deposits = self.paid_on is not None, self.prepaid
        return rules.frame(self.operation, self.purpose, paid, deposits)

    @property
    def reference(self) -> str:
        """What a transfer quotes."""
        return self.number or ""

    @property
    def filename(self) -> str:
        """The name of the PDF."""
        return f"{(self.number or 'brouillon').replace('/', '-')}.pdf"


async def document_view(invoice_id: int) -> DocumentView | None:
    """An issued document from what was frozen at issue; None for a draft, or one of before."""
    whole = (await load([invoice_id])).get(invoice_id)
    if whole is None or not whole.invoice["seller"]:
        return None
    row = whole.invoice
    return await _view(
        whole,
        issued_on=row["issued_on"],
        due_on=row["due_on"],
        seller=rules.seller_from(row["seller"]),
        buyer=rules.buyer_from(row["buyer"]),
        mentions=row["mentions"].splitlines(),
        paid_on=await _paid_at_issue(row),
    )


async def preview(invoice_id: int, on: date) -> DocumentView:
    """A draft as it would look if it were issued on a day. Refused: there is no such draft."""
    whole = (await load([invoice_id])).get(invoice_id)
    if whole is None or whole.invoice["state"] != "draft":
        raise refuse("invoices.no_draft", "There is no such draft any more.")
    row = whole.invoice
    shop, law = await business(), await law_on(on)
    client = (await Client.select().where(Client.id == row["client"]))[0]
    buyer, seller = rules.party_of(client), rules.seller_of(shop)
    named = [row[name] for name in ("credits", "corrects") if row[name]]
    subject = subject_of(whole, await originals(named), buyer, seller, on)
    parts, _ = rules.reasoned(law, shop, subject, client["language"])
    texts, _ = rules.mentions(law, shop, replace(subject, parts=parts), client["language"])
    for part, kept in zip(parts, whole.parts, strict=True):
        kept.update(reason_code=part.reason_code, reason=part.reason)
    row |= {"operation": subject.operation, "detail": client["invoice_detail"]}
    due_on = rules.due_day(row, client["terms_days"], shop.terms_days, on)
    plan = [plan_of(each) for each in whole.plan]
    whole.instalments = [vars(due) for due in rules.instalments(plan, whole.payable, due_on)]
    return await _view(
        whole,
        issued_on=on,
        due_on=whole.instalments[-1]["due_on"],
        seller=seller,
        buyer=buyer,
        mentions=texts,
        paid_on=None,
    )


_SAME = (
    *("number", "language", "service_from", "service_to", "order_number", "note", "operation"),
    *("detail", "delivered_on"),
)
_CENTS = ("net", "vat", "total", "allowances", "charges", "prepaid", "rounding")


async def _view(
    whole: Whole,
    *,
    issued_on: date,
    due_on: date,
    seller: Seller,
    buyer: Party,
    mentions: Sequence[str],
    paid_on: date | None,
) -> DocumentView:
    row = whole.invoice
    sign = -1 if row["kind"] == Kind.CREDIT_NOTE else 1
    return DocumentView(
        kind=Kind(row["kind"]),
        purpose=Purpose(row["purpose"]),
        issued_on=issued_on,
        due_on=due_on,
        **{name: row[name] for name in _SAME},
        **{name: sign * row[name] for name in _CENTS},
        payable=sign * whole.payable,
        delivery=rules.delivery_from(row["delivery"]),
        early=rules.early_discount(row["discount_rate"], row["discount_days"], issued_on),
        mentions=tuple(mentions),
        seller=seller,
        buyer=buyer,
        **_printed(whole, sign),
        credits=await _named(row["credits"]),
        corrects=await _named(row["corrects"]),
        paid_on=paid_on,
    )


def _printed(whole: Whole, sign: int) -> dict[str, Any]:
    """The parts with positive amounts."""
    parts = (part_of(each) for each in whole.parts)
    adjustments = (adjustment_of(each) for each in whole.adjustments)
    deductions = (deduction_of(each) for each in whole.deductions)
    return {
        "lines": tuple(
            replace(
                line,
                quantity=sign * line.quantity,
                discount_amount=sign * line.discount_amount,
                net=sign * line.net,
            )
            for line in line_views(whole.lines)
        ),
        "parts": tuple(replace(x, base=sign * x.base, vat=sign * x.vat) for x in parts),
        "adjustments": tuple(
            replace(x, base=sign * x.base, amount=sign * x.amount) for x in adjustments
        ),
        "deductions": tuple(replace(x, vat=sign * x.vat, total=sign * x.total) for x in deductions),
        "instalments": tuple(
            InstalmentPrinted(each["due_on"], sign * each["amount"]) for each in whole.instalments
        ),
    }


async def _paid_at_issue(row: Mapping[str, Any]) -> date | None:
    """The day of the money that was put on the document in the very moment it was issued.

    What is paid later is not printed: the document says the same whenever it is rendered.
    """
    if row["kind"] != Kind.INVOICE:
        return None
    paid = await Allocation.select(Allocation.amount, Allocation.paid_on).where(
        Allocation.instalment.invoice == row["id"],
        Allocation.source_kind == "receipt",
        Allocation.recorded_at == row["recorded_at"],
    )
    whole = sum(each["amount"] for each in paid) == payable(row)
    return max(each["paid_on"] for each in paid) if paid and whole else None


async def _named(invoice_id: int | None) -> Credited | None:
    found = await originals([invoice_id]) if invoice_id else {}
    return found[invoice_id].credited if invoice_id in found else None
