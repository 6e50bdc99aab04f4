"""The lettering of every client's account as of a day, with little memory: client by client."""

from array import array
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from app.accounting.queries import known_until
from app.accounting.rules import Journal
from app.accounting.tables import EntryLine
from app.books.rules import Allocated, Side, letter_code, letters
from app.clients.tables import Client
from app.invoices.tables import Allocation
from app.payments.tables import Receipt

_CLIENTS = 200

_SIDES = """
SELECT l.client_id AS client_id, e.id AS entry, e.subject AS subject, e.day AS day,
  e.journal AS journal, CAST(SUM(l.debit - l.credit) AS BIGINT) AS cents
FROM entry_line l JOIN entry e ON e.id = l.entry
WHERE l.account IN ('411', '416') AND l.client_id >= {} AND l.client_id < {}
  AND e.day <= {} AND e.recorded_at < {}
GROUP BY l.client_id, e.id, e.subject, e.day, e.journal
ORDER BY e.id
"""
_ALLOCATED = """
SELECT i.client AS client_id, n.invoice AS invoice, a.source_kind AS kind, a.source_id AS source,
  a.amount AS cents, a.counts_on AS day
FROM allocation a JOIN instalment n ON n.id = a.instalment JOIN invoice i ON i.id = n.invoice
WHERE i.client >= {} AND i.client < {} AND a.counts_on <= {} AND a.recorded_at < {}
ORDER BY a.id
"""
# A receipt undone, or paid back out of another, belongs with that other.
_TIED = """
SELECT r.id AS id, COALESCE(r.reverses, 0) AS reverses, COALESCE(r.refunds, 0) AS refunds
FROM receipt r
WHERE r.client >= {} AND r.client < {} AND (r.reverses IS NOT NULL OR r.refunds > 0)
"""


@dataclass
class Lettering:
    """The letter of each entry by its number, and the day since which it is lettered."""

    _firsts: "array[int]" = field(default_factory=lambda: array("q"))
    _days: "array[int]" = field(default_factory=lambda: array("l"))

    def note(self, entry: int, first: int, day: date) -> None:
        """Entry `entry` carries the letter made from entry `first`."""
        lacking = entry + 1 - len(self._firsts)
        if lacking > 0:
            self._firsts.frombytes(bytes(lacking * self._firsts.itemsize))
            self._days.frombytes(bytes(lacking * self._days.itemsize))
        self._firsts[entry] = first
        self._days[entry] = day.toordinal()

    def of(self, entry: int) -> tuple[str, date | None]:
        """Its letter and day; "" and None where it is not lettered."""
        if entry >= len(self._firsts) or not self._firsts[entry]:
            return "", None
        return letter_code(self._firsts[entry]), date.fromordinal(self._days[entry])


@dataclass(frozen=True)
class Held:
    """The entries of a file: those from a day on, with the history taken over (AN) or without."""

    first: date
    with_openings: bool


async def lettering(
    on: date,
    known_on: date | None = None,
    client_id: int | None = None,
    held: Held | None = None,
) -> Lettering:
    """What is lettered as of a day; on one client’s account alone when asked, and only what is
    settled within the entries that are `held`."""
    found = Lettering()
    async for sides, allocated in _by_clients(on, known_until(known_on), client_id, held):
        marks = letters(sides, allocated)
        first_of: dict[str, int] = {}
        for entry, (code, day) in sorted(marks.items()):
            found.note(entry, first_of.setdefault(code, entry), day)
    return found


async def _by_clients(
    on: date, until: datetime, client_id: int | None, held: Held | None
) -> AsyncIterator[tuple[list[Side], list[Allocated]]]:
    rows = await Client.raw("SELECT COALESCE(MAX(id), 0) AS last FROM client")
    starts = range(1, int(rows[0]["last"]) + 1, _CLIENTS) if client_id is None else (client_id,)
    for first in starts:
        bounds = (first, first + (_CLIENTS if client_id is None else 1))
        tied = {
            int(row["id"]): int(row["reverses"]) or int(row["refunds"])
            for row in await Receipt.raw(_TIED, *bounds)
        }
        sides = [_side(row, tied, held) for row in await EntryLine.raw(_SIDES, *bounds, on, until)]
        allocated = [
            _allocated(row, tied) for row in await Allocation.raw(_ALLOCATED, *bounds, on, until)
        ]
        yield sides, allocated


def _side(row: dict[str, Any], tied: dict[int, int], held: Held | None) -> Side:
    kind, _, number = str(row["subject"]).partition(":")
    if kind == "receipt":
        node = _money(int(number), tied)
    elif kind.startswith("write_off"):
        node = f"w{number}"
    elif kind == "doubtful":
        # Between 411 and 416, of one invoice: it is lettered with that.
        node = f"d{number.partition(':')[0]}"
    else:
        node = f"d{number}" if number.isdigit() else f"e{row['entry']}"
    is_held = held is None or (
        row["day"] >= held.first and (held.with_openings or row["journal"] != Journal.OPENING)
    )
    return Side(int(row["entry"]), node, int(row["cents"]), row["day"], is_held)


def _allocated(row: dict[str, Any], tied: dict[int, int]) -> Allocated:
    node = f"d{row['invoice']}"
    if row["kind"] == "receipt":
        other = _money(int(row["source"]), tied)
    elif row["kind"] in ("difference", "loss"):
        other = f"w{row['source']}"
    elif row["kind"] == "credit_note":
        other = f"d{row['source']}"
    else:
        other = node
    return Allocated(node, other, int(row["cents"]), row["day"])


def _money(receipt: int, tied: dict[int, int]) -> str:
    while above := tied.get(receipt):
        receipt = above
    return f"r{receipt}"
