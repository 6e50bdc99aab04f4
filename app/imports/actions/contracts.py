"""Contracts of a file: the lines of one reference together, added as a whole or not at all."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from app.adapters.database import Tx
from app.adapters.spreadsheet_files import Line
from app.clients.queries import ClientView
from app.contracts.actions import create_in
from app.contracts.queries import ContractView
from app.contracts.rules import ContractValues
from app.contracts.rules import Line as ContractPart
from app.core.errors import Refused, refuse
from app.imports import queries
from app.imports.actions.work import Work
from app.imports.rules import (
    ContractLine,
    Directory,
    Tally,
    agree,
    filled,
    named_client,
    read_contract,
    same_contract,
    whole_contract,
)


@dataclass
class Group:
    """The lines of one reference: those that could be read, and the faults of the others."""

    first: dict[str, str]
    lines: list[tuple[int, ContractLine]] = field(default_factory=list)
    faults: list[tuple[int, Refused]] = field(default_factory=list)
    cells: dict[int, tuple[str, ...]] = field(default_factory=dict)


@dataclass
class Plan:
    """What a batch will do: contracts to add, with the numbers of their lines."""

    tally: Tally
    new: list[tuple[list[int], ContractValues, list[ContractPart]]] = field(default_factory=list)


def grouped(lines: Iterable[Line], work: Work) -> list[Group]:
    """All lines of the file by reference, in the order in which each first comes."""
    groups: dict[str, Group] = {}
    for line in lines:
        cells, remarks = work.columns.cells(line.cells), work.columns.remarks(line.cells)
        reference = " ".join(cells["reference"].split()) or f"\n{line.number}"
        group = groups.setdefault(reference, Group(cells))
        group.cells[line.number] = line.cells
        try:
            read = read_contract(filled(cells, group.first), remarks)
            if group.lines:
                agree(read, group.lines[0][1])
            group.lines.append((line.number, read))
        except Refused as refused:
            group.faults.append((line.number, refused))
    return list(groups.values())


async def plan(groups: Sequence[Group], work: Work) -> Plan:
    """Judge a batch; nothing is written."""
    made = Plan(Tally(read=sum(len(each.lines) + len(each.faults) for each in groups)))
    whole = [each for each in groups if _sound(each, made.tally)]
    firsts = [each.lines[0][1] for each in whole]
    there = await queries.directory(
        [each.client.siren for each in firsts], [each.client.name for each in firsts]
    )
    known = await queries.contracts_by_reference([each.values.reference for each in firsts])
    for group in whole:
        try:
            _decide(group, there, known, made, work)
        except Refused as refused:
            for number, _ in group.lines:
                made.tally.refuse(number, refused)
    return made


def _sound(group: Group, tally: Tally) -> bool:
    """Whether every line of a contract could be read; if not, all of them are refused."""
    for number, refused in group.faults:
        tally.refuse(number, refused)
    if not group.faults:
        return True
    part = refuse(
        "imports.contract_part",
        "Line %(line)s of the same contract is refused, and a contract is taken whole.",
        line=group.faults[0][0],
    )
    for number, _ in group.lines:
        tally.refuse(number, part)
    return False


def _decide(
    group: Group,
    there: Directory[ClientView],
    known: dict[str, ContractView],
    made: Plan,
    work: Work,
) -> None:
    lines = [line for _, line in group.lines]
    client = named_client(lines[0].client, there)
    if client is None:
        raise refuse(
            "imports.unknown_client",
            "There is no client %(name)s: import the clients first.",
            "client",
            name=lines[0].client.name,
        )
    values, parts = whole_contract(lines, client.id)
    contract = known.get(values.reference)
    if contract is not None:
        same_contract(contract.values, contract.lines, values, parts)
        made.tally.unchanged += len(lines)
        return
    if client.archived_at is not None:
        raise refuse(
            "contracts.client_archived",
            "%(client)s is archived: bring it back first.",
            "client",
            client=client.name,
        )
    made.tally.added += len(lines)
    made.tally.count("contracts")
    if values.start_on < work.on and values.bill_from is None:
        made.tally.count("begun_before")
    made.new.append(([number for number, _ in group.lines], values, parts))


async def write(tx: Tx, made: Plan, work: Work) -> None:
    """Step: write what was planned; a contract that is refused after all is undone alone."""
    for numbers, values, parts in made.new:
        try:
            async with tx.savepoint():
                await create_in(
                    tx,
                    replace(values, import_id=work.run_id),
                    parts,
                    on=work.on,
                    at=work.at,
                    by=work.by,
                )
        except Refused as refused:
            made.tally.added -= len(numbers)
            made.tally.count("contracts", -1)
            for number in numbers:
                made.tally.refuse(number, refused)
