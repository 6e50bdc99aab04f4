"""A file of entries: written part by part, hashed as it is written, then noted with its hash."""

import hashlib
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from app.accounting import queries as ledger
from app.adapters.archives import Place
from app.adapters.database import transaction
from app.books import queries, rules
from app.books.queries import Held, Wanted
from app.books.queries.exports import AddedEntry
from app.books.rules import BookEntry, Layout, PreviousExport
from app.books.tables import EntriesExport
from app.settings.queries import business


@dataclass(frozen=True)
class Days:
    """Which entries, in which shape: days of entry, both included; `known_on` leaves out what came
    later."""

    first: date
    last: date
    with_openings: bool = False
    known_on: date | None = None
    layout: Layout = Layout.FEC


@dataclass
class Made:
    """A file that was written: debits and credits in cents, and what is new since the last one of
    the same days (None: there was none)."""

    filename: str
    sha256: str = ""
    size: int = 0
    entries: int = 0
    lines: int = 0
    debit: int = 0
    credit: int = 0
    before: PreviousExport | None = None
    added: tuple[AddedEntry, ...] = ()

    @property
    def is_same(self) -> bool:
        """Whether the file is, to the byte, the one made before."""
        return self.before is not None and self.before.sha256 == self.sha256


async def export_entries(days: Days, place: Place, *, on: date, at: datetime, by: str) -> Made:
    """Write the file, and in FEC format its description; gives back what it is.

    The same entries give the same bytes. Refused: what `check_period` refuses; in FEC format, no
    SIREN.
    """
    years = await ledger.fiscal_years()
    rules.check_period(days.first, days.last, on, years)
    shop = await business()
    last = await queries.last_entry()
    year_end = years.of(days.last).last
    made = Made(rules.file_name(days.layout, shop.siren, days.first, days.last, year_end))
    total = hashlib.sha256()
    with place.open(made.filename) as out:
        async for part in _parts(days, last, made):
            total.update(part)
            out.write(part)
            made.size += len(part)
    made.sha256 = total.hexdigest()
    if days.layout is Layout.FEC:
        with place.open(made.filename.replace(".txt", "-description.txt")) as out:
            out.write(rules.description(made.filename, shop.name, days.first, days.last))
    await _compare(days, made)
    if days.known_on is None:
        await _note(days, last, made, at=at, by=by)
    return made


async def _parts(days: Days, last: int, made: Made) -> AsyncIterator[bytes]:
    yield rules.first_line(days.layout)
    chart = await queries.chart()
    held = Held(days.first, days.with_openings)
    marks = await queries.lettering(days.last, days.known_on, held=held)
    wanted = Wanted(days.first, days.last, last, days.with_openings, days.known_on)
    async for entries in queries.entry_lines(wanted, marks):
        yield rules.entry_lines(days.layout, _numbered(entries, made), chart)


def _numbered(entries: list[BookEntry], made: Made) -> Iterator[tuple[int, BookEntry]]:
    """Each entry with its number in the file, counted into what is made."""
    for entry in entries:
        made.entries += 1
        made.lines += len(entry.lines)
        made.debit += sum(line.debit for line in entry.lines)
        made.credit += sum(line.credit for line in entry.lines)
        yield made.entries, entry


async def _compare(days: Days, made: Made) -> None:
    made.before = await queries.previous(days.layout, days.first, days.last, days.with_openings)
    if made.before is not None and not made.is_same:
        found = await queries.added_since(made.before, days.first, days.last, days.with_openings)
        made.added = tuple(found)


async def _note(days: Days, last: int, made: Made, *, at: datetime, by: str) -> None:
    async with transaction():
        await EntriesExport.insert(
            EntriesExport(
                layout=days.layout,
                first_day=days.first,
                last_day=days.last,
                with_openings=days.with_openings,
                filename=made.filename,
                sha256=made.sha256,
                size=made.size,
                entries=made.entries,
                lines=made.lines,
                debit=made.debit,
                credit=made.credit,
                last_entry=last,
                made_at=at,
                made_by=by,
            )
        )
