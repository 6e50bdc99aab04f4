"""Clients of a file: added, or there already; a bare name left by a history is completed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from app.adapters.database import Tx
from app.adapters.spreadsheet_files import Line
from app.clients.actions import complete_in, create_in
from app.clients.queries import ClientView
from app.clients.rules import ClientValues, import_key
from app.core.errors import Refused
from app.core.text import searchable
from app.imports import queries
from app.imports.actions.work import Work
from app.imports.rules import (
    ClientLine,
    Directory,
    Tally,
    is_bare,
    known_client,
    read_client,
    same_client,
)


@dataclass
class Plan:
    """What a batch will do: clients to add, and bare ones to complete, by line."""

    tally: Tally
    new: list[tuple[int, ClientValues]] = field(default_factory=list)
    bare: list[tuple[int, int, ClientValues]] = field(default_factory=list)


def remember(lines: Iterable[Line], work: Work) -> None:
    """What lines that were handled before say, so that one that says otherwise is still refused."""
    for line in lines:
        try:
            cells, remarks = work.columns.cells(line.cells), work.columns.remarks(line.cells)
            values = read_client(cells, remarks).values
            _is_repeated(line.number, values, work)
        except Refused:
            continue


async def plan(lines: Sequence[Line], work: Work) -> Plan:
    """Judge a batch; nothing is written."""
    made = Plan(Tally(read=len(lines)))
    read: list[tuple[int, ClientLine]] = []
    for line in lines:
        try:
            cells, remarks = work.columns.cells(line.cells), work.columns.remarks(line.cells)
            read.append((line.number, read_client(cells, remarks)))
        except Refused as refused:
            made.tally.refuse(line.number, refused)
    there = await queries.directory(
        [each.values.siren for _, each in read],
        [each.values.name for _, each in read],
        [import_key(each.values) for _, each in read],
    )
    for number, each in read:
        try:
            _decide(number, each, there, made, work)
        except Refused as refused:
            made.tally.refuse(number, refused)
    return made


def _decide(
    number: int, line: ClientLine, there: Directory[ClientView], made: Plan, work: Work
) -> None:
    values = line.values
    if _is_repeated(number, values, work):
        made.tally.unchanged += 1
        return
    known = known_client(values, there) or _only_bare(values, there)
    if known is None:
        made.tally.added += 1
        made.new.append((number, values))
    elif is_bare(known.values) and replace(values, notes="", kind=known.kind) != known.values:
        made.tally.added += 1
        made.tally.count("completed")
        made.bare.append((number, known.id, values))
    else:
        same_client(known.values, line)
        made.tally.unchanged += 1


def _is_repeated(number: int, values: ClientValues, work: Work) -> bool:
    return work.is_repeated(import_key(values), repr(values), number, values.name)


def _only_bare(values: ClientValues, there: Directory[ClientView]) -> ClientView | None:
    """The one client of this name, when nothing but its name is known."""
    namesakes = there.by_name.get(searchable(values.name), ())
    return namesakes[0] if len(namesakes) == 1 and is_bare(namesakes[0].values) else None


async def write(tx: Tx, made: Plan, work: Work) -> None:
    """Step: write what was planned."""
    for _, values in made.new:
        await create_in(
            tx,
            values,
            at=work.at,
            by=work.by,
            import_key=import_key(values),
            import_id=work.run_id,
        )
    for _, client_id, values in made.bare:
        await complete_in(
            tx, client_id, values, at=work.at, by=work.by, import_key=import_key(values)
        )
