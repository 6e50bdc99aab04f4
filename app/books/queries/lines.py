"""Entries of some days with their lines, read a part at a time."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.accounting.queries import known_until
from app.accounting.tables import Entry
from app.books.queries.lettering import Lettering
from app.books.rules import BookLine
from app.clock import ZONE

_PART = 2_000

_LINES = """
SELECT e.id AS entry, e.journal AS journal, e.day AS day, e.piece AS piece, e.label AS label,
  e.subject AS subject, e.recorded_at AS recorded_at, l.account AS account,
  l.client_id AS client_id, COALESCE(c.name, '') AS client, l.debit AS debit, l.credit AS credit
FROM entry e JOIN entry_line l ON l.entry = e.id LEFT JOIN client c ON c.id = l.client_id
WHERE e.id > {} AND e.id <= {} AND e.day >= {} AND e.day <= {} AND e.recorded_at < {}
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
        sql = f"{_LINES}{which} ORDER BY e.id, l.id"
        first, last = await _bounds(wanted, which)
        for after in range(first - 1, last, _PART):
            rows = await Entry.raw(
                sql,
                after,
                min(after + _PART, last),
                wanted.first,
                wanted.last,
                known_until(wanted.known_on),
            )
            if rows:
                yield [_line(row, marks) for row in rows]


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


def _line(row: dict[str, Any], marks: Lettering) -> BookLine:
    is_client = row["client_id"] is not None and row["account"] in ("411", "416")
    letter, lettered_on = marks.of(row["entry"]) if is_client else ("", None)
    return BookLine(
        entry=row["entry"],
        journal=row["journal"],
        day=row["day"],
        piece=row["piece"],
        label=row["label"],
        subject=row["subject"],
        valid_on=row["recorded_at"].astimezone(ZONE).date(),
        account=row["account"],
        client_id=row["client_id"],
        client=row["client"],
        debit=int(row["debit"]),
        credit=int(row["credit"]),
        letter=letter,
        lettered_on=lettered_on,
    )
