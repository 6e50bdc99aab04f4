"""What stands on 416 and 491, invoice by invoice, and how it came there."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from app.clock import ZONE
from app.core.errors import Finding, Message
from app.doubtful.rules import MoveKind, Standing
from app.doubtful.tables import DoubtfulMove

_SUMS = """
SELECT m.invoice AS invoice, CAST(SUM(m.doubtful) AS BIGINT) AS doubtful,
  CAST(SUM(m.depreciation) AS BIGINT) AS depreciation, MAX(m.counts_on) AS last_on
FROM doubtful_move m WHERE m.invoice IN (SELECT d.invoice FROM doubtful_move d %s)
GROUP BY m.invoice
"""
_DEBTS = f"""
SELECT d.invoice AS invoice_id, i.number AS number, i.client AS client_id, c.name AS client,
  d.doubtful AS doubtful, d.depreciation AS depreciation, d.last_on AS last_on,
  CAST(COALESCE(b.open, 0) AS BIGINT) AS open, b.due_on AS due_on
FROM ({_SUMS % ""}) d JOIN invoice i ON i.id = d.invoice JOIN client c ON c.id = i.client
LEFT JOIN (
  SELECT invoice_id, SUM(open) AS open, MIN(CASE WHEN open <> 0 THEN due_on END) AS due_on
  FROM balance GROUP BY invoice_id
) b ON b.invoice_id = d.invoice
WHERE d.doubtful <> 0
"""


@dataclass(frozen=True)
class Debt:
    """An invoice in doubt: cents on 416 and 491, and what is open of it now."""

    invoice_id: int
    number: str
    client_id: int
    client: str
    doubtful: int
    depreciation: int
    last_on: date
    open: int
    due_on: date | None


@dataclass(frozen=True)
class MoveView:
    """One act, with why it was done: `evidence` as it stood that day."""

    id: int
    invoice_id: int
    kind: MoveKind
    doubtful: int
    depreciation: int
    base: int | None
    rate: int | None
    write_off_id: int | None
    evidence: tuple[Finding, ...]
    note: str
    counts_on: date
    recorded_at: datetime
    recorded_by: str


@dataclass(frozen=True)
class Case:
    """All about one invoice in doubt."""

    standing: Standing
    moves: tuple[MoveView, ...]


async def debts() -> list[Debt]:
    """Every invoice of which something stands on 416, the largest first."""
    rows = await DoubtfulMove.raw(_DEBTS + " ORDER BY d.doubtful DESC, d.invoice")
    return [
        Debt(
            **row
            | {
                "last_on": _day(row["last_on"]),
                "due_on": _day(row["due_on"]) if row["due_on"] else None,
            }
        )
        for row in rows
    ]


async def lagging() -> list[int]:
    """Invoices in doubt of which another amount is open than stands on 416."""
    rows = await DoubtfulMove.raw(_DEBTS + " AND d.doubtful <> COALESCE(b.open, 0) ORDER BY 1")
    return [row["invoice_id"] for row in rows]


async def standing_of(invoice_id: int) -> Standing:
    """What stands of one invoice; nothing when it was never in doubt."""
    rows = await DoubtfulMove.raw(_SUMS % "WHERE d.invoice = {}", invoice_id)
    if not rows:
        return Standing()
    row = rows[0]
    return Standing(int(row["doubtful"]), int(row["depreciation"]), _day(row["last_on"]))


async def moves_of(invoice_id: int) -> list[MoveView]:
    """What was done about one invoice, in the order it was done."""
    return await _moves(DoubtfulMove.invoice == invoice_id)


async def move_by_key(key: str) -> MoveView | None:
    """What a form has done already."""
    return next(iter(await _moves(DoubtfulMove.key == key)), None)


async def of_write_off(write_off_id: int) -> MoveView | None:
    """The final loss that a write-off is; None when it is none."""
    return next(iter(await _moves(DoubtfulMove.write_off == write_off_id)), None)


async def case(invoice_id: int) -> Case:
    """What stands of an invoice, and what was done about it."""
    return Case(await standing_of(invoice_id), tuple(await moves_of(invoice_id)))


async def _moves(where: Any) -> list[MoveView]:
    rows = await DoubtfulMove.select().where(where).order_by(DoubtfulMove.id)
    return [_move(row) for row in rows]


def _move(row: Mapping[str, Any]) -> MoveView:
    return MoveView(
        row["id"],
        row["invoice"],
        MoveKind(row["kind"]),
        row["doubtful"],
        row["depreciation"],
        row["base"],
        row["rate"],
        row["write_off"],
        evidence_from(row["evidence"]),
        row["note"],
        row["counts_on"],
        row["recorded_at"].astimezone(ZONE),
        row["recorded_by"],
    )


def evidence_to(found: tuple[Finding, ...]) -> str:
    """Evidence as the text kept in the row."""
    return json.dumps([[each.code, each.message, dict(each.facts)] for each in found], default=str)


def evidence_from(text: str) -> tuple[Finding, ...]:
    """Evidence read back from the row: days are days again, and words are translated."""
    return tuple(
        Finding(code, message, {name: _fact(name, value) for name, value in facts.items()})
        for code, message, facts in json.loads(text)
    )


def _fact(name: str, value: object) -> object:
    if name == "day":
        return date.fromisoformat(str(value))
    return Message(value) if name == "what" else value


def _day(value: date | str) -> date:
    return date.fromisoformat(value) if isinstance(value, str) else value
