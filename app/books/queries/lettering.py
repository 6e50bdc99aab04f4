"""The lettering of clients' accounts as of a day, with little memory: some clients at a time."""

from array import array
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from app.accounting.queries import known_until
from app.accounting.rules import Journal
from app.adapters import bulk_rows
from app.books.rules import Allocated, Of, Settled, Side, letter_code, settled

_CLIENTS = 20
_PART = 5_000

_SIDES = """
SELECT l.entry, e.subject, e.day, e.journal, l.debit - l.credit
FROM entry_line l JOIN entry e ON e.id = l.entry
WHERE l.account IN ('411', '416') AND l.client_id >= {} AND l.client_id < {}
  AND e.day >= {} AND e.day <= {} AND e.recorded_at < {} AND l.entry >= {} AND l.entry <= {}
"""
_NUMBERS = """
SELECT COALESCE(MIN(e.id), 0), COALESCE(MAX(e.id), 0) FROM entry e
WHERE e.day >= {} AND e.day <= {}
"""
_PUT = """
SELECT i.client, n.invoice, a.source_kind, a.source_id, a.amount, a.counts_on
FROM {order} WHERE n.invoice = i.id AND a.instalment = n.id
  AND a.counts_on >= {{}} AND a.counts_on <= {{}} AND a.recorded_at < {{}} AND i.issued_on <= {{}}
"""
# CROSS JOIN: SQLite begins with the client, or with what was put, and not the other way round.
_PUT_OF_ONE = _PUT.format(order="invoice i CROSS JOIN instalment n CROSS JOIN allocation a")
_PUT_OF_ALL = _PUT.format(order="allocation a CROSS JOIN instalment n CROSS JOIN invoice i")
_PUT_NUMBERS = """
SELECT COALESCE(MIN(a.id), 1), COALESCE(MAX(a.id), 0) FROM allocation a
WHERE a.counts_on >= {} AND a.counts_on <= {}
"""
# A receipt undone, or paid back out of another, belongs with that other.
_TIED = """
SELECT r.id, r.reverses, r.refunds FROM receipt r WHERE (r.reverses IS NOT NULL OR r.refunds > 0)
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


@dataclass(frozen=True)
class _Days:
    first: date
    last: date
    until: datetime


async def lettering(
    on: date,
    known_on: date | None = None,
    client_id: int | None = None,
    held: Held | None = None,
) -> Lettering:
    """What is lettered as of a day; on one client’s account alone when asked, and only what is
    settled within the entries that are `held`."""
    found = Lettering()
    days = _Days(held.first if held else date.min, on, known_until(known_on))
    async for sides, allocated in _by_clients(days, client_id, held):
        for group in settled(sides, allocated):
            found.note(group)
    return found


async def _by_clients(
    days: _Days, client_id: int | None, held: Held | None
) -> AsyncIterator[tuple[list[Side], list[Allocated]]]:
    [within] = await bulk_rows.read(_NUMBERS, days.first, days.last)
    tied = await _tied(client_id)
    put = await _put(days, client_id, tied)
    for first, last in await _ranges(client_id):
        rows = await bulk_rows.read(_SIDES, first, last, days.first, days.last, days.until, *within)
        sides, begun = _sides(rows, tied, held)
        allocated = put.of(first)
        if held:
            sides += _begun_before(held, begun, sides, allocated)
        yield sides, allocated


async def _ranges(client_id: int | None) -> list[tuple[int, int]]:
    if client_id is not None:
        return [(client_id, client_id + 1)]
    [(last,)] = await bulk_rows.read("SELECT COALESCE(MAX(id), 0) FROM client")
    return [(first, first + _CLIENTS) for first in range(0, last + 1, _CLIENTS)]


async def _tied(client_id: int | None) -> dict[int, int]:
    only, values = ("", ()) if client_id is None else (" AND r.client = {}", (client_id,))
    rows = await bulk_rows.read(_TIED + only, *values)
    return {number: reverses or refunds for number, reverses, refunds in rows}


@dataclass(frozen=True)
class _Put:
    """What was put on what, by clients: four whole numbers each, since it is kept for all of them
    while one after the other is settled."""

    _of: dict[int, "array[int]"] = field(default_factory=dict)

    def note(self, rows: bulk_rows.Values, tied: Mapping[int, int]) -> None:
        for client, invoice, kind, source, cents, day in rows:
            node = invoice * 4 + Of.DOCUMENT
            values = (node, _source(kind, source, node, tied), cents, day.toordinal())
            self._of.setdefault(client // _CLIENTS, array("q")).extend(values)

    def of(self, client_id: int) -> list[Allocated]:
        """Of the clients read together with this one."""
        values = iter(self._of.get(client_id // _CLIENTS, ()))
        return [
            Allocated(node, other, cents, date.fromordinal(day))
            for node, other, cents, day in zip(values, values, values, values, strict=True)
        ]


async def _put(days: _Days, client_id: int | None, tied: Mapping[int, int]) -> _Put:
    put = _Put()
    counted = (days.first, days.last, days.until, days.last)
    if client_id is not None:
        of_one = await bulk_rows.read(f"{_PUT_OF_ONE} AND i.client = {{}}", *counted, client_id)
        put.note(of_one, tied)
        return put
    [(first, last)] = await bulk_rows.read(_PUT_NUMBERS, days.first, days.last)
    for after in range(first - 1, last, _PART):
        part = (after, min(after + _PART, last))
        sql = f"{_PUT_OF_ALL} AND a.id > {{}} AND a.id <= {{}}"
        put.note(await bulk_rows.read(sql, *counted, *part), tied)
    return put


def _begun_before(
    held: Held, begun: set[int], sides: list[Side], allocated: list[Allocated]
) -> list[Side]:
    """A side that is not held, for each document and money whose first entry was not read."""
    named = {side[1] for side in sides}
    named.update(each[0] for each in allocated)
    named.update(each[1] for each in allocated)
    return [Side(0, node, 0, held.first, is_held=False) for node in sorted(named - begun)]


def _sides(
    rows: bulk_rows.Values, tied: Mapping[int, int], held: Held | None
) -> tuple[list[Side], set[int]]:
    """What the entries do, and the documents and money of which the first entry is among them."""
    sides, begun = [], set()
    leaves_openings = held is not None and not held.with_openings
    for entry, subject, day, journal, cents in rows:
        node, is_first = _node(subject, entry, tied)
        if is_first:
            begun.add(node)
        is_held = not (leaves_openings and journal == Journal.OPENING)
        sides.append(Side(entry, node, cents, day, is_held))
    return sides, begun


# What is put on something counts on its day or later, so that what began within the file has all of
# its ties there; what began before has to be known as such, and is not read.
def _node(subject: str, entry: int, tied: Mapping[int, int]) -> tuple[int, bool]:
    """What an entry belongs to, and whether that begins with it."""
    kind, _, number = subject.partition(":")
    if kind == "receipt":
        receipt = int(number)
        return _money(receipt, tied), receipt not in tied
    if kind.startswith("write_off"):
        return int(number) * 4 + Of.WRITE_OFF, kind == "write_off"
    if kind == "doubtful":
        # Between 411 and 416, of one invoice: it is lettered with that.
        return int(number.partition(":")[0]) * 4 + Of.DOCUMENT, False
    if number.isdigit():
        return int(number) * 4 + Of.DOCUMENT, kind in ("invoice", "opening")
    return entry * 4 + Of.ENTRY, True


def _source(kind: str, source: int, node: int, tied: Mapping[int, int]) -> int:
    if kind == "receipt":
        return _money(source, tied)
    if kind in ("difference", "loss"):
        return source * 4 + Of.WRITE_OFF
    if kind == "credit_note":
        return source * 4 + Of.DOCUMENT
    return node


def _money(receipt: int, tied: Mapping[int, int]) -> int:
    while above := tied.get(receipt):
        receipt = above
    return receipt * 4 + Of.MONEY
