"""One allocation: its row, what is open after it, and the VAT that it makes due."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from app.accounting.actions import post_many
from app.accounting.queries import first_open_day
from app.accounting.rules import Journal, Posting
from app.adapters.database import Tx
from app.core.errors import refuse
from app.core.money import Euros
from app.invoices import rules
from app.invoices.actions.locks import hold_balances
from app.invoices.rules import Source
from app.invoices.tables import Allocation, Balance, Invoice


@dataclass(frozen=True)
class Part:
    """What is put on which instalment; cents with the sign of the instalment. `counts_on` is the
    day from which it does, `paid_on` the money's own day."""

    instalment_id: int
    source_kind: Source
    source_id: int
    amount: int
    paid_on: date
    counts_on: date


async def counting_day(
    instalment_ids: Sequence[int], source_kind: str, source_id: int, *days: date
) -> date:
    """The latest of the days given and of those on which something was taken off these instalments,
    or off this money: before it they were settled, and the money was in use elsewhere. Never a day
    of a closed period."""
    places = ", ".join("{}" for _ in instalment_ids)
    rows = await Allocation.raw(
        "SELECT a.counts_on AS counts_on FROM allocation a WHERE a.reverses IS NOT NULL AND"
        f" (a.instalment IN ({places}) OR (a.source_kind = {{}} AND a.source_id = {{}}))"
        " ORDER BY a.counts_on DESC LIMIT 1",
        *instalment_ids,
        source_kind,
        source_id,
    )
    return await first_open_day(*days, *(row["counts_on"] for row in rows))


async def write(
    tx: Tx,
    part: Part,
    invoice: Mapping[str, Any],
    held: Sequence[Mapping[str, Any]],
    at: datetime,
    by: str,
) -> tuple[int, int]:
    """Write one allocation and what is open after it; gives back the VAT moved and its id."""
    balance = next(row for row in held if row["instalment"] == part.instalment_id)
    refuse_too_much(part.amount, balance["open"], invoice["number"])
    inserted = await Allocation.insert(
        Allocation(
            instalment=part.instalment_id,
            source_kind=part.source_kind,
            source_id=part.source_id,
            amount=part.amount,
            paid_on=part.paid_on,
            counts_on=part.counts_on,
            recorded_at=at,
            recorded_by=by,
        )
    ).returning(Allocation.id)
    await _set_open(balance, balance["open"] - part.amount, part.counts_on)
    if part.source_kind in rules.NOT_MONEY:
        return 0, int(inserted[0]["id"])
    moved = await _vat_move(invoice, held, part.amount)
    return moved, int(inserted[0]["id"])


async def take_off(
    tx: Tx,
    row: Mapping[str, Any],
    invoice: Mapping[str, Any],
    on: date,
    at: datetime,
    by: str,
) -> int:
    held = await hold_balances(tx, [invoice["id"]])
    balance = next(each for each in held if each["instalment"] == row["instalment"])
    counts_on = max(on, row["counts_on"])
    await Allocation.insert(
        Allocation(
            instalment=row["instalment"],
            source_kind=row["source_kind"],
            source_id=row["source_id"],
            amount=-row["amount"],
            paid_on=row["paid_on"],
            counts_on=counts_on,
            reverses=row["id"],
            recorded_at=at,
            recorded_by=by,
        )
    )
    await _set_open(balance, balance["open"] + row["amount"], counts_on)
    if row["source_kind"] in rules.NOT_MONEY:
        return 0
    return await _vat_move(invoice, held, -row["amount"])


async def _set_open(balance: Mapping[str, Any], open: int, counts_on: date) -> None:
    """The projection: what is open, the day of the money that settled the whole, and the last day
    from which something counts."""
    settled_on = await _last_paid_on(balance["instalment"]) if open == 0 else None
    counted_on = max(balance["counted_on"] or counts_on, counts_on)
    await Balance.update(
        {Balance.open: open, Balance.settled_on: settled_on, Balance.counted_on: counted_on}
    ).where(Balance.id == balance["id"], Balance.open == balance["open"])


async def _last_paid_on(instalment_id: int) -> date:
    rows = await Allocation.raw(
        "SELECT a.paid_on AS paid_on FROM allocation a WHERE a.instalment = {}"
        " AND a.reverses IS NULL AND NOT EXISTS"
        " (SELECT 1 FROM allocation r WHERE r.reverses = a.id)"
        " ORDER BY a.paid_on DESC LIMIT 1",
        instalment_id,
    )
    day: date = rows[0]["paid_on"]
    return day


async def _vat_move(
    invoice: Mapping[str, Any], held: Sequence[Mapping[str, Any]], amount: int
) -> int:
    """VAT that becomes due by settling `amount` more of a document, its balances as held before;
    what was written off of it was not collected."""
    vat = waiting_of(invoice)
    if not vat:
        return 0
    total = invoice["payable"]
    before = total - sum(row["open"] for row in held if row["invoice_id"] == invoice["id"])
    before -= await _written_off(invoice["id"])
    due = rules.vat_due(vat, before, total)
    return rules.vat_due(vat, before + amount, total) - due


async def _written_off(invoice_id: int) -> int:
    rows = await Allocation.raw(
        "SELECT CAST(COALESCE(SUM(a.amount), 0) AS BIGINT) AS cents FROM allocation a"
        " JOIN instalment s ON s.id = a.instalment"
        " WHERE s.invoice = {} AND a.source_kind IN ('difference', 'loss')",
        invoice_id,
    )
    return int(rows[0]["cents"])


def waiting_of(invoice: Mapping[str, Any]) -> int:
    """VAT that was not due at issue; of documents of before, by the regime of their seller."""
    if invoice["waiting"] is not None:
        return int(invoice["waiting"])
    pending = invoice["vat"] and rules.seller_from(invoice["seller"]).vat_pending
    return int(invoice["vat"]) if pending else 0


async def post_moved(
    tx: Tx,
    cents: int,
    day: date,
    subject: str,
    invoice: Mapping[str, Any],
    at: datetime,
    by: str,
) -> None:
    lines = rules.vat_moved(cents)
    if not lines:
        return
    number = invoice["number"]
    posting = Posting(Journal.MISC, day, number, f"TVA exigible {number}", subject, lines)
    await post_many(tx, [posting], at=at, by=by)


def refuse_too_much(amount: int, open: int, number: str) -> None:
    if amount == 0 or (amount > 0) != (open > 0) or abs(amount) > abs(open):
        raise refuse(
            "invoices.more_than_open",
            "%(amount)s cannot be put on %(number)s: %(open)s is open.",
            amount=Euros(amount),
            number=number,
            open=Euros(open),
        )


async def documents_of(instalment_ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """The document of each instalment. Refused: an instalment that does not exist."""
    places = ", ".join("{}" for _ in instalment_ids)
    rows = await Invoice.raw(
        "SELECT s.id AS instalment, i.id AS id, i.number AS number, i.client AS client,"
        " i.issued_on AS issued_on, i.vat AS vat, i.waiting AS waiting, i.seller AS seller,"
        " i.total - i.prepaid + i.rounding AS payable, i.corrects AS corrects"
        " FROM instalment s JOIN invoice i ON i.id = s.invoice"
        f" WHERE s.id IN ({places}) AND i.withdrawn_at IS NULL",
        *instalment_ids,
    )
    found = {row["instalment"]: row for row in rows}
    if any(each not in found for each in instalment_ids):
        raise refuse("invoices.no_instalment", "This instalment does not exist.")
    return found
