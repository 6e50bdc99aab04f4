"""Files of entries that were made, and what is new since one of them."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from app.accounting.tables import Entry
from app.books.rules import PreviousExport
from app.books.tables import EntriesExport
from app.clock import ZONE


@dataclass(frozen=True)
class ExportView:
    """A file that was made; cents."""

    id: int
    layout: str
    first_day: date
    last_day: date
    filename: str
    sha256: str
    entries: int
    lines: int
    debit: int
    made_at: datetime
    made_by: str


@dataclass(frozen=True)
class AddedEntry:
    """An entry recorded since the last file of the same days; cents of its debits."""

    entry: int
    journal: str
    day: date
    piece: str
    label: str
    cents: int


async def last_entry() -> int:
    """The number of the last entry there is; 0 before the first."""
    rows = await Entry.raw("SELECT COALESCE(MAX(id), 0) AS last FROM entry")
    return int(rows[0]["last"])


async def exports(limit: int = 50) -> list[ExportView]:
    """The files made last, newest first."""
    rows = await EntriesExport.select().order_by(EntriesExport.id, ascending=False).limit(limit)
    return [_view(row) for row in rows]


async def previous(
    layout: str, first: date, last: date, with_openings: bool
) -> PreviousExport | None:
    """The file made last of the same days in the same layout, or None."""
    row = (
        await EntriesExport.select()
        .where(
            EntriesExport.layout == layout,
            EntriesExport.first_day == first,
            EntriesExport.last_day == last,
            EntriesExport.with_openings == with_openings,
        )
        .order_by(EntriesExport.id, ascending=False)
        .first()
    )
    if row is None:
        return None
    return PreviousExport(
        row["id"],
        row["made_at"].astimezone(ZONE),
        row["sha256"],
        row["entries"],
        row["last_entry"],
    )


async def added_since(
    before: PreviousExport, first: date, last: date, with_openings: bool, limit: int = 500
) -> list[AddedEntry]:
    """Entries of these days that were recorded after that file was made, in their order."""
    rows = await Entry.raw(
        "SELECT e.id AS entry, e.journal AS journal, e.day AS day, e.piece AS piece,"
        " e.label AS label, CAST(SUM(l.debit) AS BIGINT) AS cents"
        " FROM entry e JOIN entry_line l ON l.entry = e.id"
        " WHERE e.id > {} AND e.day >= {} AND e.day <= {}"
        + ("" if with_openings else " AND e.journal <> 'AN'")
        + " GROUP BY e.id, e.journal, e.day, e.piece, e.label ORDER BY e.id LIMIT {}",
        before.last_entry,
        first,
        last,
        limit,
    )
    return [AddedEntry(**{name: row[name] for name in _ADDED}) for row in rows]


_ADDED = tuple(AddedEntry.__dataclass_fields__)


def _view(row: dict[str, Any]) -> ExportView:
    values = {name: row[name] for name in ExportView.__dataclass_fields__}
    return ExportView(**values | {"made_at": row["made_at"].astimezone(ZONE)})
