"""History of a file: openings added in bulk, later payments as receipts to be identified."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from app.adapters.database import Tx
from app.adapters.spreadsheet_files import Line
from app.clients.actions import create_in
from app.clients.rules import ClientValues, checked, import_key
from app.core.errors import Refused
from app.imports import queries
from app.imports.actions.work import Work
from app.imports.rules import (
    HistoryLine,
    LaterPayment,
    Named,
    Tally,
    judge,
    named_client,
    read_history,
)
from app.imports.tables import ImportReceipt
from app.invoices.actions import Opening, record_openings
from app.payments.actions import record_in
from app.payments.rules import Method


@dataclass(frozen=True)
class Placed:
    """A line whose client is known, or is to be added (`client_id` None)."""

    number: int
    line: HistoryLine
    client_id: int | None


@dataclass
class Plan:
    """What a batch will do: clients and openings to add, payments to record, by line."""

    tally: Tally
    clients: dict[str, ClientValues] = field(default_factory=dict)
    new: list[Placed] = field(default_factory=list)
    later: list[tuple[Placed, LaterPayment]] = field(default_factory=list)


def remember(lines: Iterable[Line], work: Work) -> None:
    """What lines that were handled before say, so that one that says otherwise is still refused."""
    for line in lines:
        try:
            cells, remarks = work.columns.cells(line.cells), work.columns.remarks(line.cells)
            _is_repeated(line.number, read_history(cells, remarks, work.on), work)
        except Refused:
            continue


async def plan(lines: Sequence[Line], work: Work) -> Plan:
    """Judge a batch; nothing is written."""
    made = Plan(Tally(read=len(lines)))
    placed = await _placed(lines, made, work)
    known = await queries.known_openings(
        [(each.client_id, each.line.number) for each in placed if each.client_id]
    )
    for each in placed:
        try:
            if _is_repeated(each.number, each.line, work):
                made.tally.unchanged += 1
                continue
            there = known.get((each.client_id or 0, each.line.number))
            later = judge(each.line, there) if there else None
        except Refused as refused:
            made.tally.refuse(each.number, refused)
            continue
        if there is None:
            made.tally.added += 1
            made.new.append(each)
        elif later is None:
            made.tally.unchanged += 1
        else:
            made.tally.added += 1
            made.tally.count("receipts")
            made.later.append((each, later))
    return made


def _is_repeated(number: int, line: HistoryLine, work: Work) -> bool:
    return work.is_repeated(line.key, line.facts, number, line.number)


async def _placed(lines: Sequence[Line], made: Plan, work: Work) -> list[Placed]:
    """The lines that can be read and whose client is known or may be added."""
    read: list[tuple[int, HistoryLine]] = []
    for line in lines:
        try:
            cells, remarks = work.columns.cells(line.cells), work.columns.remarks(line.cells)
            read.append((line.number, read_history(cells, remarks, work.on)))
        except Refused as refused:
            made.tally.refuse(line.number, refused)
    there = await queries.directory(
        [each.client.siren for _, each in read], [each.client.name for _, each in read]
    )
    found = []
    for number, each in read:
        try:
            client = named_client(each.client, there)
            if client is None:
                _add_client(each.client, made, work)
            found.append(Placed(number, each, client.id if client else None))
        except Refused as refused:
            made.tally.refuse(number, refused)
    return found


def _add_client(named: Named, made: Plan, work: Work) -> None:
    """A client that only the history knows is added with its name, once."""
    if named.key not in made.clients:
        made.clients[named.key] = checked(
            ClientValues(named.name, siren=named.siren, siret=named.siret, postcode=named.postcode)
        )
    if named.key not in work.newcomers:
        work.newcomers.add(named.key)
        made.tally.count("clients_added")


async def write(tx: Tx, made: Plan, work: Work) -> None:
    """Step: write what was planned; a payment that can no longer be put is refused by its line."""
    ids = {
        key: await create_in(
            tx,
            values,
            at=work.at,
            by=work.by,
            import_key=import_key(values),
            import_id=work.run_id,
        )
        for key, values in made.clients.items()
    }
    openings = [_opening(each, ids) for each in made.new]
    await record_openings(tx, openings, import_id=work.run_id, at=work.at, by=work.by)
    for each, later in made.later:
        try:
            async with tx.savepoint():
                receipt_id = await _record(tx, each, later, work)
                await ImportReceipt.insert(ImportReceipt(run=work.run_id, receipt_id=receipt_id))
        except Refused as refused:
            made.tally.added -= 1
            made.tally.count("receipts", -1)
            made.tally.refuse(each.number, refused)


def _opening(each: Placed, ids: dict[str, int]) -> Opening:
    line = each.line
    return Opening(
        client_id=each.client_id or ids[line.client.key],
        number=line.number,
        issued_on=line.issued_on,
        due_on=line.due_on,
        amount=line.amount,
        paid_on=line.paid_on,
        paid_amount=line.paid if line.paid_on else None,
        disputed=line.disputed,
        note=line.note,
    )


async def _record(tx: Tx, each: Placed, later: LaterPayment, work: Work) -> int:
    if each.client_id is None:
        raise ValueError("a payment of a client that is not there")
    return await record_in(
        tx,
        client_id=each.client_id,
        method=Method.OPENING,
        amount=later.amount,
        received_on=later.paid_on,
        key=later.key(work.run_id),
        allocations=[(later.known.instalment_id, later.amount)],
        reference=each.line.number,
        at=work.at,
        by=work.by,
    )
