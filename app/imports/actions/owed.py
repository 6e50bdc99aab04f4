"""What the worker owes: imports that were started, and undoings; a part of one each time."""

from datetime import datetime
from itertools import islice
from pathlib import Path

from app.adapters.database import transaction
from app.adapters.files import FileFault, locate
from app.adapters.spreadsheet_files import Sheet, open_sheet
from app.core.errors import Refused, refuse
from app.imports import queries
from app.imports.actions.kinds import STEPS
from app.imports.actions.running import Overtaken, batches, finish, note, take
from app.imports.actions.undoing import undo_part
from app.imports.actions.work import Work
from app.imports.queries import RunView
from app.imports.rules import Columns, chosen, keep
from app.imports.tables import ImportRun

# About half a minute's work: the rest follows at once, and a worker that is told to end may.
_BATCHES = 20


async def run_owed(*, at: datetime) -> bool | None:
    """Go on with the oldest import that is owed; whether something is left, None when nothing was.
    Of two workers that do the same import at once, each batch is kept of one only."""
    run = await queries.owed_run()
    if run is None:
        return None
    if run.state == "undoing":
        await undo_part(run.id, at=at)
    else:
        await _take_part(run, at)
    return await queries.owed_run() is not None


async def _take_part(run: RunView, at: datetime) -> None:
    try:
        sheet, columns = opened(run)
    except Refused as refused:
        await _fail(run, refused, at)
        return
    work = Work(columns, run.day or at.date(), at, run.recorded_by, run.id)
    steps = STEPS[run.kind]
    items = steps.items(sheet.lines(), work)
    steps.remember(islice(items, run.handled), work)
    handled = run.handled
    try:
        for batch in islice(batches(items, steps.size), _BATCHES):
            await take(run.kind, batch, handled, work)
            handled += len(batch)
    except Overtaken:
        return
    if next(items, None) is None:
        await finish(run.id, at=at)


def opened(run: RunView) -> tuple[Sheet, Columns]:
    """The file of an import as it was laid out by hand. Refused: it cannot be read (any more)."""
    sheet = looked_at(run)
    return sheet, chosen(run.kind, sheet.header, sheet.width, run.layout.places)


def looked_at(run: RunView) -> Sheet:
    """The file of an import, with its titles. Refused: it cannot be read (any more)."""
    sheet = open_sheet(_kept_file(run), run.filename, run.layout.sheet)
    return sheet.headed(run.layout.titles)


def _kept_file(run: RunView) -> Path:
    try:
        return locate(run.sha256)
    except FileFault as fault:
        raise refuse(
            "imports.file_gone",
            "The file %(filename)s is no longer kept: import it again.",
            filename=run.filename,
        ) from fault


async def _fail(run: RunView, refused: Refused, at: datetime) -> None:
    """The file cannot be read: what was taken stays, the reason is kept, once."""
    async with transaction() as tx:
        done = (
            await ImportRun.update(
                {
                    ImportRun.state: "failed",
                    ImportRun.error: keep(refused.findings),
                    ImportRun.done_at: at,
                }
            )
            .where(ImportRun.id == run.id, ImportRun.state == "running")
            .returning(ImportRun.id)
        )
        if done:
            facts: dict[str, object] = {"filename": run.filename}
            await note(tx, "import.failed", run.id, at, run.recorded_by, facts)
