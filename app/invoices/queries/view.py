"""What the PDF and the client's page are made from: frozen rows only (a draft's are of today)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from app.clients.tables import Client
from app.core.errors import refuse
from app.invoices import rules
from app.invoices.queries.documents import LineView, line_views, vat_parts
from app.invoices.queries.rows import Whole, load
from app.invoices.rules import Kind, Party, Seller, VatPart
from app.invoices.tables import Allocation, Invoice
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
    mentions: tuple[str, ...]
    seller: Seller
    buyer: Party
    lines: tuple[LineView, ...]
    parts: tuple[VatPart, ...]
    instalments: tuple[InstalmentPrinted, ...]
    credits_number: str | None
    credits_on: date | None
    paid_on: date | None
    paid_by: str = ""

    @property
    def charges_vat(self) -> bool:
        """False under the franchise: neither rates nor amounts of VAT may be printed."""
        return self.seller.charges_vat

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
    buyer = rules.party_of(client)
    credited = await _credited(row)
    parts = vat_parts(whole.parts)
    texts, _ = rules.mentions(law, shop, buyer.kind, parts, credited, client["language"])
    return await _view(
        whole,
        issued_on=on,
        due_on=rules.due_day(row, client["terms_days"], shop.terms_days, on),
        seller=rules.seller_of(shop),
        buyer=buyer,
        mentions=texts,
        paid_on=None,
    )


_SAME = ("number", "language", "service_from", "service_to", "order_number", "note")


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
    credited = await _credited(row)
    sign = -1 if row["kind"] == Kind.CREDIT_NOTE else 1
    return DocumentView(
        kind=Kind(row["kind"]),
        issued_on=issued_on,
        due_on=due_on,
        **{name: row[name] for name in _SAME},
        **{name: sign * row[name] for name in ("net", "vat", "total")},
        mentions=tuple(mentions),
        seller=seller,
        buyer=buyer,
        lines=tuple(
            replace(line, quantity=sign * line.quantity, net=sign * line.net)
            for line in line_views(whole.lines)
        ),
        parts=tuple(
            replace(part, base=sign * part.base, vat=sign * part.vat)
            for part in vat_parts(whole.parts)
        ),
        instalments=tuple(
            InstalmentPrinted(each["due_on"], sign * each["amount"]) for each in whole.instalments
        ),
        credits_number=credited.number if credited else None,
        credits_on=credited.issued_on if credited else None,
        paid_on=paid_on,
    )


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
    whole = sum(each["amount"] for each in paid) == row["total"]
    return max(each["paid_on"] for each in paid) if paid and whole else None


async def _credited(row: Mapping[str, Any]) -> rules.Credited | None:
    if row["credits"] is None:
        return None
    of = (
        await Invoice.select(Invoice.id, Invoice.number, Invoice.issued_on)
        .where(Invoice.id == row["credits"])
        .first()
    )
    return rules.Credited(of["id"], of["number"], of["issued_on"]) if of else None
