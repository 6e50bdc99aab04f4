"""Amounts of a file: the lines of one period of a contract together, taken whole or not at all."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from app.adapters.database import Tx
from app.adapters.spreadsheet_files import Line
from app.contracts.actions import give_in
from app.contracts.rules import Typed, keep_quantities
from app.core.errors import Refused, refuse
from app.imports import queries
from app.imports.actions.work import Work
from app.imports.queries import KnownContract
from app.imports.rules import AmountLine, Tally, entry_of, is_there, read_amount, typed_of
from app.imports.tables import ImportAmount


@dataclass
class Group:
    """The lines of one period: those that could be read, and the faults of the others."""

    lines: list[tuple[int, AmountLine]] = field(default_factory=list)
    faults: list[tuple[int, Refused]] = field(default_factory=list)
    cells: dict[int, tuple[str, ...]] = field(default_factory=dict)


@dataclass
class Plan:
    """What a batch will do: what each entry bills, with the numbers of its lines."""

    tally: Tally
    new: list[tuple[list[int], int, Typed]] = field(default_factory=list)


def grouped(lines: Iterable[Line], work: Work) -> list[Group]:
    """All lines of the file by contract and period, in the order in which each first comes."""
    groups: dict[tuple[str, date, date] | int, Group] = {}
    for line in lines:
        try:
            read = read_amount(work.columns.cells(line.cells))
        except Refused as refused:
            group = groups.setdefault(line.number, Group())
            group.faults.append((line.number, refused))
        else:
            key = (read.reference, read.when.first, read.when.last)
            group = groups.setdefault(key, Group())
            group.lines.append((line.number, read))
        group.cells[line.number] = line.cells
    return list(groups.values())


async def plan(groups: Sequence[Group], work: Work) -> Plan:
    """Judge a batch; nothing is written."""
    made = Plan(Tally(read=sum(len(each.lines) + len(each.faults) for each in groups)))
    references = {line.reference for group in groups for _, line in group.lines}
    known = await queries.variable_contracts(sorted(references))
    for group in groups:
        for number, refused in group.faults:
            made.tally.refuse(number, refused)
        if group.lines:
            _judge(group, known, made, work)
    return made


def _judge(group: Group, known: dict[str, KnownContract], made: Plan, work: Work) -> None:
    numbers = [number for number, _ in group.lines]
    try:
        _decide(group, known, made, work)
    except Refused as refused:
        for number in numbers:
            made.tally.refuse(number, refused)


def _decide(group: Group, known: dict[str, KnownContract], made: Plan, work: Work) -> None:
    numbers = [number for number, _ in group.lines]
    first = group.lines[0][1]
    contract = known.get(first.reference)
    if contract is None:
        raise refuse(
            "imports.unknown_contract",
            "There is no contract %(reference)s.",
            "reference",
            reference=first.reference,
        )
    if not contract.is_variable:
        raise refuse(
            "contracts.not_variable",
            "%(reference)s bills the same each period: nothing is typed for it.",
            "reference",
            reference=first.reference,
        )
    entry = entry_of(first.when, contract.entries)
    typed = typed_of([line for _, line in group.lines], entry.lines)
    _refuse_other(entry.id, typed, numbers[0], first.reference, work)
    if is_there(entry, typed):
        made.tally.unchanged += len(numbers)
        return
    made.tally.added += len(numbers)
    made.tally.count("periods")
    made.new.append((numbers, entry.id, typed))


def _refuse_other(entry_id: int, typed: Typed, line: int, reference: str, work: Work) -> None:
    """Two groups may speak of one entry, by a day and by its month: not with two amounts."""
    work.is_repeated(str(entry_id), repr(typed), line, reference)


async def write(tx: Tx, made: Plan, work: Work) -> None:
    """Step: write what was planned; an entry that was billed meanwhile is refused by its lines."""
    for numbers, entry_id, typed in made.new:
        try:
            async with tx.savepoint():
                await give_in(tx, entry_id, typed, at=work.at, by=work.by)
                await ImportAmount.insert(
                    ImportAmount(
                        run=work.run_id,
                        entry_id=entry_id,
                        net=typed.net,
                        quantities=keep_quantities(typed.quantities),
                    )
                )
        except Refused as refused:
            made.tally.added -= len(numbers)
            made.tally.count("periods", -1)
            for number in numbers:
                made.tally.refuse(number, refused)
