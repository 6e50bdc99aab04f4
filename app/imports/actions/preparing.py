"""An import before it runs: the file kept, its columns chosen, tried without writing, started."""

from collections.abc import Mapping
from datetime import date, datetime
from itertools import islice

from app.adapters import files
from app.adapters.database import transaction
from app.adapters.spreadsheet_files import Sheet, open_sheet
from app.core.errors import Refused, refuse
from app.imports import queries
from app.imports.actions.owed import opened
from app.imports.actions.running import note, report_of, take_all
from app.imports.actions.work import Work
from app.imports.queries import RunView
from app.imports.rules import Kind, Layout, Report, named, suggested, titles_at
from app.imports.tables import ImportRun

TRIED = 2_000


async def prepare(kind: Kind, content: bytes, filename: str, *, at: datetime, by: str) -> int:
    """Keep a file and suggest its columns; gives back the import's id. Refused: it is no table."""
    digest = files.store(content)
    sheet = open_sheet(files.locate(digest), filename)
    row = ImportRun(
        kind=kind.value,
        filename=filename[:200],
        sha256=digest,
        state="prepared",
        layout=_suggestion(kind, sheet).kept(),
        lines=sheet.count,
        recorded_at=at,
        recorded_by=by,
    )
    async with transaction():
        [made] = await ImportRun.insert(row)
    return int(made["id"])


async def lay_out(
    run_id: int, sheet_name: str, titles: int | None, places: Mapping[str, int]
) -> None:
    """Keep what was chosen by hand. Another sheet or line of titles suggests its columns anew.
    Refused: an import that has begun, a sheet that is not there, columns that cannot be."""
    run = await queries.run(run_id)
    _still_prepared(run)
    sheet = open_sheet(files.locate(run.sha256), run.filename, sheet_name)
    if titles is not None and not 0 <= titles < len(sheet.top):
        titles = 0
    if sheet.name != run.layout.sheet:
        layout = _suggestion(run.kind, sheet)
    elif titles is not None and titles != run.layout.titles:
        layout = _suggestion(run.kind, sheet, titles)
    else:
        header = named(sheet.headed(titles).header, sheet.width)
        layout = Layout(sheet.name, titles, dict(places), header)
    headed = sheet.headed(layout.titles)
    async with transaction():
        await ImportRun.update(
            {ImportRun.layout: layout.kept(), ImportRun.lines: headed.count}
        ).where(ImportRun.id == run_id, ImportRun.state == "prepared")


def _suggestion(kind: Kind, sheet: Sheet, titles: int | None = None) -> Layout:
    """The line that has the titles, and the columns that they tell."""
    at = titles_at(kind, [line.cells for line in sheet.top]) if titles is None else titles
    header = sheet.top[at].cells
    return Layout(sheet.name, at, suggested(kind, header), named(header, sheet.width))


async def rehearse(run: RunView, *, on: date, at: datetime) -> tuple[Sheet, Report]:
    """What would be done with the first 2,000 lines; nothing is written. Refused: the file or its
    columns cannot be read."""
    sheet, columns = opened(run)
    work = Work(columns, on, at, run.recorded_by, None)
    total = await take_all(run.kind, work, islice(sheet.lines(), TRIED))
    return sheet, report_of(run.kind, sheet, columns, total, None)


async def start(run_id: int, *, on: date, at: datetime, by: str) -> None:
    """Hand an import over to the worker; again (a double click, a second browser) changes nothing.
    Refused: its columns cannot be, it was undone or has failed."""
    run = await queries.run(run_id)
    if run.state == "prepared":
        opened(run)
    async with transaction() as tx:
        started = (
            await ImportRun.update(
                {
                    ImportRun.state: "running",
                    ImportRun.day: on,
                    ImportRun.recorded_at: at,
                    ImportRun.recorded_by: by,
                }
            )
            .where(ImportRun.id == run_id, ImportRun.state == "prepared")
            .returning(ImportRun.id)
        )
        if started:
            await note(tx, "import.started", run_id, at, by, {"filename": run.filename})
        elif (await queries.run(run_id)).state not in ("running", "done"):
            raise _begun()


async def discard(run_id: int, *, at: datetime, by: str) -> None:
    """Throw a prepared import away; again changes nothing. Refused once it has begun."""
    async with transaction() as tx:
        gone = (
            await ImportRun.delete()
            .where(ImportRun.id == run_id, ImportRun.state == "prepared")
            .returning(ImportRun.filename)
        )
        if gone:
            await note(tx, "import.discarded", run_id, at, by, {"filename": gone[0]["filename"]})
        elif await queries.maybe_run(run_id) is not None:
            raise _begun()


def _still_prepared(run: RunView) -> None:
    if run.state != "prepared":
        raise _begun()


def _begun() -> Refused:
    return refuse("imports.begun", "This import has begun already: look at what became of it.")
