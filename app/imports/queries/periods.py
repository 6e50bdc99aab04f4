"""Contracts of which amounts are imported, with the entries of their schedule."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.contracts.queries.rows import versions_by_contract
from app.contracts.rules import State, Typed, Versions, kept_quantities
from app.contracts.tables import Contract, ScheduleEntry
from app.imports.rules import KnownEntry


@dataclass(frozen=True)
class KnownContract:
    """A contract, and what may be typed for its periods."""

    is_variable: bool
    entries: tuple[KnownEntry, ...]


async def variable_contracts(references: Sequence[str]) -> dict[str, KnownContract]:
    """The contracts that are there, by reference."""
    if not references:
        return {}
    contracts = await Contract.select(Contract.id, Contract.reference, Contract.is_variable).where(
        Contract.reference.is_in(list(references))
    )
    ids = [row["id"] for row in contracts]
    versions = await versions_by_contract(ids)
    entries: dict[int, list[KnownEntry]] = {}
    if ids:
        rows = (
            await ScheduleEntry.select()
            .where(ScheduleEntry.contract.is_in(ids))
            .order_by(ScheduleEntry.n)
        )
        for row in rows:
            made = _entry(row, versions[row["contract"]])
            entries.setdefault(row["contract"], []).append(made)
    return {
        row["reference"]: KnownContract(bool(row["is_variable"]), tuple(entries.get(row["id"], ())))
        for row in contracts
    }


def _entry(row: Mapping[str, Any], versions: Versions) -> KnownEntry:
    return KnownEntry(
        row["id"],
        row["period_from"],
        row["period_to"],
        State(row["state"]),
        Typed(row["net"], kept_quantities(row["quantities"])),
        versions.on(row["period_from"]),
    )
