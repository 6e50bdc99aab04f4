"""Entries of some days with their lines, read a part at a time."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.accounting.queries import known_until
from app.adapters import bulk_rows
from app.books.queries.lettering import Lettering
from app.books.rules import BookEntry, BookLine
from app.clock import ZONE

_PART = 2_000

_BOUNDS = """
SELECT COALESCE(MIN(e.id), 1) AS first, COALESCE(MAX(e.id), 0) AS last FROM entry e
WHERE e.day >= {} AND e.day <= {} AND e.id <= {}
"""
_ENTRIES = """
SELECT e.id, e.journal, e.day, e.piece, e.label, e.subject, e.recorded_at FROM entry e
WHERE e.id > {} AND e.id <= {} AND e.day >= {} AND e.day <= {} AND e.recorded_at < {}
"""
_LINES = """
SELECT l.entry, l.account, l.client_id, l.debit, l.credit
FROM entry_line l WHERE l.entry > {} AND l.entry <= {} ORDER BY l.entry, l.id
"""
_NAMES = "SELECT c.id, c.name FROM client c"


@dataclass(frozen=True)
class Wanted:
    """Entries of these days, both included, up to number `last_entry`; as known at the end of
    `known_on` when given. Journal AN, the history taken over, comes first or not at all."""

    first: date
    last: date
    last_entry: int
    with_openings: bool = False
    known_on: date | None = None


async def entry_lines(wanted: Wanted, marks: Lettering) -> AsyncIterator[list[BookEntry]]:
    """The entries, in the order in which they were recorded; a list for each part read."""
    names: dict[int, str] = {row[0]: row[1] for row in await bulk_rows.read(_NAMES)}
    days = (wanted.first, wanted.last)
    passes = (" AND e.journal = 'AN'",) if wanted.with_openings else ()
    for which in (*passes, " AND e.journal <> 'AN'"):
        [(first, last)] = await bulk_rows.read(_BOUNDS + which, *days, wanted.last_entry)
        for after in range(first - 1, last, _PART):
            part = (after, min(after + _PART, last))
            until = known_until(wanted.known_on)
            found = await bulk_rows.read(f"{_ENTRIES}{which} ORDER BY e.id", *part, *days, until)
            if found:
                yield _entries(found, await bulk_rows.read(_LINES, *part), names, marks)


def _entries(
    found: bulk_rows.Values, rows: bulk_rows.Values, names: dict[int, str], marks: Lettering
) -> list[BookEntry]:
    lines: dict[int, list[BookLine]] = {row[0]: [] for row in found}
    for entry, account, client_id, debit, credit in rows:
        own = lines.get(entry)
        if own is None:
            continue
        if client_id is None:
            own.append(BookLine(account, None, "", debit, credit))
            continue
        letter = marks.of(entry) if account in ("411", "416") else ("", None)
        own.append(BookLine(account, client_id, names.get(client_id, ""), debit, credit, *letter))
    return [_entry(row, lines[row[0]]) for row in found]


def _entry(row: Any, lines: list[BookLine]) -> BookEntry:
    number, journal, day, piece, label, subject, recorded_at = row
    valid_on = recorded_at.astimezone(ZONE).date()
    return BookEntry(number, journal, day, piece, label, subject, valid_on, lines)
