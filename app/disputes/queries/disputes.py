"""Disputes, and the invoices that are in one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.disputes.rules import Outcome, Reason
from app.disputes.tables import Dispute

_DISPUTES = """
SELECT d.id AS id, d.answer AS answer, d.client AS client, d.invoice AS invoice, i.number AS number,
  d.amount AS amount, d.reason AS reason, d.opened_on AS opened_on, d.outcome AS outcome,
  d.credit_note AS credit_note, n.number AS credit_number, d.note AS note,
  d.closed_on AS closed_on, d.closed_by AS closed_by
FROM dispute d JOIN invoice i ON i.id = d.invoice LEFT JOIN invoice n ON n.id = d.credit_note """

# Of an invoice `i`: whether it is in dispute now. What was imported as in dispute is so until a
# dispute noted here about it is closed.
IN_DISPUTE = """(EXISTS (SELECT 1 FROM dispute q WHERE q.invoice = i.id AND q.outcome = 'open')
  OR i.disputed = 'yes' AND NOT EXISTS (SELECT 1 FROM dispute q WHERE q.invoice = i.id))"""
DISPUTED = f"(CASE WHEN {IN_DISPUTE} THEN 'yes' ELSE 'no' END)"
# The same on a day, for how a client pays: a dispute that was right says nothing of that.
WAS_DISPUTED = """(CASE WHEN i.disputed <> 'no' OR EXISTS (SELECT 1 FROM dispute q
  WHERE q.invoice = i.id AND q.opened_on <= {}
    AND (q.outcome IN ('open', 'accepted') OR q.closed_on > {})) THEN 'yes' ELSE 'no' END)"""


@dataclass(frozen=True)
class DisputeView:
    """What a client contests of an invoice, in cents, and what became of it."""

    id: int
    answer_id: int
    client_id: int
    invoice_id: int
    number: str
    amount: int
    reason: Reason
    opened_on: date
    outcome: Outcome
    credit_note: int | None
    credit_number: str | None
    note: str
    closed_on: date | None
    closed_by: str


async def disputes_of(answer_ids: Sequence[int]) -> dict[int, DisputeView]:
    """The disputes of these answers, by answer."""
    if not answer_ids:
        return {}
    ids = ", ".join(str(int(each)) for each in answer_ids)
    rows = await Dispute.raw(f"{_DISPUTES}WHERE d.answer IN ({ids})")
    return {row["answer"]: _view(row) for row in rows}


async def open_dispute(invoice_id: int) -> DisputeView | None:
    """The dispute that an invoice is in."""
    rows = await Dispute.raw(_DISPUTES + "WHERE d.invoice = {} AND d.outcome = 'open'", invoice_id)
    return _view(rows[0]) if rows else None


@dataclass(frozen=True)
class DisputeMark:
    """That an invoice is in dispute: over how many cents, and the answer that says so; both None
    for what was brought in as contested."""

    amount: int | None
    answer_id: int | None


async def in_dispute(client_id: int) -> dict[int, DisputeMark]:
    """The invoices of a client that are in dispute now, by id."""
    return await _marks("i.client = {}", client_id)


async def dispute_mark(invoice_id: int) -> DisputeMark | None:
    """Whether an invoice is in dispute now; None when it is not."""
    return (await _marks("i.id = {}", invoice_id)).get(invoice_id)


async def _marks(which: str, value: int) -> dict[int, DisputeMark]:
    rows = await Dispute.raw(
        "SELECT i.id AS id, d.amount AS amount, d.answer AS answer FROM invoice i"
        " LEFT JOIN dispute d ON d.invoice = i.id AND d.outcome = 'open'"
        f" WHERE {which} AND {IN_DISPUTE}",
        value,
    )
    return {row["id"]: DisputeMark(row["amount"], row["answer"]) for row in rows}


def _view(row: dict[str, Any]) -> DisputeView:
    same = ("id", "number", "amount", "opened_on", "credit_note", "credit_number", "note")
    return DisputeView(
        **{name: row[name] for name in (*same, "closed_on", "closed_by")},
        answer_id=row["answer"],
        client_id=row["client"],
        invoice_id=row["invoice"],
        reason=Reason(row["reason"]),
        outcome=Outcome(row["outcome"]),
    )
