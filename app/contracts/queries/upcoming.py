"""What is to be laid out, and what is to be billed, by a day."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.adapters.database import is_postgres
from app.contracts.queries.rows import SLOT, TERMS, chunks, part_of, terms_of
from app.contracts.rules import Mode, Part, period
from app.contracts.tables import Contract, ScheduleEntry
from app.invoices.rules import Kind
from app.invoices.tables import SeriesCounter


@dataclass(frozen=True)
class Due:
    """An entry to bill, with what its invoice takes from the contract and the client."""

    id: int
    contract_id: int
    reference: str
    client_id: int
    language: str
    is_archived: bool
    mode: Mode
    part: Part
    bill_on: date
    n: int
    terms_days: int | None
    order_number: str
    note: str
    is_variable: bool

    @property
    def needs_amount(self) -> bool:
        """Whether somebody must type what it bills first."""
        return self.is_variable and self.part.net is None and not self.part.quantities


async def contracts_to_extend(until: date) -> list[int]:
    """Contracts whose next entry is to be billed by `until` and has no row yet."""
    rows = await Contract.raw(
        f"SELECT c.id,{TERMS},"
        " COALESCE((SELECT MAX(e.n) FROM schedule_entry e WHERE e.contract = c.id), 0) AS last_n"
        " FROM contract c ORDER BY c.id"
    )
    found = []
    for row in rows:
        following = period(terms_of(row), row["last_n"] + 1)
        if following is not None and following.bill_on <= until:
            found.append(int(row["id"]))
    return found


async def last_entries(ids: Iterable[int]) -> dict[int, int]:
    """The number of the last entry of each contract that has any."""
    found: dict[int, int] = {}
    for some in chunks(sorted(set(ids))):
        places = ", ".join("{}" for _ in some)
        rows = await ScheduleEntry.raw(
            "SELECT contract, MAX(n) AS last_n FROM schedule_entry"
            f" WHERE contract IN ({places}) GROUP BY contract",
            *some,
        )
        found |= {row["contract"]: row["last_n"] for row in rows}
    return found


async def due_ids(on: date) -> list[int]:
    """Every planned entry to be billed by `on`, in the order of billing."""
    rows = await ScheduleEntry.raw(
        "SELECT id FROM schedule_entry WHERE state = 'planned' AND bill_on <= {}"
        " ORDER BY bill_on, contract, n",
        on,
    )
    return [int(row["id"]) for row in rows]


async def held_due(ids: Sequence[int]) -> list[Due]:
    """Those of the entries that are still planned, held until the transaction ends.

    Called in a transaction: on PostgreSQL a second worker waits here, then finds them billed.
    """
    places = ", ".join("{}" for _ in ids)
    held = " FOR UPDATE OF e" if is_postgres else ""
    rows = await ScheduleEntry.raw(
        "SELECT e.id, e.contract, e.n, e.period_from, e.period_to, e.days, e.full_days, e.net,"
        " e.bill_on, c.reference, c.client, c.mode, c.terms_days, c.order_number, c.invoice_note,"
        f" c.is_variable,{SLOT},"
        " k.language, k.archived_at"
        " FROM schedule_entry e JOIN contract c ON c.id = e.contract"
        " JOIN client k ON k.id = c.client"
        f" WHERE e.id IN ({places}) AND e.state = 'planned'"
        f" ORDER BY e.bill_on, e.contract, e.n{held}",
        *ids,
    )
    return [_due(row) for row in rows]


def _due(row: dict[str, Any]) -> Due:
    return Due(
        id=row["id"],
        contract_id=row["contract"],
        reference=row["reference"],
        client_id=row["client"],
        language=row["language"],
        is_archived=row["archived_at"] is not None,
        mode=Mode(row["mode"]),
        part=part_of(row),
        bill_on=row["bill_on"],
        n=row["n"],
        terms_days=row["terms_days"],
        order_number=row["order_number"],
        note=row["invoice_note"],
        is_variable=bool(row["is_variable"]),
    )


async def last_issued_on() -> date | None:
    """The day of the last issued invoice of our series, of any year."""
    rows = await SeriesCounter.select(SeriesCounter.last_issued_on).where(
        SeriesCounter.series == Kind.INVOICE.value
    )
    days = [row["last_issued_on"] for row in rows if row["last_issued_on"]]
    return max(days, default=None)


async def drafts_of(ids: Sequence[int]) -> dict[int, int]:
    """Of these entries, those billed as a draft that is not issued yet: its id by the entry's."""
    found: dict[int, int] = {}
    for some in chunks(list(ids)):
        places = ", ".join("{}" for _ in some)
        rows = await ScheduleEntry.raw(
            "SELECT e.id, e.invoice_id FROM schedule_entry e JOIN invoice i ON i.id = e.invoice_id"
            f" WHERE e.id IN ({places}) AND i.state = 'draft' ORDER BY e.bill_on, e.contract, e.n",
            *some,
        )
        found |= {row["id"]: row["invoice_id"] for row in rows}
    return found


async def thrown_away() -> list[int]:
    """Entries that were billed as a draft which has been deleted since."""
    rows = await ScheduleEntry.raw(
        "SELECT e.id FROM schedule_entry e LEFT JOIN invoice i ON i.id = e.invoice_id"
        " WHERE e.state = 'billed' AND i.id IS NULL ORDER BY e.id"
    )
    return [int(row["id"]) for row in rows]
