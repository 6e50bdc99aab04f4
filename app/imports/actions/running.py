"""A file from end to end: batches of 500 lines, each its own transaction, so that an import that
was cut off is completed by running it again."""

from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import Protocol, TypeVar

from app.adapters.database import Tx, transaction
from app.adapters.spreadsheet_files import Line, Sheet
from app.auth.actions import record
from app.imports.actions import clients, contracts, history
from app.imports.actions.work import Work
from app.imports.rules import Columns, Kind, Report, Tally, match
from app.imports.tables import ImportRun

LINES = 500
CONTRACTS = 50


class Planned(Protocol):
    """What a batch will do, whatever the kind of file."""

    tally: Tally


T = TypeVar("T")
P = TypeVar("P", bound=Planned)
Watch = Callable[[Iterator[Line]], Iterable[Line]]


def _unwatched(lines: Iterator[Line]) -> Iterable[Line]:
    return lines


async def import_file(
    kind: Kind,
    sheet: Sheet,
    *,
    on: date,
    at: datetime,
    by: str,
    dry_run: bool = False,
    filename: str = "",
    watch: Watch = _unwatched,
) -> Report:
    """Take the lines of a file over; those that are refused are in the report, the others go in.

    With `dry_run` the same is told and nothing is written. `watch` is handed the lines (a progress
    bar). Refused as a whole: columns that are missing or said twice.
    """
    columns = match(kind, sheet.header)
    name = filename or Path(sheet.path).name
    run_id = None if dry_run else await _open_run(kind, name, sheet, at, by)
    work = Work(columns, on, at, by, run_id)
    total = Tally()
    lines = iter(watch(sheet.lines()))
    if kind is Kind.CLIENTS:
        for batch in _batches(lines, LINES):
            total.add(await _take(clients.plan, clients.write, batch, work))
    elif kind is Kind.HISTORY:
        for batch in _batches(lines, LINES):
            total.add(await _take(history.plan, history.write, batch, work))
    else:
        for groups in _batches(iter(contracts.grouped(lines, work)), CONTRACTS):
            total.add(await _take(contracts.plan, contracts.write, groups, work))
    total.refused.sort(key=lambda each: each.line)
    if run_id is not None:
        await _close_run(run_id, name, total, at, by)
    return _report(kind, name, dry_run, sheet, columns, total, run_id)


async def _take(
    plan: Callable[[Sequence[T], Work], Awaitable[P]],
    write: Callable[[Tx, P, Work], Awaitable[None]],
    items: Sequence[T],
    work: Work,
) -> Tally:
    """Judge a batch, and write it unless the run is dry."""
    if work.run_id is None:
        return (await plan(items, work)).tally
    async with transaction() as tx:
        await _alone()
        made = await plan(items, work)
        await write(tx, made, work)
        await _count(work.run_id, made.tally)
    return made.tally


def _batches(items: Iterator[T], size: int) -> Iterator[list[T]]:
    while batch := list(islice(items, size)):
        yield batch


async def _alone() -> None:
    """Two imports of one file at once take turns: all of them lock the first run's row."""
    await ImportRun.raw(
        "UPDATE import_run SET kind = kind WHERE id = (SELECT MIN(id) FROM import_run)"
    )


async def _open_run(kind: Kind, name: str, sheet: Sheet, at: datetime, by: str) -> int:
    row = ImportRun(
        kind=kind.value,
        filename=name[:200],
        sha256=sheet.sha256,
        recorded_at=at,
        recorded_by=by,
    )
    async with transaction():
        [made] = await ImportRun.insert(row)
    return int(made["id"])


async def _count(run_id: int, tally: Tally) -> None:
    await ImportRun.update(
        {
            ImportRun.read: ImportRun.read + tally.read,
            ImportRun.added: ImportRun.added + tally.added,
            ImportRun.unchanged: ImportRun.unchanged + tally.unchanged,
            ImportRun.refused: ImportRun.refused + len(tally.refused),
        }
    ).where(ImportRun.id == run_id)


async def _close_run(run_id: int, name: str, total: Tally, at: datetime, by: str) -> None:
    async with transaction() as tx:
        await record(
            tx,
            act="import.done",
            subject_kind="import",
            subject_id=run_id,
            at=at,
            by=by,
            detail={
                "filename": name,
                "added": total.added,
                "unchanged": total.unchanged,
                "refused": len(total.refused),
            },
        )


def _report(
    kind: Kind,
    name: str,
    dry_run: bool,
    sheet: Sheet,
    columns: Columns,
    total: Tally,
    run_id: int | None,
) -> Report:
    return Report(
        kind.value, name, dry_run, sheet.encoding, sheet.separator, columns, total, run_id
    )
