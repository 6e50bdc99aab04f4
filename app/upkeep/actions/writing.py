"""One backup written aside, read back and checked, and only then given its name."""

import asyncio
import os
import shutil
import zlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from app.adapters import backup_files, database_copies
from app.adapters.backup_files import DATABASES, FORMAT, SECRET, Manifest
from app.config import VERSION, Config
from app.core.errors import refuse
from app.upkeep.actions.refusals import as_refusals
from app.upkeep.queries import backups as queries


@dataclass(frozen=True)
class Made:
    """A backup that was written and read back."""

    path: Path
    size: int
    manifest: Manifest


async def write(target: Path, settings: Config, at: datetime) -> Made:
    """Write one backup and read it back; whoever calls holds the lock."""
    held = await queries.standing(settings)
    if held.unreadable:
        raise refuse(
            "backups.unreadable", "The database cannot be read: %(reason)s", reason=held.unreadable
        )
    if held.is_empty:
        raise refuse(
            "backups.nothing",
            "There is nothing to back up yet in %(place)s.",
            place=settings.data_dir,
        )
    engine_version, migrations = await queries.about_database()
    about = Manifest(
        format=FORMAT,
        version=VERSION,
        engine=queries.ENGINE,
        engine_version=engine_version,
        migrations=migrations,
        created_at=at.isoformat(),
        holds=asdict(held),
    )
    with as_refusals(target):
        return await asyncio.to_thread(_write_file, target, settings, about)


def _write_file(target: Path, settings: Config, about: Manifest) -> Made:
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    # Only ours, and only one at a time: what is left of one that was killed goes first.
    mark = zlib.crc32(os.fsencode(settings.data_dir))
    work = target.parent / f".echeance-{mark:08x}"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(mode=0o700)
    try:
        draft = work / "draft.tar"
        database = work / DATABASES[about.engine]
        _copy_database(settings, work, database)
        parts: list[tuple[str, Path | bytes]] = [(database.name, database)]
        parts += [(SECRET, settings.secret_key.encode())]
        # Listed after the database was copied: every file that the copy names is there.
        backup_files.write(draft, about, [*parts, *_stored(settings.files_dir)])
        database.unlink()
        (work / "read").mkdir()
        manifest = backup_files.read(draft, work / "read", only=database.name)
        fault = fault_of(work / "read", manifest)
        if fault:
            raise database_copies.CopyFailed(f"the copy of the database is damaged: {fault}")
        draft.replace(target)
        _sync(target.parent)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return Made(target, target.stat().st_size, manifest)


def _copy_database(settings: Config, work: Path, packed: Path) -> None:
    if settings.database_url:
        database_copies.dump_postgres(settings.database_url, packed)
        return
    plain = work / "database.sqlite3"
    database_copies.copy_sqlite(settings.sqlite_path, plain)
    database_copies.pack(plain, packed)
    plain.unlink()


def _stored(folder: Path) -> Iterator[tuple[str, Path]]:
    for path in sorted(folder.glob("??/*")):
        name = f"files/{path.parent.name}/{path.name}"
        if backup_files.is_ours(name):
            yield name, path


def fault_of(folder: Path, manifest: Manifest) -> str | None:
    """What is wrong with the database among the parts of a backup; SQLite's is unpacked there."""
    packed = folder / DATABASES[manifest.engine]
    if manifest.engine == "postgres":
        return database_copies.fault_of_dump(packed)
    plain = folder / "echeance.sqlite3"
    database_copies.unpack(packed, plain)
    packed.unlink()
    return database_copies.fault_of_sqlite(plain)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
