"""The lettering of every client's account as of a day, with little memory: client by client."""

from array import array
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from app.accounting.queries import known_until
from app.accounting.rules import Journal
from app.accounting.tables import EntryLine
from app.books.rules import Allocated, Settled, Side, letter_code, settled
from app.clients.tables import Client
from app.invoices.tables import Allocation
from app.payments.tables import Receipt

_CLIENTS = 20

_SIDES = """
SELECT e.id AS entry, e.subject AS subject, e.day AS day,
  e.journal AS journal, l.debit - l.credit AS cents
FROM entry_line l JOIN entry e ON e.id = l.entry
WHERE l.account IN ('411', '416') AND l.client_id >= {} AND l.client_id < {}
  AND e.day >= {} AND e.day <= {} AND e.recorded_at < {} AND l.entry >= {} AND l.entry <= {}
"""
_NUMBERS = """
SELECT COALESCE(MIN(e.id), 0) AS first, COALESCE(MAX(e.id), 0) AS last FROM entry e
WHERE e.day >= {} AND e.day <= {}
"""
# CROSS JOIN: SQLite begins with the few clients, not with all that was ever put on anything.
_ALLOCATED = """
SELECT n.invoice AS invoice, a.source_kind AS kind, a.source_id AS source,
  a.amount AS cents, a.counts_on AS day
FROM invoice i CROSS JOIN instalment n CROSS JOIN allocation a
WHERE i.client >= {} AND i.client < {} AND n.invoice = i.id AND a.instalment = n.id
  AND a.counts_on >= {} AND a.counts_on <= {} AND a.recorded_at < {} AND i.issued_on <= {}
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

    def note(self, group: Settled) -> None:
        """The entries of a group carry the letter made from its first."""
        first, day = group.first, group.day.toordinal()
        lacking = max(group.entries) + 1 - len(self._firsts)
        if lacking > 0:
            self._firsts.frombytes(bytes(lacking * self._firsts.itemsize))
            self._days.frombytes(bytes(lacking * self._days.itemsize))
        for entry in group.entries:
            self._firsts[entry] = first
            self._days[entry] = day

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
        for group in settled(sides, allocated):
            found.note(group)
    return found


async def _by_clients(
    on: date, until: datetime, client_id: int | None, held: Held | None
) -> AsyncIterator[tuple[list[Side], list[Allocated]]]:
    rows = await Client.raw("SELECT COALESCE(MAX(id), 0) AS last FROM client")
    since = held.first if held else date.min
    [numbers] = await EntryLine.raw(_NUMBERS, since, on)
    within = (numbers["first"], numbers["last"])
    starts = range(1, int(rows[0]["last"]) + 1, _CLIENTS) if client_id is None else (client_id,)
    for first in starts:
        bounds = (first, first + (_CLIENTS if client_id is None else 1))
        tied = {
            int(row["id"]): int(row["reverses"]) or int(row["refunds"])
            for row in await Receipt.raw(_TIED, *bounds)
        }
        rows = await EntryLine.raw(_SIDES, *bounds, since, on, until, *within)
        put = await Allocation.raw(_ALLOCATED, *bounds, since, on, until, on)
        sides, begun = _sides(rows, tied, held)
        allocated = [_allocated(row, tied) for row in put]
        if held:
            sides += _begun_before(held, begun, sides, allocated)
        yield sides, allocated


# What is put on something counts on its day or later, so that what began within the file has all of
# its ties there; what began before has to be known as such, and is not read.
_FIRSTS = frozenset(("invoice", "opening", "receipt", "write_off"))


def _begun_before(
    held: Held, begun: set[str], sides: list[Side], allocated: list[Allocated]
) -> list[Side]:
    """A side that is not held, for each document and money whose first entry was not read."""
    named = {side[1] for side in sides}
    named.update(each[0] for each in allocated)
    named.update(each[1] for each in allocated)
    return [Side(0, node, 0, held.first, is_held=False) for node in sorted(named - begun)]


def _sides(
    rows: list[dict[str, Any]], tied: dict[int, int], held: Held | None
) -> tuple[list[Side], set[str]]:
    """What the entries do, and the documents and money of which the first entry is among them."""
    sides, begun = [], set()
    leaves_openings = held is not None and not held.with_openings
    for row in rows:
        entry = row["entry"]
        kind, _, number = row["subject"].partition(":")
        node = _node(kind, number, entry, tied)
        if (kind in _FIRSTS and node[1:] == number) or node[0] == "e":
            begun.add(node)
        is_held = not (leaves_openings and row["journal"] == Journal.OPENING)
        sides.append(Side(entry, node, row["cents"], row["day"], is_held))
    return sides, begun


def _node(kind: str, number: str, entry: int, tied: dict[int, int]) -> str:
    if kind == "receipt":
        return _money(int(number), tied)
    if kind.startswith("write_off"):
        return f"w{number}"
    if kind == "doubtful":
        # Between 411 and 416, of one invoice: it is lettered with that.
        return f"d{number.partition(':')[0]}"
    return f"d{number}" if number.isdigit() else f"e{entry}"


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
    return Allocated(node, other, row["cents"], row["day"])


def _money(receipt: int, tied: dict[int, int]) -> str:
    while above := tied.get(receipt):
        receipt = above
    return f"r{receipt}"
