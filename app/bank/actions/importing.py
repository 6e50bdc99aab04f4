"""A file taken in one go, as the command does: read, judged, kept, or refused without a trace."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from app.adapters import files
from app.adapters.database import Tx, transaction
from app.auth.actions import record
from app.bank import queries
from app.bank.actions.accounts import Wanted
from app.bank.actions.reading import Reading, Told
from app.bank.actions.sheets import Tables
from app.bank.actions.taking import Request, take
from app.bank.rules import Layout, Outcome, titles_mark
from app.bank.tables import BankAccount, BankFile, BankLayout
from app.core.errors import refuse
from app.settings.queries import maybe_business


@dataclass(frozen=True)
class Way:
    """How a file comes in: `source` is "command". A table whose columns nobody has seen is taken
    only with `accepts_columns`."""

    source: str
    account: str = ""
    doubtful: str = ""
    accepts_columns: bool = False
    dry_run: bool = False


class _Rehearsed(Exception):
    """Everything was done: it is undone now, and what it gave is told."""


async def import_file(
    path: Path, filename: str, way: Way, told: Told, *, at: datetime, by: str
) -> Outcome:
    """Take a file: read it whole, then keep it in one transaction. The same file again, or another
    that overlaps it, adds what is new. With `dry_run` the same is told and nothing is kept.

    Refused, and nothing changed: a file that cannot be read (with its lines), an account that is
    unknown or not said, columns that nobody agreed to, movements that may be there already.
    """
    wanted = await wanted_accounts(way.account, is_added=False)
    saved = await queries.saved_layouts(wanted.key)
    with Reading(Tables(saved=saved), told) as reading:
        reading.read(path, filename)
        if not way.accepts_columns and not way.dry_run:
            check_columns(reading)
        request = Request(wanted, way.doubtful, rehearsal=way.dry_run)
        row = BankFile(
            filename=filename[:200],
            sha256="" if way.dry_run else files.store_from(path),
            size=path.stat().st_size,
            format=reading.format,
            source=way.source,
            state="done",
            lines=reading.lines,
            recorded_at=at,
            recorded_by=by,
            done_at=at,
        )
        return await _keep(reading, request, row, at=at, by=by)


async def _keep(
    reading: Reading, request: Request, row: BankFile, *, at: datetime, by: str
) -> Outcome:
    done = Outcome(reading.format)
    try:
        async with transaction() as tx:
            [made] = await BankFile.insert(row)
            done = await take(tx, reading, request, int(made["id"]), at=at, by=by)
            if request.rehearsal:
                raise _Rehearsed
            await conclude(tx, int(made["id"]), reading, done, at=at, by=by)
    except _Rehearsed:
        return done
    return done


async def conclude(
    tx: Tx, file_id: int, reading: Reading, done: Outcome, *, at: datetime, by: str
) -> None:
    """Step: note what a file brought, and how its tables were read for the next of their kind."""
    await BankFile.update(
        {
            BankFile.state: "done",
            BankFile.summary: done.kept(),
            BankFile.findings: "",
            BankFile.format: done.format,
            BankFile.lines: done.read,
            BankFile.handled: done.read,
            BankFile.done_at: at,
        }
    ).where(BankFile.id == file_id)
    for table in reading.tables:
        for account in done.accounts:
            await _remember(table.layout, account.key, at=at, by=by)
    facts: Mapping[str, object] = {"added": done.added, "unchanged": done.unchanged}
    await record(
        tx,
        act="bank.imported",
        subject_kind="bank_file",
        subject_id=file_id,
        at=at,
        by=by,
        detail=facts,
    )


def check_columns(reading: Reading) -> None:
    """Refuse a table whose columns are only guessed, telling what was guessed."""
    for table in reading.tables:
        if table.is_guess:
            told = [
                f"{name}: {table.layout.header[place]}"
                for name, place in table.layout.places.items()
            ]
            raise refuse(
                "bank.columns",
                "Nobody has confirmed the columns of this table yet (%(columns)s; decimals after "
                "“%(decimal)s”): look at it on the page, or say that they are right.",
                None,
                columns=told,
                decimal=table.layout.decimal,
            )


async def wanted_accounts(key: str, is_added: bool) -> Wanted:
    """What is wanted, with the account that the business's settings name."""
    business = await maybe_business()
    return Wanted(key, is_added, business.iban if business else "")


async def _remember(found: Layout, key: str, *, at: datetime, by: str) -> None:
    if found.titles is None:
        return
    account = await BankAccount.select(BankAccount.id).where(BankAccount.key == key).first()
    if account is None:
        raise ValueError("a file that was taken has its accounts")
    mark = titles_mark(found.header)
    await BankLayout.insert(
        BankLayout(
            account=account["id"],
            titles=mark,
            layout=replace(found, sheet="").kept(),
            recorded_at=at,
            recorded_by=by,
        )
    ).on_conflict(
        target=(BankLayout.account, BankLayout.titles),
        action="DO UPDATE",
        values=[BankLayout.layout, BankLayout.recorded_at, BankLayout.recorded_by],
    )
