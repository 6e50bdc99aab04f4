"""Files that came by the page, looked through and taken; reading them holds nobody up."""

import asyncio
from dataclasses import replace
from datetime import datetime

from app.adapters import files
from app.adapters.database import transaction
from app.bank import queries
from app.bank.actions.importing import conclude, wanted_accounts
from app.bank.actions.reading import Reading
from app.bank.actions.sheets import Tables
from app.bank.actions.taking import Request, take
from app.bank.actions.watching import confirm_unasked
from app.bank.queries import FileView
from app.bank.rules import Outcome
from app.bank.tables import BankFile
from app.core.errors import Finding, Refused, refuse
from app.imports.rules import keep

# A file of this size is read at once, while somebody waits; a larger one is the worker's.
AT_ONCE = 1_000_000
_TELL_EVERY = 1.0


class _Undo(Exception):
    """What was tried is undone."""


async def read_owed(*, at: datetime) -> bool | None:
    """Look through, or take, the oldest file that is owed; whether something is left, None when
    nothing was owed."""
    view = await queries.owed_file()
    if view is None:
        return None
    await go_on(view.id, at=at)
    return await queries.owed_file() is not None


async def go_on(file_id: int, *, at: datetime) -> None:
    """Do what is owed of one file: look it through, or take it; one of the folder both, when there
    is nothing to ask."""
    await look(file_id, at=at)
    await confirm_unasked(await queries.file(file_id), at=at)
    await run(file_id, at=at)


async def look(file_id: int, *, at: datetime) -> None:
    """Look a file through and tell what it would bring: everything is done, and undone again.
    One that is refused waits as such, with its reasons; again changes nothing."""
    view = await queries.file(file_id)
    if view.state != "reading":
        return
    with await _reading(view) as reading:
        try:
            await _read(view, reading)
            view = await _with_only_account(view, reading)
            outcome = await _rehearsed(view, reading, at=at)
        except Refused as refused:
            await _note(view, "refused", reading, refused.findings)
            return
        await _note(view, "prepared", reading, (), outcome)


async def run(file_id: int, *, at: datetime) -> None:
    """Take a file that was confirmed, in one transaction; of two workers one does. What has become
    refusable meanwhile is refused, and nothing is kept."""
    view = await queries.file(file_id)
    if view.state != "running":
        return
    with await _reading(view) as reading:
        try:
            await _read(view, reading)
            request = await _request(view, reading, rehearsal=False)
            async with transaction() as tx:
                if not await _claimed(view.id):
                    raise _Undo
                done = await take(tx, reading, request, view.id, at=at, by=view.recorded_by)
                await conclude(tx, view.id, reading, done, at=at, by=view.recorded_by)
        except _Undo:
            return
        except Refused as refused:
            await _note(view, "refused", reading, refused.findings)


async def _reading(view: FileView) -> Reading:
    """Tables as chosen, else as those of the same titles were: somebody sees it first."""
    return Reading(Tables(chosen=view.layout, saved=await queries.saved_layouts()))


async def _with_only_account(view: FileView, reading: Reading) -> FileView:
    """A table that names no account is proposed for the only one that there is."""
    known = await queries.accounts()
    is_named = any(each.account for each in reading.statements)
    if view.account is None and reading.tables and not is_named and len(known) == 1:
        return replace(view, account=known[0].id)
    return view


async def _read(view: FileView, reading: Reading) -> None:
    """Read beside the event loop, and tell every second how far it is."""
    try:
        path = files.locate(view.sha256)
    except files.FileFault as fault:
        raise refuse(
            "bank.file_gone",
            "The file %(filename)s is no longer kept: import it again.",
            None,
            filename=view.filename,
        ) from fault
    task = asyncio.create_task(asyncio.to_thread(reading.read, path, view.filename))
    while not task.done():
        await asyncio.wait({task}, timeout=_TELL_EVERY)
        if not task.done():
            await _tell(view.id, reading.lines)
    await task


async def _rehearsed(view: FileView, reading: Reading, *, at: datetime) -> Outcome:
    request, done = await _request(view, reading, rehearsal=True), Outcome(reading.format)
    try:
        async with transaction() as tx:
            done = await take(tx, reading, request, view.id, at=at, by=view.recorded_by)
            raise _Undo
    except _Undo:
        return done


async def _request(view: FileView, reading: Reading, rehearsal: bool) -> Request:
    wanted = await wanted_accounts("", view.wish.add)
    known = await queries.accounts()
    key = next((each.key for each in known if each.id == view.account), "")
    if not key and not known and reading.tables:
        # The first table of all, when it names no account, is of the business's own.
        key = wanted.own
    return Request(replace(wanted, key=key), view.wish.doubtful, rehearsal)


async def _claimed(file_id: int) -> bool:
    """Whether the file is still to be taken, now that nobody else can take it."""
    rows = await BankFile.raw(
        "UPDATE bank_file SET handled = 0 WHERE id = {} AND state = 'running' RETURNING id", file_id
    )
    return bool(rows)


async def _tell(file_id: int, handled: int) -> None:
    async with transaction():
        await BankFile.update({BankFile.handled: handled}).where(BankFile.id == file_id)


async def _note(
    view: FileView,
    state: str,
    reading: Reading,
    findings: tuple[Finding, ...],
    outcome: Outcome | None = None,
) -> None:
    layout = reading.tables[0].layout.kept() if reading.tables else ""
    async with transaction():
        await BankFile.update(
            {
                BankFile.state: state,
                BankFile.findings: keep(findings) if findings else "",
                BankFile.summary: outcome.kept() if outcome else "",
                BankFile.account: view.account,
                BankFile.layout: layout or (view.layout.kept() if view.layout else ""),
                BankFile.lines: reading.lines,
                BankFile.handled: reading.lines,
                BankFile.format: reading.format if reading.statements else "",
            }
        ).where(BankFile.id == view.id, BankFile.state == view.state)
