"""Credit notes: of a whole invoice, of lines of it, of all that is left."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from app.adapters.database import Tx, transaction
from app.auth.actions import record
from app.core.errors import Refused, refuse
from app.invoices import rules
from app.invoices.actions.drafts import Content
from app.invoices.actions.issuing import issue_in
from app.invoices.actions.locks import hold_balances, hold_invoices
from app.invoices.actions.parts import write_parts
from app.invoices.actions.settling import put_credit
from app.invoices.queries.originals import Original, originals
from app.invoices.rules import Kind, Mirror
from app.invoices.tables import Invoice


async def credit_whole(
    invoice_id: int,
    *,
    on: date,
    at: datetime,
    by: str,
    note: str = "",
    today: date | None = None,
) -> int:
    """Issue the credit note of all that is left of an invoice; gives back its id, also when
    everything has been credited already.

    It cites the invoice's number and date, and is put at once on what is open of it; the rest,
    which the client had paid, stays the client's credit. Refused: a draft, a credit note, a
    document of before, one that was replaced, and whatever keeps a document from being issued.
    """
    async with transaction() as tx:
        return await credit_whole_in(tx, invoice_id, on=on, at=at, by=by, note=note, today=today)


async def credit_whole_in(
    tx: Tx,
    invoice_id: int,
    *,
    on: date,
    at: datetime,
    by: str,
    note: str = "",
    today: date | None = None,
) -> int:
    """Step: the same within a transaction."""
    of = await held_original(tx, invoice_id)
    if of.credit_notes and of.issued.left <= 0:
        return int(of.credit_notes[-1].invoice["id"])
    mirror = rules.credit(of.issued)
    source = f"credit:{invoice_id}:rest" if of.credit_notes else f"credit:{invoice_id}"
    return await credit_mirror(tx, of, mirror, source, note, on, at, by, today)


async def credit_lines(
    invoice_id: int,
    chosen: Mapping[int, int],
    *,
    key: str,
    on: date,
    at: datetime,
    by: str,
    note: str = "",
    today: date | None = None,
) -> int:
    """Issue a credit note of chosen quantities (1e-4) by line; gives back its id, also when the
    same form (`key`) was sent before. Refused: as above; nothing chosen; more than is left."""
    source = f"credit:{invoice_id}:{key}"
    async with transaction() as tx:
        of = await held_original(tx, invoice_id)
        known = await Invoice.select(Invoice.id).where(Invoice.source == source).first()
        if known:
            return int(known["id"])
        mirror = rules.credit(of.issued, chosen)
        return await credit_mirror(tx, of, mirror, source, note, on, at, by, today)


async def credit_amount_in(
    tx: Tx,
    invoice_id: int,
    amount: int,
    *,
    key: str,
    detail: str,
    on: date,
    at: datetime,
    by: str,
    today: date,
) -> int:
    """Step: issue the credit note of cents with VAT, the same share of each line; gives back its
    id, also when the same cause (`key`) was credited before. Refused: as `credit_whole`; more than
    is left; what the lines no longer give."""
    source = f"credit:{invoice_id}:{key}"
    of = await held_original(tx, invoice_id)
    known = await Invoice.select(Invoice.id).where(Invoice.source == source).first()
    if known:
        return int(known["id"])
    mirror = rules.credit_amount(of.issued, amount, detail)
    return await credit_mirror(tx, of, mirror, source, "", on, at, by, today)


async def credit_unused_in(
    tx: Tx,
    invoice_id: int,
    used: int,
    days: int,
    *,
    key: str,
    detail: str,
    on: date,
    at: datetime,
    by: str,
) -> int | None:
    """Step: issue the credit note of the days not owed, `used` of `days` being; gives back its id,
    also when the same cause (`key`) was credited before, None when nothing is left to credit."""
    source = f"credit:{invoice_id}:{key}"
    of = await held_original(tx, invoice_id)
    known = await Invoice.select(Invoice.id).where(Invoice.source == source).first()
    if known:
        return int(known["id"])
    try:
        mirror = rules.credit_unused(of.issued, used, days, detail)
    except Refused:
        return None
    return await credit_mirror(tx, of, mirror, source, "", on, at, by, None)


async def held_original(tx: Tx, invoice_id: int) -> Original:
    """Step: an invoice that may be credited, held. Refused: anything else."""
    await hold_invoices(tx, [invoice_id])
    of = (await originals([invoice_id])).get(invoice_id)
    row = of.whole.invoice if of else None
    if of is None or row is None or row["state"] == "draft":
        raise refuse("invoices.not_issued", "Only an issued invoice has a credit note.")
    if row["kind"] != Kind.INVOICE or row["origin"] != "own":
        raise refuse(
            "invoices.not_creditable",
            "%(number)s cannot be credited here: it is a credit note or a document of before.",
            number=row["number"],
        )
    return of


async def credit_mirror(
    tx: Tx,
    of: Original,
    mirror: Mirror,
    source: str,
    note: str,
    on: date,
    at: datetime,
    by: str,
    today: date | None,
    purpose: str | None = None,
) -> int:
    """Step: a credit note written, issued, and put on what is open of its invoice, the earliest due
    first; gives back its id."""
    invoice_id = of.credited.id
    held = await hold_balances(tx, [invoice_id])
    credit_id = await _draft(of, mirror, source, note, at, by, purpose)
    number = await issue_in(tx, credit_id, on=on, at=at, by=by, today=today)
    left = -_payable(mirror)
    for row in sorted(held, key=lambda each: each["due_on"]):
        left -= await _put(tx, credit_id, row, left, on, at, by)
    await record(
        tx,
        act="invoice.credited",
        subject_kind="invoice",
        subject_id=invoice_id,
        client_id=of.whole.invoice["client"],
        at=at,
        by=by,
        detail={"number": number, "credit_note": credit_id},
    )
    return credit_id


def _payable(mirror: Mirror) -> int:
    totals = mirror.totals
    return totals.total + totals.rounding - sum(each.total for each in mirror.deductions)


async def _put(
    tx: Tx, credit_id: int, balance: dict[str, Any], left: int, on: date, at: datetime, by: str
) -> int:
    amount = min(balance["open"], left)
    if amount <= 0:
        return 0
    await put_credit(
        tx,
        credit_note_id=credit_id,
        instalment_id=balance["instalment"],
        amount=amount,
        on=on,
        at=at,
        by=by,
    )
    return int(amount)


async def _draft(
    of: Original,
    mirror: Mirror,
    source: str,
    note: str,
    at: datetime,
    by: str,
    purpose: str | None,
) -> int:
    """The credit note as a draft, with what it takes over from its invoice."""
    row, totals = of.whole.invoice, mirror.totals
    content = Content(mirror.lines, totals, mirror.adjustments, mirror.deductions)
    same = ("client", "service_from", "service_to", "order_number", "language", "delivered_on")
    inserted: list[dict[str, Any]] = await Invoice.insert(
        Invoice(
            **{name: row[name] for name in (*same, "delivery")},
            kind=Kind.CREDIT_NOTE,
            purpose=purpose or row["purpose"],
            credits=row["id"],
            source=source,
            note=note or row["note"],
            net=totals.net,
            vat=totals.vat,
            total=totals.total,
            allowances=totals.allowances,
            charges=totals.charges,
            rounding=totals.rounding,
            prepaid=content.prepaid,
            prepaid_vat=content.prepaid_vat,
            created_at=at,
            created_by=by,
        )
    ).returning(Invoice.id)
    credit_id = int(inserted[0]["id"])
    await write_parts(credit_id, content)
    return credit_id
