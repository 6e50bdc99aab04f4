"""One document, as a page, a message or the command line shows it."""

from collections.abc import Sequence
from typing import Any

from app.clients.tables import Client
from app.clock import ZONE
from app.core.errors import refuse
from app.invoices import rules
from app.invoices.queries.rows import (
    Whole,
    adjustment_of,
    deduction_of,
    load,
    part_of,
    payable,
    plan_of,
)
from app.invoices.queries.values import InstalmentView, InvoiceView, RenderingView
from app.invoices.rules import Credited, Kind, LineView, Origin, Purpose, State
from app.invoices.tables import Allocation, Balance, Document, Invoice, Rendering


async def invoice(invoice_id: int) -> InvoiceView:
    """One document; refused (invoices.unknown) when there is none."""
    found = await maybe_invoice(invoice_id)
    if found is None:
        raise refuse("invoices.unknown", "There is no such invoice.")
    return found


async def maybe_invoice(invoice_id: int) -> InvoiceView | None:
    """One document, or None."""
    whole = (await load([invoice_id])).get(invoice_id)
    return await _view(whole) if whole else None


async def by_number(number: str) -> InvoiceView:
    """A document of our series by its number, else one of before; refused when there is none,
    or when several clients have one of before with that number."""
    rows = (
        await Invoice.select(Invoice.id, Invoice.origin)
        .where(Invoice.number == number.strip(), Invoice.withdrawn_at.is_null())
        .order_by(Invoice.origin, ascending=False)
    )
    own = [row for row in rows if row["origin"] == Origin.OWN] or rows
    if len(own) != 1:
        raise refuse(
            "invoices.unknown_number",
            "There is not one document numbered %(number)s, but %(count)s.",
            number=number,
            count=len(own),
        )
    return await invoice(own[0]["id"])


_SAME = (
    *("id", "number", "source", "issued_on", "due_on", "terms_days", "service_from"),
    *("service_to", "order_number", "language", "note", "net", "vat", "total", "created_by"),
    *("allowances", "charges", "prepaid", "prepaid_vat", "rounding", "operation", "delivered_on"),
    *("discount_rate", "discount_days", "basis"),
)


async def _view(whole: Whole) -> InvoiceView:
    row = whole.invoice
    client = await Client.select(Client.name).where(Client.id == row["client"]).first()
    balances = await Balance.select().where(Balance.invoice_id == row["id"])
    open_by_instalment = {each["instalment"]: each for each in balances}
    settled = [each["settled_on"] for each in balances if each["settled_on"]]
    return InvoiceView(
        **{name: row[name] for name in _SAME},
        origin=Origin(row["origin"]),
        kind=Kind(row["kind"]),
        state=State(row["state"]),
        client_id=row["client"],
        client=client["name"] if client else "",
        purpose=Purpose(row["purpose"]),
        payable=whole.payable,
        delivery=rules.delivery_from(row["delivery"]),
        credits=await _one(Invoice.id == row["credits"]) if row["credits"] else None,
        credited_by=await _named(Invoice.credits == row["id"]),
        corrects=await _one(Invoice.id == row["corrects"]) if row["corrects"] else None,
        corrected_by=await _one(Invoice.corrects == row["id"]),
        **_parts(whole),
        open=sum(each["open"] for each in balances),
        lost=await lost_of(row["id"]),
        settled_on=max(settled, default=None),
        disputed=row["disputed"] != "no",
        withdrawn=row["withdrawn_at"] is not None,
        instalments=tuple(
            InstalmentView(
                each["id"], each["due_on"], each["amount"], open_by_instalment[each["id"]]["open"]
            )
            for each in whole.instalments
        ),
        buyer=rules.buyer_from(row["buyer"]) if row["buyer"] else None,
        mentions=tuple(row["mentions"].splitlines()),
        rendering=await _rendering(row["id"]),
        created_at=row["created_at"].astimezone(ZONE),
        version=rules.fingerprint(whole),
    )


async def lost_of(invoice_id: int) -> int:
    """Cents of a document that were written off as a loss, and still are."""
    rows = await Allocation.raw(
        "SELECT CAST(COALESCE(SUM(a.amount), 0) AS BIGINT) AS cents FROM allocation a"
        " JOIN instalment s ON s.id = a.instalment WHERE s.invoice = {} AND a.source_kind = 'loss'",
        invoice_id,
    )
    return int(rows[0]["cents"])


def _parts(whole: Whole) -> dict[str, Any]:
    return {
        "lines": tuple(line_views(whole.lines)),
        "parts": tuple(part_of(each) for each in whole.parts),
        "adjustments": tuple(adjustment_of(each) for each in whole.adjustments),
        "deductions": tuple(deduction_of(each) for each in whole.deductions),
        "plan": tuple(plan_of(each) for each in whole.plan),
    }


def line_views(rows: Sequence[dict[str, Any]]) -> list[LineView]:
    """Lines' rows as views."""
    names = LineView.__dataclass_fields__
    return [LineView(**{name: row[name] for name in names}) for row in rows]


async def _named(where: Any) -> tuple[Credited, ...]:
    rows = (
        await Invoice.select(
            Invoice.id,
            Invoice.number,
            Invoice.issued_on,
            Invoice.purpose,
            Invoice.total,
            Invoice.prepaid,
            Invoice.rounding,
        )
        .where(where, Invoice.state == "issued")
        .order_by(Invoice.id)
    )
    return tuple(
        Credited(row["id"], row["number"], row["issued_on"], row["purpose"], payable(row))
        for row in rows
    )


async def _one(where: Any) -> Credited | None:
    return next(iter(await _named(where)), None)


async def _rendering(invoice_id: int) -> RenderingView | None:
    kept = (
        await Document.select()
        .where(Document.invoice == invoice_id, Document.kind == "pdf")
        .first()
    )
    owed = await Rendering.select().where(Rendering.invoice == invoice_id).first()
    if kept is None and owed is None:
        return None
    return RenderingView(
        sha256=kept["sha256"] if kept else None,
        size=kept["size"] if kept else None,
        attempts=owed["attempts"] if owed else 0,
        error=owed["error"] if owed and not kept else "",
        next_try_at=owed["next_try_at"].astimezone(ZONE) if owed and not kept else None,
    )
