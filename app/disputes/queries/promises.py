"""Promises with what came of them, from the payments as they are known now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.disputes import rules
from app.disputes.rules import PromiseFacts, Standing
from app.disputes.tables import Promise

# What was put on the invoices of a promise since it was made, and not taken off again.
_SINCE = """(SELECT COALESCE(SUM(x.amount), 0) FROM promise_item t
  JOIN instalment s ON s.invoice = t.invoice
  JOIN allocation x ON x.instalment = s.id AND x.id > t.after_allocation AND x.reverses IS NULL
  WHERE t.promise = p.id AND NOT EXISTS (SELECT 1 FROM allocation r WHERE r.reverses = x.id)
    AND x.source_kind%s)"""
_MONEY = _SINCE % " IN ('receipt', 'opening') AND x.paid_on <= p.holds_until"
_RELIEF = _SINCE % " NOT IN ('receipt', 'opening')"
_PROMISES = f"""
SELECT p.id AS id, p.answer AS answer, p.client AS client, p.amount AS amount,
  p.promised_for AS promised_for, p.holds_until AS holds_until, p.noted AS noted,
  (SELECT COALESCE(SUM(t.open), 0) FROM promise_item t WHERE t.promise = p.id) AS open_then,
  {_MONEY} AS paid, {_RELIEF} AS relieved,
  (SELECT COALESCE(SUM(b.open), 0) FROM promise_item t JOIN balance b ON b.invoice_id = t.invoice
   WHERE t.promise = p.id) AS open_now
FROM promise p """


@dataclass(frozen=True)
class PromiseView:
    """A promise as it stands; `invoices` are (id, number) of what it is about."""

    id: int
    answer_id: int
    client_id: int
    facts: PromiseFacts
    standing: Standing
    invoices: tuple[tuple[int, str], ...] = ()


async def unsettled(on: date, invoice_ids: Sequence[int] | None = None) -> list[PromiseView]:
    """Promises that nobody has ended, as they stand on a day; about these invoices if given."""
    return await _views(f"WHERE p.noted <> 'withdrawn'{_about(invoice_ids)} ORDER BY p.id", on)


async def promises_of(answer_ids: Sequence[int], on: date) -> dict[int, PromiseView]:
    """The promises of these answers, by answer."""
    if not answer_ids:
        return {}
    ids = ", ".join(str(int(each)) for each in answer_ids)
    found = await _views(f"WHERE p.answer IN ({ids})", on)
    return {each.answer_id: each for each in found}


async def promises_on(on: date, invoice_ids: Sequence[int] | None = None) -> dict[int, date]:
    """The invoices whose payment is promised, and nobody has broken it on a day, each with the day
    that was named; of `invoice_ids` alone when they are given."""
    return (await promises_by_day([on], invoice_ids))[on]


async def promises_by_day(
    days: Sequence[date], invoice_ids: Sequence[int] | None = None
) -> dict[date, dict[int, date]]:
    """`promises_on` for each of several days, read once."""
    only = _about(invoice_ids)
    # Noted as broken or kept last time, it may run again: a payment was taken off, or came.
    where = "WHERE p.noted <> 'withdrawn' AND p.holds_until >= {}" + only + " ORDER BY p.id"
    views = await _views(where, min(days), min(days))
    found: dict[date, dict[int, date]] = {day: {} for day in days}
    for day, promised in found.items():
        for each in views:
            facts = each.facts
            if facts.holds_until >= day and rules.standing(facts, day) is Standing.RUNNING:
                promised |= {invoice_id: facts.promised_for for invoice_id, _ in each.invoices}
    return found


def _about(invoice_ids: Sequence[int] | None) -> str:
    if invoice_ids is None:
        return ""
    ids = ", ".join(str(int(each)) for each in invoice_ids) or "0"
    return f" AND p.id IN (SELECT promise FROM promise_item WHERE invoice IN ({ids}))"


async def made_by_page(invoice_id: int) -> int:
    """How many promises a client made by the page of an invoice."""
    rows = await Promise.raw(
        "SELECT COUNT(*) AS n FROM client_answer a"
        " WHERE a.invoice = {} AND a.kind = 'promise' AND a.origin = 'page'",
        invoice_id,
    )
    return int(rows[0]["n"])


async def _views(where: str, on: date, *values: object) -> list[PromiseView]:
    rows = await Promise.raw(_PROMISES + where, *values)
    if not rows:
        return []
    named = await _invoices([row["id"] for row in rows])
    return [_view(row, on, named.get(row["id"], ())) for row in rows]


async def _invoices(ids: Sequence[int]) -> dict[int, tuple[tuple[int, str], ...]]:
    found: dict[int, tuple[tuple[int, str], ...]] = {}
    for row in await Promise.raw(
        "SELECT t.promise AS promise, i.id AS id, i.number AS number FROM promise_item t"
        f" JOIN invoice i ON i.id = t.invoice WHERE t.promise IN ({', '.join(map(str, ids))})"
        " ORDER BY t.id"
    ):
        found[row["promise"]] = (*found.get(row["promise"], ()), (row["id"], row["number"]))
    return found


def _view(row: dict[str, Any], on: date, invoices: tuple[tuple[int, str], ...]) -> PromiseView:
    facts = PromiseFacts(
        amount=int(row["amount"]),
        promised_for=row["promised_for"],
        holds_until=row["holds_until"],
        noted=row["noted"],
        open_then=int(row["open_then"]),
        paid=int(row["paid"]),
        relieved=int(row["relieved"]),
        open_now=int(row["open_now"]),
    )
    standing = rules.standing(facts, on)
    return PromiseView(row["id"], row["answer"], row["client"], facts, standing, invoices)
