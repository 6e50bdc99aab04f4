"""Entries of some days with their lines, read a part at a time."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.accounting.queries import known_until
from app.accounting.tables import Entry, EntryLine
from app.books.queries.lettering import Lettering
from app.books.rules import BookLine
from app.clock import ZONE

_PART = 2_000

_ENTRIES = """
SELECT e.id AS entry, e.journal AS journal, e.day AS day, e.piece AS piece, e.label AS label,
  e.subject AS subject, e.recorded_at AS recorded_at FROM entry e
WHERE e.id > {} AND e.id <= {} AND e.day >= {} AND e.day <= {} AND e.recorded_at < {}
"""
_LINES = """
SELECT l.entry AS entry, l.account AS account, l.client_id AS client_id,
  COALESCE(c.name, '') AS client, l.debit AS debit, l.credit AS credit
FROM entry_line l LEFT JOIN client c ON c.id = l.client_id
WHERE l.entry > {} AND l.entry <= {} ORDER BY l.entry, l.id
"""


@dataclass(frozen=True)
class Wanted:
    """Entries of these days, both included, up to number `last_entry`; as known at the end of
    `known_on` when given. Journal AN, the history taken over, comes first or not at all."""

    first: date
    last: date
    last_entry: int
    with_openings: bool = False
    known_on: date | None = None


async def entry_lines(wanted: Wanted, marks: Lettering) -> AsyncIterator[list[BookLine]]:
    """The lines, in the order in which their entries were recorded; a list for each part read."""
    passes = (" AND e.journal = 'AN'",) if wanted.with_openings else ()
    for which in (*passes, " AND e.journal <> 'AN'"):
        first, last = await _bounds(wanted, which)
        for after in range(first - 1, last, _PART):
            part = (after, min(after + _PART, last))
            days = (wanted.first, wanted.last, known_until(wanted.known_on))
            entries = {row["entry"]: row for row in await Entry.raw(_ENTRIES + which, *part, *days)}
            if entries:
                rows = await EntryLine.raw(_LINES, *part)
                yield _lines(entries, rows, marks)


async def _bounds(wanted: Wanted, which: str) -> tuple[int, int]:
    """The numbers between which the entries of the days are; (1, 0) when there is none."""
    rows = await Entry.raw(
        "SELECT MIN(e.id) AS first, MAX(e.id) AS last FROM entry e"
        f" WHERE e.day >= {{}} AND e.day <= {{}} AND e.id <= {{}}{which}",
        wanted.first,
        wanted.last,
        wanted.last_entry,
    )
    return rows[0]["first"] or 1, rows[0]["last"] or 0


def _lines(
    entries: dict[int, dict[str, Any]], rows: list[dict[str, Any]], marks: Lettering
) -> list[BookLine]:
    found = []
    known = {
        number: (
            *(number, entry["journal"], entry["day"], entry["piece"], entry["label"]),
            *(entry["subject"], entry["recorded_at"].astimezone(ZONE).date()),
        )
        for number, entry in entries.items()
    }
    for row in rows:
        entry = known.get(row["entry"])
        if entry is None:
            continue
        account, client_id = row["account"], row["client_id"]
        is_client = client_id is not None and account in ("411", "416")
        letter = marks.of(row["entry"]) if is_client else ("", None)
        amounts = (row["debit"], row["credit"])
        found.append(BookLine(*entry, account, client_id, row["client"], *amounts, *letter))
    return found
