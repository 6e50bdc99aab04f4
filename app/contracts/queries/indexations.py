"""Contracts whose prices follow something: which anniversaries are done, which one comes."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from app.contracts.rules import AHEAD, anniversary
from app.contracts.tables import Contract, ContractIndexation


@dataclass(frozen=True)
class DueIndexation:
    """A contract whose prices are to be indexed from an anniversary."""

    contract_id: int
    client: str
    label: str
    anniversary: date


async def indexations_of(contract_id: int) -> list[dict[str, Any]]:
    """What was done, the latest first."""
    rows: list[dict[str, Any]] = (
        await ContractIndexation.select()
        .where(ContractIndexation.contract == contract_id)
        .order_by(ContractIndexation.anniversary, ascending=False)
    )
    return rows


async def due_indexations(on: date) -> list[DueIndexation]:
    """Running contracts of which an anniversary has come, or comes within a month, not indexed."""
    rows = await Contract.raw(
        "SELECT c.id, c.label, c.start_on, c.end_on, k.name AS client_name FROM contract c"
        " JOIN client k ON k.id = c.client WHERE k.archived_at IS NULL"
        " AND (c.index_base IS NOT NULL OR c.index_percent IS NOT NULL)"
        " AND (c.end_on IS NULL OR c.end_on > {}) ORDER BY c.id",
        on,
    )
    done: dict[int, set[date]] = {}
    for row in await ContractIndexation.select():
        done.setdefault(row["contract"], set()).add(row["anniversary"])
    found = []
    for row in rows:
        day = anniversary(row["start_on"], done.get(row["id"], ()), on)
        if day <= on + AHEAD and (row["end_on"] is None or day <= row["end_on"]):
            found.append(DueIndexation(row["id"], row["client_name"], row["label"], day))
    return sorted(found, key=lambda each: (each.anniversary, each.contract_id))
