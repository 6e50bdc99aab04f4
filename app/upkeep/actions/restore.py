"""A backup put back: laid out aside, proven, brought up to date, then in its place at once."""

import asyncio
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.adapters import backup_files, database_copies, postgres_places
from app.adapters.aside import run_verb
from app.adapters.backup_files import DATABASES, SECRET, Manifest
from app.adapters.database import close_engine, open_engine, transaction
from app.adapters.locks import Held, hold
from app.auth import actions as auth
from app.config import VERSION, Config, put_restored_in_place
from app.core.errors import refuse
from app.upkeep.actions.refusals import as_postgres_refusals, as_refusals, only_one
from app.upkeep.actions.writing import fault_of
from app.upkeep.queries import backups as queries
from app.upkeep.rules import backups as rules
from app.upkeep.rules.backups import Standing

_SWAP = "swap.json"


@dataclass(frozen=True)
class Restored:
    """What was put in place, what was there before, and where that is kept."""

    manifest: Manifest
    lost: Standing
    former: str
    migrated: tuple[str, ...]
    secret_differs: bool


async def restore(
    path: Path, settings: Config, *, replace: bool, at: datetime, by: str
) -> Restored:
    """Put a backup in the place of what is here.

    Killed at any moment, what was here or what is in the backup is there, whole. Refused: a place
    that holds something, without `replace`; one that is in use; a backup that is damaged, newer, or
    of another engine.
    """
    with _not_served(settings), only_one(settings):
        with as_refusals(path):
            judge_origin(await asyncio.to_thread(backup_files.manifest_of, path))
        lost = await queries.standing(settings)
        await close_engine()
        if not lost.is_empty and not replace:
            raise _occupied(path, lost, settings)
        ready = settings.data_dir / ".restoring"
        with as_refusals(path):
            manifest = await asyncio.to_thread(lay_out, path, ready)
        try:
            url = await fill_database(settings, ready, "restoring")
            migrated = await bring_up_to_date(manifest, ready, url)
            await _put_in_place(settings, ready, lost)
        finally:
            shutil.rmtree(ready, ignore_errors=True)
            with suppress(postgres_places.NotAllowed):
                await drop_database(settings, "restoring")
        secret = (settings.data_dir / "secret.key").read_text().strip()
        await open_engine()
        await _note(path, manifest, at, by)
    former = "" if lost.is_empty else _former(settings)
    return Restored(manifest, lost, former, migrated, secret != _secret_in_use(secret))


def _secret_in_use(kept: str) -> str:
    return os.environ.get("SECRET_KEY") or kept


@contextmanager
def _not_served(settings: Config) -> Iterator[None]:
    """Hold the supervisor's own lock: meanwhile nothing can be started there."""
    try:
        with hold(settings.data_dir / "serve.lock"):
            yield
    except Held as held:
        raise refuse(
            "backups.served",
            "Échéance runs here (process %(holder)s): end it first, then restore.",
            holder=held.holder,
        ) from None


def judge_origin(manifest: Manifest) -> None:
    """Refuse what this version and this engine cannot take."""
    rules.judge_origin(
        form=manifest.format,
        version=manifest.version,
        engine=manifest.engine,
        migrations=manifest.migrations,
        our_version=VERSION,
        our_engine=queries.ENGINE,
        our_migrations=queries.our_migrations(),
    )


def lay_out(path: Path, place: Path) -> Manifest:
    """Lay a backup out as a data folder of its own, every hash and the database checked."""
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(mode=0o700, parents=True)
    try:
        (place / "files").mkdir(mode=0o700)
        manifest = backup_files.read(path, place)
        fault = fault_of(place, manifest)
        if fault:
            raise backup_files.BackupFault("altered", f"{DATABASES[manifest.engine]} ({fault})")
    except BaseException:
        shutil.rmtree(place, ignore_errors=True)
        raise
    return manifest


async def fill_database(settings: Config, place: Path, suffix: str) -> str | None:
    """On PostgreSQL, load a laid-out dump into a database beside ours; gives back its address."""
    url = settings.database_url
    if url is None:
        return None
    name = database_copies.database_of(url)
    made = f"{name}_{suffix}"
    with as_refusals(place), as_postgres_refusals():
        await postgres_places.make(beside(url), made, like=name)
        there = database_copies.with_database(url, made)
        dump = place / DATABASES["postgres"]
        await asyncio.to_thread(database_copies.load_postgres, there, dump)
        dump.unlink()
    return there


async def drop_database(settings: Config, suffix: str) -> None:
    """On PostgreSQL, drop the database that a laid-out backup was loaded into, if it is left."""
    if settings.database_url:
        name = database_copies.database_of(settings.database_url)
        await postgres_places.drop(beside(settings.database_url), f"{name}_{suffix}")


def beside(url: str) -> str:
    """The address of a database that always is, to act on the others from."""
    name = database_copies.database_of(url)
    return database_copies.with_database(url, "template1" if name == "postgres" else "postgres")


async def bring_up_to_date(manifest: Manifest, place: Path, url: str | None) -> tuple[str, ...]:
    """Run on a laid-out backup the migrations that it does not know yet; gives back their ids."""
    if set(queries.our_migrations()) <= set(manifest.migrations):
        return ()
    code, out, said = await run_verb("migrate", data_dir=place, database_url=url)
    if code != 0:
        raise refuse(
            "backups.migration",
            "The backup could not be brought up to this version: %(said)s. Nothing was changed.",
            said=said.strip()[-500:] or code,
        )
    return tuple(line.removeprefix("migrated: ") for line in out.splitlines() if line)


async def _put_in_place(settings: Config, ready: Path, lost: Standing) -> None:
    for name in set(os.listdir(ready)) - {"echeance.sqlite3", "files", SECRET}:
        leftover = ready / name
        shutil.rmtree(leftover) if leftover.is_dir() else leftover.unlink()
    await _check_unused(settings, ready)
    former = Path(_former(settings))
    shutil.rmtree(former, ignore_errors=True)
    await asyncio.to_thread(os.sync)
    url = settings.database_url
    if url:
        name = database_copies.database_of(url)
        made, kept = f"{name}_restoring", f"{name}_replaced"
        (ready / _SWAP).write_text(json.dumps({"made": made}))
        with as_postgres_refusals():
            await postgres_places.put_in_place(beside(url), made, name, kept)
    ready.rename(settings.data_dir / "restored")
    put_restored_in_place(settings.data_dir)
    if lost.is_empty:
        shutil.rmtree(former, ignore_errors=True)


async def _check_unused(settings: Config, ready: Path) -> None:
    """Refuse while anybody has the database open: a worker or a command of another shell."""
    url = settings.database_url
    if url:
        with as_postgres_refusals():
            users = await postgres_places.users_of(beside(url), database_copies.database_of(url))
        free = users == 0
    else:
        database_copies.leave_one_file(ready / "echeance.sqlite3")
        here = settings.sqlite_path
        free = not here.exists() or database_copies.leave_one_file(here)
    if not free:
        raise refuse(
            "backups.in_use",
            "The database is in use: end every worker and every other command first.",
        )


async def finish_interrupted(settings: Config) -> bool:
    """On PostgreSQL, finish a restore that was killed after the databases had changed places.

    On SQLite `config` does it alone.
    """
    ready, url = settings.data_dir / ".restoring", settings.database_url
    if url is None or not (ready / _SWAP).exists():
        return False
    with only_one(settings):
        made = json.loads((ready / _SWAP).read_text())["made"]
        with as_postgres_refusals():
            if await postgres_places.exists(beside(url), made):
                return False
        ready.rename(settings.data_dir / "restored")
        put_restored_in_place(settings.data_dir)
    return True


def _former(settings: Config) -> str:
    return str(settings.data_dir / "replaced")


def _occupied(path: Path, lost: Standing, settings: Config) -> Exception:
    return refuse(
        "backups.occupied",
        "%(place)s is not empty. What would be lost: %(lost)s. To replace all of it: "
        "echeance restore --replace %(path)s",
        place=settings.data_dir,
        lost="; ".join(lost.lines()),
        path=path,
    )


async def _note(path: Path, manifest: Manifest, at: datetime, by: str) -> None:
    async with transaction() as tx:
        await auth.record(
            tx,
            act="backup.restored",
            subject_kind="backup",
            subject_id=0,
            at=at,
            by=by,
            detail={"name": path.name, "made": manifest.created_at},
        )
