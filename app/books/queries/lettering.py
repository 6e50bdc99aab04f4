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

_CLIENTS = 20

_SIDES = """
SELECT e.id AS entry, e.subject AS subject, e.day AS day,
  e.journal AS journal, l.debit - l.credit AS cents
FROM entry_line l JOIN entry e ON e.id = l.entry
WHERE l.account IN ('411', '416') AND l.client_id >= {} AND l.client_id < {}
  AND e.day >= {} AND e.day <= {} AND e.recorded_at < {}
"""
# CROSS JOIN: SQLite begins with the few clients, not with all that was ever put on anything.
_ALLOCATED = """
SELECT n.invoice AS invoice, a.source_kind AS kind, a.source_id AS source,
  a.amount AS cents, a.counts_on AS day
FROM invoice i CROSS JOIN instalment n CROSS JOIN allocation a
WHERE i.client >= {} AND i.client < {} AND n.invoice = i.id AND a.instalment = n.id
  AND a.counts_on >= {} AND a.counts_on <= {} AND a.recorded_at < {}
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
        since = held.first if held else date.min
        rows = await EntryLine.raw(_SIDES, *bounds, since, on, until)
        put = await Allocation.raw(_ALLOCATED, *bounds, since, on, until)
        sides = [_side(row, tied, held) for row in rows]
        allocated = [_allocated(row, tied) for row in put]
        if held:
            sides += _begun_before(held, rows, sides, allocated)
        yield sides, allocated


# What is put on something counts on its day or later, so that what began within the file has all of
# its ties there; what began before has to be known as such, and is not read.
_FIRSTS = ("invoice", "opening", "receipt", "write_off")


def _begun_before(
    held: Held, rows: list[dict[str, Any]], sides: list[Side], allocated: list[Allocated]
) -> list[Side]:
    """A side that is not held, for each document and money whose first entry was not read."""
    begun = {
        side.node
        for side, row in zip(sides, rows, strict=True)
        if _is_first(str(row["subject"]), side.node)
    }
    named = {side.node for side in sides}
    for each in allocated:
        named |= {each.node, each.other}
    return [Side(0, node, 0, held.first, is_held=False) for node in sorted(named - begun)]


def _is_first(subject: str, node: str) -> bool:
    kind, _, number = subject.partition(":")
    return node[0] == "e" or (kind in _FIRSTS and node[1:] == number)


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
    is_held = held is None or held.with_openings or row["journal"] != Journal.OPENING
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
