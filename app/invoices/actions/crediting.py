"""A credit note for a whole invoice."""

from datetime import date, datetime
from typing import Any

from app.adapters.database import Tx, transaction
from app.auth.actions import record
from app.core.errors import refuse
from app.invoices import rules
from app.invoices.actions.issuing import issue_in
from app.invoices.actions.locks import hold_balances, hold_invoices
from app.invoices.actions.parts import write_parts
from app.invoices.actions.settling import put_credit
from app.invoices.queries.rows import Whole, line_of, load
from app.invoices.rules import Kind, Totals, VatPart
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
    """Issue the credit note of a whole invoice; gives back its id, also when it exists already.

    It cites the invoice's number and date, and is put at once on what is open of it; the rest,
    which the client had paid, stays the client's credit. Refused: a draft, a credit note, a
    document of before, and whatever keeps a document from being issued.
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
    await hold_invoices(tx, [invoice_id])
    existing = await Invoice.select(Invoice.id).where(Invoice.credits == invoice_id).first()
    if existing:
        return int(existing["id"])
    whole = (await load([invoice_id])).get(invoice_id)
    _refuse_uncreditable(whole, on)
    assert whole is not None
    held = await hold_balances(tx, [invoice_id])
    credit_id = await _draft(whole, note, at, by)
    number = await issue_in(tx, credit_id, on=on, at=at, by=by, today=today)
    for row in held:
        await _put(tx, credit_id, row, on, at, by)
    await record(
        tx,
        act="invoice.credited",
        subject_kind="invoice",
        subject_id=invoice_id,
        client_id=whole.invoice["client"],
        at=at,
        by=by,
        detail={"number": number, "credit_note": credit_id},
    )
    return credit_id


async def _put(
    tx: Tx, credit_id: int, balance: dict[str, Any], on: date, at: datetime, by: str
) -> None:
    if balance["open"]:
        await put_credit(
            tx,
            credit_note_id=credit_id,
            instalment_id=balance["instalment"],
            amount=balance["open"],
            on=on,
            at=at,
            by=by,
        )


def _refuse_uncreditable(whole: Whole | None, on: date) -> None:
    row = whole.invoice if whole else None
    if row is None or row["state"] == "draft":
        raise refuse("invoices.not_issued", "Only an issued invoice has a credit note.")
    if row["kind"] != Kind.INVOICE or row["origin"] != "own":
        raise refuse(
            "invoices.not_creditable",
            "%(number)s cannot be credited here: it is a credit note or a document of before.",
            number=row["number"],
        )
    if on < row["issued_on"]:
        raise refuse(
            "invoices.credit_before",
            "A credit note cannot be of a day before its invoice, %(day)s.",
            "issued_on",
            day=row["issued_on"],
        )


async def _draft(whole: Whole, note: str, at: datetime, by: str) -> int:
    """The mirror of the invoice as it was issued, to the cent (also where VAT was extracted)."""
    row = whole.invoice
    totals = Totals(
        nets=tuple(-line["net"] for line in whole.lines),
        parts=tuple(
            VatPart(part["category"], part["rate"], -part["base"], -part["vat"])
            for part in whole.parts
        ),
        net=-row["net"],
        vat=-row["vat"],
        total=-row["total"],
    )
    inserted: list[dict[str, Any]] = await Invoice.insert(
        Invoice(
            kind=Kind.CREDIT_NOTE,
            client=row["client"],
            credits=row["id"],
            source=f"credit:{row['id']}",
            service_from=row["service_from"],
            service_to=row["service_to"],
            order_number=row["order_number"],
            language=row["language"],
            note=note or row["note"],
            net=totals.net,
            vat=totals.vat,
            total=totals.total,
            created_at=at,
            created_by=by,
        )
    ).returning(Invoice.id)
    credit_id = int(inserted[0]["id"])
    lines = rules.negated([line_of(line) for line in whole.lines])
    await write_parts(credit_id, lines, totals)
    return credit_id
