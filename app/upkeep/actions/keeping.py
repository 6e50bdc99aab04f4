"""Backups kept: the old ones taken away, the newest copied to a second folder."""

import asyncio
import os
import shutil
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from app.adapters.database import transaction
from app.auth import actions as auth
from app.clock import ZONE
from app.config import Config
from app.core.errors import refuse
from app.upkeep.queries import backups as queries
from app.upkeep.rules import backups as rules
from app.upkeep.rules.backups import Copy
from app.upkeep.tables import Backup, BackupPlan


async def prune(settings: Config, *, at: datetime) -> list[str]:
    """Take away what need not be kept; gives back the names."""
    copies = [one.copy for one in await queries.listed(settings.backups_dir)]
    return await asyncio.to_thread(_remove, settings.backups_dir, copies, at)


def _remove(folder: Path, copies: list[Copy], at: datetime) -> list[str]:
    names = rules.surplus(copies, at, ZONE)
    for name in names:
        (folder / name).unlink(missing_ok=True)
    return names


async def copy_newest(settings: Config, *, at: datetime) -> None:
    """Copy the newest checked backup to the second folder; a failure is noted, never raised."""
    folder = await queries.second_folder()
    here = [one.copy for one in await queries.listed(settings.backups_dir)]
    newest = rules.newest_good(here, max([at, *(copy.at for copy in here)]))
    if folder is None or newest is None:
        return
    error = ""
    try:
        await asyncio.to_thread(_copy, settings.backups_dir / newest.name, folder)
        there = [one.copy for one in await queries.listed(folder)]
        await asyncio.to_thread(_remove, folder, there, at)
    except OSError as problem:
        error = f"{folder}: {problem.strerror or problem}"
    async with transaction():
        await Backup.update(
            {Backup.copied_at: None if error else at, Backup.copy_error: error[:2000]}
        ).where(Backup.name == newest.name)


def _copy(source: Path, folder: Path) -> None:
    target = folder / source.name
    draft = folder / f".{source.name}.part"
    # A folder that is not there is a disk that is not mounted: it is not made.
    try:
        descriptor = os.open(draft, os.O_CREAT | os.O_TRUNC | os.O_RDWR, 0o600)
        with source.open("rb") as original, os.fdopen(descriptor, "w+b") as out:
            shutil.copyfileobj(original, out, 1 << 20)
            out.flush()
            os.fsync(out.fileno())
            os.posix_fadvise(out.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        if _hash(draft) != _hash(source):
            raise OSError("what was written there is not what was read back")
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)


def _hash(path: Path) -> str:
    hashed = sha256()
    with path.open("rb") as source:
        while data := source.read(1 << 20):
            hashed.update(data)
    return hashed.hexdigest()


async def set_second_folder(folder: str, settings: Config, *, at: datetime, by: str) -> None:
    """Say where a second copy goes ("" for nowhere). Refused: no folder that can be written."""
    wanted = folder.strip()
    if wanted:
        _check_folder(Path(wanted), settings)
    async with transaction() as tx:
        await BackupPlan.insert(BackupPlan(id=1, copy_to=wanted)).on_conflict(
            target=BackupPlan.id, action="DO UPDATE", values=[(BackupPlan.copy_to, wanted)]
        )
        await auth.record(
            tx,
            act="backup.second_folder",
            subject_kind="backup",
            subject_id=0,
            at=at,
            by=by,
            detail={"folder": wanted},
        )


def _check_folder(path: Path, settings: Config) -> None:
    if not path.is_absolute() or not path.is_dir():
        raise refuse(
            "backups.folder",
            "“%(folder)s” is no folder of this machine: give its whole path, from /.",
            "copy_to",
            folder=path,
        )
    inside = settings.data_dir, settings.backups_dir
    if any(path.resolve().is_relative_to(place) for place in inside):
        raise refuse(
            "backups.folder_same",
            "“%(folder)s” is where the first copy is: choose another disk.",
            "copy_to",
            folder=path,
        )
    if not os.access(path, os.W_OK | os.X_OK):
        raise refuse(
            "backups.folder_closed",
            "The service may not write in “%(folder)s”: give it the right, or choose another.",
            "copy_to",
            folder=path,
        )
