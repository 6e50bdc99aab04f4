"""A corrected invoice (384): drafted as the one it replaces, and what replacing does at issue."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from app.accounting.actions import post_many
from app.accounting.rules import Journal, Posting
from app.adapters.database import Tx, transaction
from app.auth.actions import record
from app.core.errors import refuse
from app.invoices import rules
from app.invoices.actions.allocations import Part, counting_day, write
from app.invoices.actions.drafts import Content
from app.invoices.actions.locks import hold_balances, hold_invoices
from app.invoices.actions.parts import write_parts
from app.invoices.actions.settling import allocate, reverse_allocation
from app.invoices.queries.booked import posted
from app.invoices.queries.judging import Accepted
from app.invoices.queries.originals import Original, originals
from app.invoices.queries.rows import adjustment_of, deduction_of, line_of
from app.invoices.rules import Kind, Purpose, Source
from app.invoices.tables import Allocation, Invoice


async def correct(invoice_id: int, *, at: datetime, by: str) -> int:
    """Draft the corrected invoice of an issued one, with all that it says; gives back its id, also
    when there is one already. Refused: a draft, a credit note, a deposit, a document of before,
    one that is credited or replaced."""
    async with transaction() as tx:
        await hold_invoices(tx, [invoice_id])
        known = await Invoice.select(Invoice.id).where(Invoice.corrects == invoice_id).first()
        if known:
            return int(known["id"])
        of = (await originals([invoice_id])).get(invoice_id)
        _refuse_uncorrectable(of)
        assert of is not None
        draft_id = await _draft(of, at, by)
        await record(
            tx,
            act="invoice.correction_drafted",
            subject_kind="invoice",
            subject_id=draft_id,
            client_id=of.whole.invoice["client"],
            at=at,
            by=by,
            detail={"number": of.credited.number},
        )
        return draft_id


def _refuse_uncorrectable(of: Original | None) -> None:
    row = of.whole.invoice if of else None
    if of is None or row is None or row["state"] == "draft":
        raise refuse("invoices.correct_issued", "Only an issued invoice is corrected.")
    if row["kind"] != Kind.INVOICE or row["origin"] != "own" or row["purpose"] == Purpose.DEPOSIT:
        raise refuse(
            "invoices.not_correctable",
            "%(number)s is not corrected but credited: only a sale of ours can be replaced.",
            number=row["number"],
        )
    if of.credit_notes:
        raise refuse(
            "invoices.correct_credited",
            "%(number)s has a credit note: what is left of it can only be credited too.",
            number=row["number"],
        )


_SAME = (
    *("client", "service_from", "service_to", "terms_days", "order_number", "language", "note"),
    *("net", "vat", "total", "allowances", "charges", "prepaid", "prepaid_vat", "rounding"),
    *("discount_rate", "discount_days", "delivered_on", "delivery"),
)


async def _draft(of: Original, at: datetime, by: str) -> int:
    row, whole = of.whole.invoice, of.whole
    inserted = await Invoice.insert(
        Invoice(
            **{name: row[name] for name in _SAME},
            kind=Kind.INVOICE,
            purpose=Purpose.CORRECTED,
            corrects=row["id"],
            source=f"correction:{row['id']}",
            created_at=at,
            created_by=by,
        )
    ).returning(Invoice.id)
    draft_id = int(inserted[0]["id"])
    content = Content(
        lines=tuple(line_of(each) for each in whole.lines),
        totals=of.issued.totals,
        adjustments=tuple(adjustment_of(each) for each in whole.adjustments),
        deductions=tuple(deduction_of(each) for each in whole.deductions),
    )
    await write_parts(draft_id, content)
    return draft_id


async def replace(tx: Tx, each: Accepted, on: date, at: datetime, by: str) -> None:
    """Step: an issued correction takes the place of its original, in the books and in what is owed.

    The original's entry is reversed whole; the money on it moves to the correction, whose VAT
    becomes due instead; what is left of it is settled by the correction, as by a credit note.
    """
    of = each.replaces
    if of is None:
        return
    old, new = of.whole.invoice, each.whole.invoice
    held = await hold_balances(tx, sorted([old["id"], new["id"]]))
    moved = await _take_money_off(tx, old["id"], on, at, by)
    day = await _settle(tx, old, new["id"], on, at, by)
    targets = [row["instalment"] for row in held if row["invoice_id"] == new["id"]]
    await _put_money_on(tx, moved, targets, new, at, by)
    posting = Posting(
        Journal.SALES,
        day,
        new["number"],
        f"{each.buyer.name} – {old['number']}",
        f"corrected:{old['id']}",
        rules.taken_back(await posted(f"invoice:{old['id']}")),
    )
    await post_many(tx, [posting], at=at, by=by)
    await record(
        tx,
        act="invoice.replaced",
        subject_kind="invoice",
        subject_id=old["id"],
        client_id=old["client"],
        at=at,
        by=by,
        detail={"number": new["number"]},
    )


async def _take_money_off(
    tx: Tx, invoice_id: int, on: date, at: datetime, by: str
) -> list[Mapping[str, Any]]:
    """Everything put on a document is taken off again; gives back what was money, oldest first.
    A credit note that was on it is free again."""
    rows: list[dict[str, Any]] = await Allocation.raw(
        "SELECT a.id AS id, a.source_kind AS source_kind, a.source_id AS source_id,"
        " a.amount AS amount, a.paid_on AS paid_on FROM allocation a"
        " JOIN instalment s ON s.id = a.instalment WHERE s.invoice = {} AND a.reverses IS NULL"
        " AND NOT EXISTS (SELECT 1 FROM allocation r WHERE r.reverses = a.id) ORDER BY a.id",
        invoice_id,
    )
    for row in rows:
        await reverse_allocation(tx, row["id"], on=on, at=at, by=by)
    return [row for row in rows if row["source_kind"] == Source.RECEIPT]


async def _settle(
    tx: Tx, old: Mapping[str, Any], new_id: int, on: date, at: datetime, by: str
) -> date:
    """The whole original settled by its correction; gives back the day it counts from. No VAT
    moves: its entry is reversed."""
    held = await hold_balances(tx, [old["id"]])
    instalments = [row["instalment"] for row in held]
    day = await counting_day(instalments, Source.CREDIT_NOTE, new_id, on, old["issued_on"])
    document = {**old, "payable": 0, "waiting": 0}
    for row in held:
        if row["open"]:
            part = Part(row["instalment"], Source.CREDIT_NOTE, new_id, row["open"], on, day)
            await write(tx, part, document, held, at, by)
    return day


async def _put_money_on(
    tx: Tx,
    moved: Sequence[Mapping[str, Any]],
    instalments: Sequence[int],
    new: Mapping[str, Any],
    at: datetime,
    by: str,
) -> None:
    """The money where it belongs now, the earliest due first; the judge saw that it fits."""
    for money in moved:
        left = money["amount"]
        for row in await hold_balances(tx, [new["id"]]):
            amount = min(left, row["open"]) if row["instalment"] in instalments else 0
            if amount > 0:
                await allocate(
                    tx,
                    instalment_id=row["instalment"],
                    source_kind=Source.RECEIPT,
                    source_id=money["source_id"],
                    amount=amount,
                    paid_on=money["paid_on"],
                    at=at,
                    by=by,
                )
                left -= amount
