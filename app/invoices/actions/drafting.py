"""Drafts: made, edited, thrown away. A draft has no number."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from app.adapters.database import Tx, transaction
from app.auth.actions import record
from app.clients.tables import Client
from app.core.errors import refuse
from app.invoices import rules
from app.invoices.actions.drafts import (
    Content,
    DraftValues,
    check_shape,
    columns,
    counted,
    deducted,
)
from app.invoices.actions.locks import hold_invoices
from app.invoices.actions.parts import drop_parts, write_parts
from app.invoices.queries.rows import load
from app.invoices.rules import Kind, LineDraft
from app.invoices.tables import Invoice


async def draft(
    tx: Tx,
    *,
    client_id: int,
    lines: Sequence[LineDraft],
    at: datetime,
    by: str,
    source: str | None = None,
    kind: str = "invoice",
    due_on: date | None = None,
    terms_days: int | None = None,
    service_from: date | None = None,
    service_to: date | None = None,
    order_number: str = "",
    note: str = "",
    grosses: Sequence[int] | None = None,
) -> int:
    """Step: write a draft and give back its id.

    `source` names what caused it ("entry:12") and is unique. With `grosses` (cents, VAT
    included, one for each line) the total is exactly their sum. Refused: a client that does
    not exist, a source that has its document already, a period that ends before it begins, over 200
    lines.
    """
    values = DraftValues(
        client_id,
        tuple(lines),
        due_on,
        terms_days,
        service_from,
        service_to,
        order_number,
        note,
    )
    return await _write(tx, values, Kind(kind), source, grosses, at, by)


async def draft_from(
    tx: Tx, values: DraftValues, *, at: datetime, by: str, source: str | None = None
) -> int:
    """Step: write a draft with all that a person can write in one; gives back its id."""
    return await _write(tx, values, Kind.INVOICE, source, None, at, by)


async def create_draft(values: DraftValues, *, at: datetime, by: str) -> int:
    """Write a draft typed by hand; gives back its id."""
    async with transaction() as tx:
        return await _write(tx, values, Kind.INVOICE, None, None, at, by)


async def edit_draft(
    invoice_id: int, values: DraftValues, *, version: str, at: datetime, by: str
) -> None:
    """Replace what a draft says. `version` is what the editor was shown.

    Refused: issued or deleted meanwhile, or changed by someone else since (nothing is
    overwritten unseen).
    """
    async with transaction() as tx:
        row = await _refuse_changed(tx, invoice_id, version)
        content = await _content(values, None, row["corrects"])
        language = await _check(values)
        await Invoice.update(columns(values, content) | {Invoice.language: language}).where(
            Invoice.id == invoice_id, Invoice.state == "draft"
        )
        await drop_parts(invoice_id)
        await write_parts(invoice_id, content)
        await record(
            tx,
            act="invoice.edited",
            subject_kind="invoice",
            subject_id=invoice_id,
            client_id=values.client_id,
            at=at,
            by=by,
        )


async def delete_draft(invoice_id: int, *, at: datetime, by: str) -> None:
    """Throw a draft away. Refused once it is issued; deleting it twice is deleting it once."""
    async with transaction() as tx:
        await hold_invoices(tx, [invoice_id])
        row = await Invoice.select().where(Invoice.id == invoice_id).first()
        if row is None:
            return
        if row["state"] != "draft":
            raise refuse(
                "invoices.issued",
                "%(number)s has been issued: it is never deleted. Make a credit note instead.",
                number=row["number"],
            )
        await drop_parts(invoice_id)
        await Invoice.delete().where(Invoice.id == invoice_id, Invoice.state == "draft")
        await record(
            tx,
            act="invoice.deleted",
            subject_kind="invoice",
            subject_id=invoice_id,
            client_id=row["client"],
            at=at,
            by=by,
            detail={"total": row["total"]},
        )


async def _write(
    tx: Tx,
    values: DraftValues,
    kind: Kind,
    source: str | None,
    grosses: Sequence[int] | None,
    at: datetime,
    by: str,
) -> int:
    await _refuse_second(source)
    content = await _content(values, grosses)
    language = await _check(values)
    row = Invoice(
        {
            Invoice.kind: kind,
            Invoice.source: source,
            Invoice.language: language,
            Invoice.created_at: at,
            Invoice.created_by: by,
            Invoice.purpose: values.purpose,
            Invoice.basis: values.basis,
        }
        | columns(values, content)
    )
    invoice_id = int((await Invoice.insert(row).returning(Invoice.id))[0]["id"])
    await write_parts(invoice_id, content)
    await record(
        tx,
        act="invoice.drafted",
        subject_kind="invoice",
        subject_id=invoice_id,
        client_id=values.client_id,
        at=at,
        by=by,
        detail={"total": content.totals.total},
    )
    return invoice_id


async def _content(
    values: DraftValues, grosses: Sequence[int] | None, corrects: int | None = None
) -> Content:
    check_shape(values)
    content = counted(values, grosses)
    return replace(content, deductions=await deducted(values, corrects))


async def _check(values: DraftValues) -> str:
    """Refuse what no draft may be; gives back the client's language."""
    client = await Client.select(Client.language).where(Client.id == values.client_id).first()
    if client is None:
        raise refuse("invoices.no_client", "Choose the client.", "client")
    return str(client["language"])


async def _refuse_second(source: str | None) -> None:
    if source is not None and await Invoice.exists().where(Invoice.source == source):
        raise refuse(
            "invoices.source_taken",
            "This has already been invoiced (%(source)s).",
            source=source,
        )


async def _refuse_changed(tx: Tx, invoice_id: int, version: str) -> dict[str, Any]:
    await hold_invoices(tx, [invoice_id])
    whole = (await load([invoice_id])).get(invoice_id)
    if whole is None:
        raise refuse("invoices.draft_gone", "This draft has been deleted meanwhile.")
    if whole.invoice["state"] != "draft":
        raise refuse(
            "invoices.issued_meanwhile",
            "This has been issued meanwhile as %(number)s: it never changes.",
            number=whole.invoice["number"],
        )
    if rules.fingerprint(whole) != version:
        raise refuse(
            "invoices.changed_meanwhile",
            "Someone else has changed this draft since you opened it. Nothing was overwritten: "
            "open it again to see what is there now.",
        )
    return whole.invoice
