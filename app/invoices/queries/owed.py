"""What is open of each document, now or as of a day, and what was put on it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from app.accounting.queries import known_until
from app.clock import ZONE
from app.invoices.rules import Kind, Source
from app.invoices.tables import Allocation, Balance

_COLUMNS = (
    "SELECT s.id AS instalment_id, i.id AS invoice_id, i.number AS number, i.kind AS kind,"
    " i.client AS client_id, i.issued_on AS issued_on, s.due_on AS due_on, s.amount AS amount,"
)
_NOW = (
    _COLUMNS + " b.open AS open FROM balance b JOIN instalment s ON s.id = b.instalment"
    " JOIN invoice i ON i.id = s.invoice WHERE b.open <> 0 AND i.withdrawn_at IS NULL"
)
_AS_OF = (
    _COLUMNS + " CAST(s.amount - COALESCE(p.put, 0) AS BIGINT) AS open"
    " FROM instalment s JOIN invoice i ON i.id = s.invoice"
    " LEFT JOIN (SELECT instalment, SUM(amount) AS put FROM allocation"
    " WHERE counts_on <= {} AND recorded_at < {} GROUP BY instalment) p ON p.instalment = s.id"
    " WHERE i.issued_on <= {} AND i.recorded_at < {} AND s.amount <> COALESCE(p.put, 0)"
    " AND (i.withdrawn_at IS NULL OR i.withdrawn_at >= {})"
)
_ORDER = " ORDER BY s.due_on, i.issued_on, s.id"


@dataclass(frozen=True)
class OpenInstalment:
    """What is open of one instalment, in cents; negative of a credit note."""

    instalment_id: int
    invoice_id: int
    number: str
    kind: Kind
    client_id: int
    issued_on: date
    due_on: date
    amount: int
    open: int


@dataclass(frozen=True)
class AllocationView:
    """Money or a credit note on an instalment; `reversed` once it was taken off again."""

    id: int
    instalment_id: int
    invoice_id: int
    number: str
    source_kind: Source
    source_id: int
    amount: int
    paid_on: date
    counts_on: date
    reverses: int | None
    reversed: bool
    recorded_at: datetime
    recorded_by: str


async def open_instalments(
    client_id: int | None = None, on: date | None = None, known_on: date | None = None
) -> list[OpenInstalment]:
    """What is open of invoices and credit notes, first due first.

    Without `on`, now, from the projection; with it, as of that day (and as known on `known_on`),
    from dated allocations.
    """
    query, values = _NOW, list[Any]()
    if on is not None:
        until = known_until(known_on)
        query, values = _AS_OF, [on, until, on, until, until]
    if client_id is not None:
        query += " AND i.client = {}"
        values.append(client_id)
    return [_open(row) for row in await Balance.raw(query + _ORDER, *values)]


async def open_credits(client_id: int) -> list[OpenInstalment]:
    """Credit notes of a client that are not used up; `open` is negative."""
    return [one for one in await open_instalments(client_id) if one.open < 0]


async def open_of(instalment_ids: Sequence[int]) -> dict[int, OpenInstalment]:
    """The named instalments that are still open."""
    if not instalment_ids:
        return {}
    places = ", ".join("{}" for _ in instalment_ids)
    rows = await Balance.raw(_NOW + f" AND s.id IN ({places})", *instalment_ids)
    return {row["instalment_id"]: _open(row) for row in rows}


async def allocations_of(source_kind: str, source_id: int) -> list[AllocationView]:
    """What one receipt or credit note was put on, reversals included, oldest first."""
    return await _allocations(
        "a.source_kind = {} AND a.source_id = {}", [str(source_kind), source_id]
    )


async def allocations_on(invoice_id: int) -> list[AllocationView]:
    """What was put on one document, reversals included, oldest first."""
    return await _allocations("i.id = {}", [invoice_id])


async def _allocations(where: str, values: list[Any]) -> list[AllocationView]:
    rows = await Allocation.raw(
        "SELECT a.*, i.id AS invoice_id, i.number AS number, r.id AS reversal"
        " FROM allocation a JOIN instalment s ON s.id = a.instalment"
        " JOIN invoice i ON i.id = s.invoice"
        " LEFT JOIN allocation r ON r.reverses = a.id"
        f" WHERE {where} ORDER BY a.id",
        *values,
    )
    return [_allocation(row) for row in rows]


def _open(row: Mapping[str, Any]) -> OpenInstalment:
    return OpenInstalment(
        row["instalment_id"],
        row["invoice_id"],
        row["number"],
        Kind(row["kind"]),
        row["client_id"],
        row["issued_on"],
        row["due_on"],
        row["amount"],
        int(row["open"]),
    )


def _allocation(row: Mapping[str, Any]) -> AllocationView:
    return AllocationView(
        id=row["id"],
        instalment_id=row["instalment"],
        invoice_id=row["invoice_id"],
        number=row["number"],
        source_kind=Source(row["source_kind"]),
        source_id=row["source_id"],
        amount=row["amount"],
        paid_on=row["paid_on"],
        counts_on=row["counts_on"],
        reverses=row["reverses"],
        reversed=row["reversal"] is not None,
        recorded_at=row["recorded_at"].astimezone(ZONE),
        recorded_by=row["recorded_by"],
    )
