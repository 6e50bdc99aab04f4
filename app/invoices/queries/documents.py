"""One document, as a page, a message or the command line shows it."""

from collections.abc import Iterable, Sequence
from typing import Any

from app.clients.tables import Client
from app.clock import ZONE
from app.core.errors import refuse
from app.invoices import rules
from app.invoices.queries.rows import (
    Row,
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
from app.invoices.tables import Allocation, Balance, Invoice, Rendering


async def invoice(invoice_id: int) -> InvoiceView:
    """One document; refused (invoices.unknown) when there is none."""
    found = await maybe_invoice(invoice_id)
    if found is None:
        raise refuse("invoices.unknown", "There is no such invoice.")
    return found


async def maybe_invoice(invoice_id: int) -> InvoiceView | None:
    """One document, or None."""
    whole = (await load([invoice_id])).get(invoice_id)
    return await view_of(whole) if whole else None


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


async def view_of(whole: Whole) -> InvoiceView:
    """A document that is loaded, as it stands now."""
    row = whole.invoice
    # Written out, here and below: asked for by every page of a document, and by its client.
    client = await Client.raw("SELECT name FROM client WHERE id = {}", row["client"])
    balances = await Balance.raw("SELECT * FROM balance WHERE invoice_id = {}", row["id"])
    open_by_instalment = {each["instalment"]: each for each in balances}
    settled = [each["settled_on"] for each in balances if each["settled_on"]]
    return InvoiceView(
        **{name: row[name] for name in _SAME},
        origin=Origin(row["origin"]),
        kind=Kind(row["kind"]),
        state=State(row["state"]),
        client_id=row["client"],
        client=client[0]["name"] if client else "",
        purpose=Purpose(row["purpose"]),
        payable=whole.payable,
        delivery=rules.delivery_from(row["delivery"]),
        **await _beside(row),
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
    # The kind is no way in: by it SQLite goes over every allocation of that kind.
    rows = await Allocation.raw(
        "SELECT CAST(COALESCE(SUM(a.amount), 0) AS BIGINT) AS cents FROM allocation a"
        " JOIN instalment s ON s.id = a.instalment"
        " WHERE s.invoice = {} AND a.source_kind || '' = 'loss'",
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


async def _beside(row: Row) -> dict[str, Any]:
    """The issued documents that a document credits or corrects, and those that credit or correct
    it, oldest first."""
    # The state is judged below: asked for here, SQLite goes over all that are issued.
    found = await Invoice.raw(
        "SELECT id, number, issued_on, purpose, total, prepaid, rounding, credits, corrects, state"
        " FROM invoice WHERE credits = {} OR corrects = {} OR id IN ({}, {}) ORDER BY id",
        row["id"],
        row["id"],
        row["credits"] or 0,
        row["corrects"] or 0,
    )
    beside = [each for each in found if each["state"] == "issued"]
    return {
        "credits": _one(each for each in beside if each["id"] == row["credits"]),
        "credited_by": tuple(_credited(each) for each in beside if each["credits"] == row["id"]),
        "corrects": _one(each for each in beside if each["id"] == row["corrects"]),
        "corrected_by": _one(each for each in beside if each["corrects"] == row["id"]),
    }


def _credited(row: Row) -> Credited:
    return Credited(row["id"], row["number"], row["issued_on"], row["purpose"], payable(row))


def _one(rows: Iterable[Row]) -> Credited | None:
    return next((_credited(row) for row in rows), None)


async def _rendering(invoice_id: int) -> RenderingView | None:
    found = await Rendering.raw(
        "SELECT sha256, size, attempts, error, next_try_at FROM (SELECT CAST({} AS BIGINT) AS id)"
        " AS i LEFT JOIN document d ON d.invoice = i.id AND d.kind = 'pdf'"
        " LEFT JOIN rendering r ON r.invoice = i.id",
        invoice_id,
    )
    [row] = found[:1]
    is_kept, is_owed = row["sha256"] is not None, row["attempts"] is not None
    if not is_kept and not is_owed:
        return None
    waits = is_owed and not is_kept
    return RenderingView(
        sha256=row["sha256"],
        size=row["size"],
        attempts=row["attempts"] or 0,
        error=row["error"] if waits else "",
        next_try_at=row["next_try_at"].astimezone(ZONE) if waits else None,
    )
