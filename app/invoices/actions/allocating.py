"""Money put on many instalments at once, in as many statements as on one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from app.accounting.actions import post_many
from app.accounting.queries import first_open_day
from app.accounting.rules import Journal, Posting
from app.adapters import bulk_rows
from app.adapters.database import Tx
from app.invoices import rules
from app.invoices.actions.allocations import documents_of, refuse_too_much, waiting_of
from app.invoices.actions.locks import hold_balances
from app.invoices.tables import Allocation, Balance

_CHUNK = 250
_LEFT = {"instalment": "bigint", "open": "bigint", "settled_on": "date", "counted_on": "date"}
_SET_OPEN = f"""
UPDATE balance SET open = v.open, settled_on = v.settled_on, counted_on = v.counted_on
FROM ({bulk_rows.rows_sql(_LEFT)}) AS v WHERE balance.instalment = v.instalment
"""


@dataclass(frozen=True)
class Put:
    """Money (a receipt, or what counts as one) put on an instalment: cents with the sign of that,
    and the money's own day."""

    instalment_id: int
    source_kind: str
    source_id: int
    amount: int
    paid_on: date


async def allocate_many(tx: Tx, puts: Sequence[Put], *, at: datetime, by: str) -> list[int]:
    """Step: put money on instalments, one after the other; gives back the allocations' ids.

    Each counts from the later of the money's day and the document's, never from before something
    else was taken off there. VAT on receipts becomes due by the same share. Refused, all of it:
    nothing, the wrong sign, more than is open, an instalment that does not exist.
    """
    ids: list[int] = []
    for start in range(0, len(puts), _CHUNK):
        ids += await _allocate(tx, puts[start : start + _CHUNK], at, by)
    return ids


async def _allocate(tx: Tx, puts: Sequence[Put], at: datetime, by: str) -> list[int]:
    invoices = await documents_of(list(dict.fromkeys(each.instalment_id for each in puts)))
    held = await hold_balances(tx, sorted({each["id"] for each in invoices.values()}))
    days = await _counting_days(puts, invoices)
    written_off = await _written_off([each for each in invoices.values() if waiting_of(each)])
    open_of = {row["instalment"]: row["open"] for row in held}
    of_invoice: dict[int, int] = {}
    for row in held:
        of_invoice[row["invoice_id"]] = of_invoice.get(row["invoice_id"], 0) + row["open"]
    moves: list[int] = []
    for put in puts:
        invoice = invoices[put.instalment_id]
        refuse_too_much(put.amount, open_of[put.instalment_id], invoice["number"])
        paid = invoice["payable"] - of_invoice[invoice["id"]] - written_off.get(invoice["id"], 0)
        moves.append(0 if put.source_kind in rules.NOT_MONEY else _vat(invoice, paid, put.amount))
        open_of[put.instalment_id] -= put.amount
        of_invoice[invoice["id"]] -= put.amount
    ids = await _insert(puts, days, at, by)
    counted_of = {row["instalment"]: row["counted_on"] for row in held}
    for put, day in zip(puts, days, strict=True):
        counted_of[put.instalment_id] = max(counted_of[put.instalment_id] or day, day)
    changed = [row for row in held if row["open"] != open_of[row["instalment"]]]
    await _set_open(changed, open_of, counted_of)
    postings = [
        _posting(moved, day, made, invoices[put.instalment_id]["number"])
        for put, moved, day, made in zip(puts, moves, days, ids, strict=True)
        if moved
    ]
    await post_many(tx, postings, at=at, by=by)
    return ids


def _vat(invoice: Mapping[str, Any], paid: int, amount: int) -> int:
    """VAT that becomes due when so many cents more are paid."""
    waiting, total = waiting_of(invoice), invoice["payable"]
    if not waiting:
        return 0
    due = rules.vat_due(waiting, paid, total)
    return rules.vat_due(waiting, paid + amount, total) - due


def _posting(moved: int, day: date, allocation_id: int, number: str) -> Posting:
    subject = f"vat:allocation:{allocation_id}"
    lines = tuple(rules.vat_moved(moved))
    return Posting(Journal.MISC, day, number, f"TVA exigible {number}", subject, lines)


async def _counting_days(
    puts: Sequence[Put], invoices: Mapping[int, Mapping[str, Any]]
) -> list[date]:
    """From which day each counts: no earlier than what was taken off that instalment, or off that
    money, before it; never in a closed period."""
    instalments = sorted({each.instalment_id for each in puts})
    kinds = sorted({str(each.source_kind) for each in puts})
    sources = sorted({each.source_id for each in puts})
    rows = await Allocation.raw(
        "SELECT a.instalment AS instalment, a.source_kind AS kind, a.source_id AS source,"
        " a.counts_on AS counts_on FROM allocation a WHERE a.reverses IS NOT NULL AND"
        f" (a.instalment IN ({_places(instalments)})"
        f" OR (a.source_kind IN ({_places(kinds)}) AND a.source_id IN ({_places(sources)})))",
        *instalments,
        *kinds,
        *sources,
    )
    first = await first_open_day(date.min)
    days: list[date] = []
    for put in puts:
        source = (put.source_kind, put.source_id)
        taken_off = [
            row["counts_on"]
            for row in rows
            if row["instalment"] == put.instalment_id or (row["kind"], row["source"]) == source
        ]
        issued_on = invoices[put.instalment_id]["issued_on"]
        days.append(max([put.paid_on, issued_on, first, *taken_off]))
    return days


async def _insert(puts: Sequence[Put], days: Sequence[date], at: datetime, by: str) -> list[int]:
    if len({(each.instalment_id, each.source_id) for each in puts}) < len(puts):
        raise ValueError("the same money twice on the same instalment, in one breath")
    rows = [
        {
            "instalment": put.instalment_id,
            "source_kind": put.source_kind,
            "source_id": put.source_id,
            "amount": put.amount,
            "paid_on": put.paid_on,
            "counts_on": day,
            "recorded_at": at,
            "recorded_by": by,
        }
        for put, day in zip(puts, days, strict=True)
    ]
    made = await bulk_rows.insert(Allocation, rows, "id", "instalment", "source_id")
    ids = {(row["instalment"], row["source_id"]): row["id"] for row in made}
    return [ids[each.instalment_id, each.source_id] for each in puts]


async def _set_open(
    held: Sequence[Mapping[str, Any]],
    open_of: Mapping[int, int],
    counted_of: Mapping[int, date | None],
) -> None:
    """The projection: what is open, the day of the money that settled the whole, and the last day
    from which something counts."""
    settled = await _last_paid_on([r["instalment"] for r in held if not open_of[r["instalment"]]])
    ids = [row["instalment"] for row in held]
    rows = [[each, open_of[each], settled.get(each), counted_of[each]] for each in ids]
    if rows:
        await Balance.raw(_SET_OPEN, bulk_rows.as_json(rows))


async def _last_paid_on(instalments: Sequence[int]) -> dict[int, date]:
    found: dict[int, date] = {}
    if not instalments:
        return found
    for row in await Allocation.raw(
        "SELECT a.instalment AS instalment, a.paid_on AS paid_on FROM allocation a"
        f" WHERE a.instalment IN ({_places(instalments)}) AND a.reverses IS NULL AND NOT EXISTS"
        " (SELECT 1 FROM allocation r WHERE r.reverses = a.id) ORDER BY a.paid_on",
        *instalments,
    ):
        found[row["instalment"]] = row["paid_on"]
    return found


async def _written_off(invoices: Sequence[Mapping[str, Any]]) -> dict[int, int]:
    """What was written off of documents was not collected: cents of each."""
    ids = sorted({each["id"] for each in invoices})
    if not ids:
        return {}
    rows = await Allocation.raw(
        "SELECT s.invoice AS invoice, CAST(SUM(a.amount) AS BIGINT) AS cents FROM allocation a"
        " JOIN instalment s ON s.id = a.instalment"
        f" WHERE s.invoice IN ({_places(ids)}) AND a.source_kind IN ('difference', 'loss')"
        " GROUP BY s.invoice",
        *ids,
    )
    return {row["invoice"]: int(row["cents"]) for row in rows}


def _places(values: Sequence[object]) -> str:
    return ", ".join("{}" for _ in values)
