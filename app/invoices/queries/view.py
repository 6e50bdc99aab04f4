"""What the PDF and the client's page are made from: frozen rows only (a draft's are of today)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.clients.tables import Client
from app.core.errors import N_
from app.invoices import rules
from app.invoices.queries.documents import LineView, line_views, vat_parts
from app.invoices.queries.rows import Whole, load
from app.invoices.rules import Credited, Kind, Party, Seller, VatPart
from app.invoices.tables import Invoice
from app.law.queries import law_on
from app.settings.queries import business


@dataclass(frozen=True)
class DocumentView:
    """Everything that a document says. Cents, quantities 1e-4, prices 1e-6 euro, rates 1e-4.

    `title` is an English message id; `number` is None on a draft, which is marked as such.
    `due_on` is None on a credit note; `epc` is the text of the QR code for the transfer; `link`
    is the address of the client's page.
    """

    kind: Kind
    title: str
    number: str | None
    is_draft: bool
    language: str
    issued_on: date
    due_on: date | None
    service_from: date | None
    service_to: date | None
    order_number: str
    note: str
    seller: Seller
    buyer: Party
    lines: tuple[LineView, ...]
    parts: tuple[VatPart, ...]
    net: int
    vat: int
    total: int
    mentions: tuple[str, ...]
    epc: str | None
    credited: Credited | None
    link: str | None

    @property
    def shows_vat(self) -> bool:
        """False under the franchise: neither rates nor amounts of VAT may be printed."""
        return self.seller.charges_vat

    @property
    def filename(self) -> str:
        """The name of the PDF."""
        return f"{self.number or 'brouillon'}.pdf"


TITLES = {Kind.INVOICE: N_("Invoice"), Kind.CREDIT_NOTE: N_("Credit note")}


async def document_view(invoice_id: int, link: str | None = None) -> DocumentView | None:
    """An issued document from what was frozen at issue; None for a draft, or one of before."""
    whole = (await load([invoice_id])).get(invoice_id)
    if whole is None or not whole.invoice["seller"]:
        return None
    row = whole.invoice
    return await _view(
        whole,
        link,
        issued_on=row["issued_on"],
        due_on=row["due_on"],
        seller=rules.seller_from(row["seller"]),
        buyer=rules.buyer_from(row["buyer"]),
        mentions=tuple(row["mentions"].splitlines()),
    )


async def preview(invoice_id: int, on: date) -> DocumentView | None:
    """A draft as it would look if it were issued on a day; None when there is none."""
    whole = (await load([invoice_id])).get(invoice_id)
    if whole is None or whole.invoice["state"] != "draft":
        return None
    row = whole.invoice
    shop, law = await business(), await law_on(on)
    client = await Client.select().where(Client.id == row["client"]).first()
    assert client is not None
    buyer = rules.party_of(client)
    credited = await _credited(row)
    parts = vat_parts(whole.parts)
    texts, _ = rules.mentions(law, shop, buyer.kind, parts, credited, client["language"])
    return await _view(
        whole,
        None,
        issued_on=on,
        due_on=rules.due_day(row, client["terms_days"], shop.terms_days, on),
        seller=rules.seller_of(shop, law),
        buyer=buyer,
        mentions=tuple(texts),
    )


async def _view(
    whole: Whole,
    link: str | None,
    *,
    issued_on: date,
    due_on: date,
    seller: Seller,
    buyer: Party,
    mentions: tuple[str, ...],
) -> DocumentView:
    row = whole.invoice
    kind = Kind(row["kind"])
    number = row["number"]
    return DocumentView(
        kind=kind,
        title=TITLES[kind],
        number=number,
        is_draft=row["state"] == "draft",
        language=row["language"],
        issued_on=issued_on,
        due_on=None if kind is Kind.CREDIT_NOTE else due_on,
        service_from=row["service_from"],
        service_to=row["service_to"],
        order_number=row["order_number"],
        note=row["note"],
        seller=seller,
        buyer=buyer,
        lines=tuple(line_views(whole.lines)),
        parts=vat_parts(whole.parts),
        net=row["net"],
        vat=row["vat"],
        total=row["total"],
        mentions=mentions,
        epc=rules.epc(seller.name, seller.iban, seller.bic, row["total"], number)
        if number
        else None,
        credited=await _credited(row),
        link=link,
    )


async def _credited(row: Mapping[str, Any]) -> Credited | None:
    if row["credits"] is None:
        return None
    of = (
        await Invoice.select(Invoice.id, Invoice.number, Invoice.issued_on)
        .where(Invoice.id == row["credits"])
        .first()
    )
    return Credited(of["id"], of["number"], of["issued_on"]) if of else None
