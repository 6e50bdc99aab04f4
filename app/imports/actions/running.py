"""A file from end to end: batches, each its own transaction, which also says how far the file has
been taken: an import that was cut off goes on where it stopped, and nothing is done twice."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from itertools import islice
from typing import Any

from app.adapters.database import Tx, transaction
from app.adapters.spreadsheet_files import Line, Sheet
from app.auth.actions import record
from app.core.errors import refuse
from app.imports.actions.kinds import STEPS
from app.imports.actions.work import Work
from app.imports.rules import Columns, Kind, Layout, Report, Tally, keep, match, named, titles_at
from app.imports.tables import ImportRefusal, ImportRun

_CHUNK = 200
Watch = Callable[[Iterator[Line]], Iterable[Line]]


class Overtaken(Exception):
    """Another worker has taken this batch, or the import was ended: nothing of ours is kept."""


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
    watch: Watch = _unwatched,
) -> Report:
    """Take the lines of a file over; those that are refused are in the report, the others go in.

    With `dry_run` the same is told and nothing is written. `watch` is handed the lines (a progress
    bar). Refused as a whole: columns that are missing or said twice.
    """
    titles = titles_at(kind, [line.cells for line in sheet.top])
    sheet = sheet.headed(titles)
    columns = match(kind, sheet.header)
    layout = Layout(sheet.name, titles, columns.places, named(sheet.header, sheet.width))
    run_id = None if dry_run else await _open_run(kind, sheet, layout, on, at, by)
    try:
        total = await take_all(kind, Work(columns, on, at, by, run_id), watch(sheet.lines()))
    except Overtaken as overtaken:
        raise refuse("imports.ended", "This import was undone while it ran.") from overtaken
    if run_id is not None:
        await finish(run_id, at=at)
    return report_of(kind, sheet, columns, total, run_id)


async def take_all(kind: Kind, work: Work, lines: Iterable[Line]) -> Tally:
    """Take every line, batch by batch; only judge them when the work is dry."""
    steps, total, handled = STEPS[kind], Tally(), 0
    for batch in batches(steps.items(lines, work), steps.size):
        if work.run_id is None:
            total.add((await steps.plan(batch, work)).tally)
        else:
            total.add(await take(kind, batch, handled, work))
        handled += len(batch)
    total.refused.sort(key=lambda each: each.line)
    return total


async def take(kind: Kind, batch: Sequence[Any], handled: int, work: Work) -> Tally:
    """Judge and write one batch, the first `handled` items of the file having been taken."""
    steps = STEPS[kind]
    if work.run_id is None:
        raise ValueError("nothing is written in a dry run")
    async with transaction() as tx:
        await _alone()
        await _claim(work.run_id, handled, len(batch))
        made = await steps.plan(batch, work)
        await steps.write(tx, made, work)
        await _count(work.run_id, made.tally)
        await _keep_refused(work.run_id, made.tally, steps.cells(batch))
        tally: Tally = made.tally
    return tally


def batches(items: Iterator[Any], size: int) -> Iterator[list[Any]]:
    """Cut into lists of `size` items."""
    while batch := list(islice(items, size)):
        yield batch


async def _alone() -> None:
    """Two imports at once take turns: all of them lock the first run's row."""
    await ImportRun.raw(
        "UPDATE import_run SET kind = kind WHERE id = (SELECT MIN(id) FROM import_run)"
    )


async def _claim(run_id: int, handled: int, number: int) -> None:
    """The batch is ours when the import stands where we believe it does."""
    claimed = await ImportRun.raw(
        "UPDATE import_run SET handled = handled + {} WHERE id = {} AND handled = {}"
        " AND state IN ('running', 'direct') RETURNING id",
        number,
        run_id,
        handled,
    )
    if not claimed:
        raise Overtaken


async def _open_run(
    kind: Kind, sheet: Sheet, layout: Layout, on: date, at: datetime, by: str
) -> int:
    row = ImportRun(
        kind=kind.value,
        filename=sheet.filename[:200],
        sha256=sheet.sha256,
        state="direct",
        layout=layout.kept(),
        lines=sheet.count,
        day=on,
        recorded_at=at,
        recorded_by=by,
    )
    async with transaction():
        [made] = await ImportRun.insert(row)
    return int(made["id"])


async def _count(run_id: int, tally: Tally) -> None:
    row = await ImportRun.select(ImportRun.more).where(ImportRun.id == run_id).first()
    more = Tally(more=json.loads(row["more"] or "{}") if row else {})
    for name, number in tally.more.items():
        more.count(name, number)
    await ImportRun.update(
        {
            ImportRun.read: ImportRun.read + tally.read,
            ImportRun.added: ImportRun.added + tally.added,
            ImportRun.unchanged: ImportRun.unchanged + tally.unchanged,
            ImportRun.refused: ImportRun.refused + len(tally.refused),
            ImportRun.more: json.dumps(more.more),
        }
    ).where(ImportRun.id == run_id)


async def _keep_refused(run_id: int, tally: Tally, cells: dict[int, tuple[str, ...]]) -> None:
    rows = [
        ImportRefusal(
            run=run_id,
            line=each.line,
            cells=json.dumps(cells[each.line], ensure_ascii=False),
            findings=keep(each.findings),
        )
        for each in tally.refused
    ]
    for start in range(0, len(rows), _CHUNK):
        await ImportRefusal.insert(*rows[start : start + _CHUNK])


async def finish(run_id: int, *, at: datetime) -> bool:
    """Say that the whole file has been taken; whether it was us who said it."""
    async with transaction() as tx:
        done = await ImportRun.raw(
            "UPDATE import_run SET state = 'done', done_at = {} WHERE id = {}"
            " AND state IN ('running', 'direct')"
            " RETURNING filename, added, unchanged, refused, recorded_by",
            at,
            run_id,
        )
        if done:
            facts = {name: done[0][name] for name in ("filename", "added", "unchanged", "refused")}
            await note(tx, "import.done", run_id, at, done[0]["recorded_by"], facts)
        return bool(done)


async def note(
    tx: Tx, act: str, run_id: int, at: datetime, by: str, facts: dict[str, object]
) -> None:
    """Step: a line of the audit trail."""
    await record(tx, act=act, subject_kind="import", subject_id=run_id, at=at, by=by, detail=facts)


def report_of(
    kind: Kind, sheet: Sheet, columns: Columns, total: Tally, run_id: int | None
) -> Report:
    """What is told of a file."""
    report = Report(
        kind.value,
        sheet.filename,
        run_id is None,
        sheet.encoding,
        sheet.separator,
        columns,
        total,
    )
    return replace(report, import_id=run_id)
