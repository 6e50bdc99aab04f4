"""What the PDF and the client's page are made from: frozen rows only (a draft's are of today)."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from app.clients.tables import Client
from app.core.errors import refuse
from app.invoices import rules
from app.invoices.queries.documents import view_of
from app.invoices.queries.judging import subject_of
from app.invoices.queries.originals import originals
from app.invoices.queries.printed import printed
from app.invoices.queries.rows import Whole, load, payable, plan_of
from app.invoices.queries.values import InvoiceView
from app.invoices.rules import Credited, DocumentView, Kind
from app.invoices.tables import Allocation
from app.law.queries import law_on
from app.settings.queries import business


async def document_view(invoice_id: int) -> DocumentView | None:
    """An issued document from what was frozen at issue; None for a draft, or one of before."""
    whole = (await load([invoice_id])).get(invoice_id)
    return await _issued(whole) if whole else None


async def view_and_document(invoice_id: int) -> tuple[InvoiceView, DocumentView | None] | None:
    """A document as it stands now, and as it was issued (None as for `document_view`), loaded once;
    None when there is none."""
    whole = (await load([invoice_id])).get(invoice_id)
    return (await view_of(whole), await _issued(whole)) if whole else None


async def _issued(whole: Whole) -> DocumentView | None:
    row = whole.invoice
    if not row["seller"]:
        return None
    return await _printed(
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
    row["grouped_by"] = rules.GROUPED if client["invoice_grouped"] else ""
    due_on = rules.due_day(row, client["terms_days"], shop.terms_days, on)
    plan = [plan_of(each) for each in whole.plan]
    whole.instalments = [vars(due) for due in rules.instalments(plan, whole.payable, due_on)]
    return await _printed(
        whole,
        issued_on=on,
        due_on=whole.instalments[-1]["due_on"],
        seller=seller,
        buyer=buyer,
        mentions=texts,
        paid_on=None,
    )


async def _paid_at_issue(row: Mapping[str, Any]) -> date | None:
    """The day of the money that was put on the document in the very moment it was issued.

    What is paid later is not printed: the document says the same whenever it is rendered.
    """
    if row["kind"] != Kind.INVOICE:
        return None
    # The kind is no way in: by it SQLite goes over every allocation of that kind.
    paid = await Allocation.raw(
        "SELECT a.amount, a.paid_on FROM allocation a JOIN instalment s ON s.id = a.instalment"
        " WHERE s.invoice = {} AND a.source_kind || '' = 'receipt' AND a.recorded_at = {}",
        row["id"],
        row["recorded_at"],
    )
    whole = sum(each["amount"] for each in paid) == payable(row)
    return max(each["paid_on"] for each in paid) if paid and whole else None


async def _named(invoice_id: int | None) -> Credited | None:
    found = await originals([invoice_id]) if invoice_id else {}
    return found[invoice_id].credited if invoice_id in found else None


async def _printed(whole: Whole, **frozen: Any) -> DocumentView:
    row = whole.invoice
    return printed(
        whole,
        credits=await _named(row["credits"]),
        corrects=await _named(row["corrects"]),
        **frozen,
    )
