"""A backup made, checked and kept; asked for by the night or by a person; copied; the old ones
taken away."""

import time
from datetime import datetime, timedelta
from pathlib import Path

from app.adapters.database import transaction
from app.adapters.locks import Held, hold
from app.auth import actions as auth
from app.config import Config
from app.core.errors import Refused
from app.core.sentences import sentences
from app.upkeep.actions import keeping
from app.upkeep.actions.refusals import only_one
from app.upkeep.actions.writing import Made, write
from app.upkeep.queries import backups as queries
from app.upkeep.rules import backups as rules
from app.upkeep.tables import Backup

BY = "echeance"


async def write_backup(target: Path, settings: Config, *, at: datetime) -> Made:
    """Write one backup, read it back, and only then give it its name.

    Refused: another one runs, no room, no client of PostgreSQL, a target that cannot be written.
    """
    with only_one(settings):
        return await write(target, settings, at)


async def back_up(settings: Config, *, at: datetime) -> Made | None:
    """Make the backup that is owed: asked for by a person, or that of the last night.

    Gives back None when none is owed, and when another process is at it.
    """
    if (await queries.standing(settings)).is_empty:
        return None
    copies = [one.copy for one in await queries.listed(settings.backups_dir)]
    if await queries.owed() is None:
        if not rules.is_due(copies, at):
            return None
        await ask_backup(at=at, by=BY)
    try:
        with hold(settings.data_dir / "backup.lock"):
            return await _make_owed(settings, at)
    except Held:
        return None


async def ask_backup(*, at: datetime, by: str) -> None:
    """Note that a backup is wanted; asked for twice, it is made once."""
    async with transaction() as tx:
        made = (
            await Backup.insert(Backup(asked_at=at, asked_by=by))
            .on_conflict(action="DO NOTHING")
            .returning(Backup.id)
        )
        if made and by != BY:
            await auth.record(
                tx,
                act="backup.asked",
                subject_kind="backup",
                subject_id=made[0]["id"],
                at=at,
                by=by,
            )


async def note_download(name: str, *, at: datetime, by: str) -> None:
    """Note who took a backup away: it holds everything, the keys too."""
    async with transaction() as tx:
        await auth.record(
            tx,
            act="backup.downloaded",
            subject_kind="backup",
            subject_id=0,
            at=at,
            by=by,
            detail={"name": name},
        )


async def _make_owed(settings: Config, at: datetime) -> Made:
    begun = time.monotonic()
    await _note_start(at)
    try:
        made = await write(_free_name(settings.backups_dir, at), settings, at)
    except Exception as problem:
        said = sentences(problem, "en") if isinstance(problem, Refused) else [repr(problem)]
        await _note_end(None, "; ".join(said), at + _since(begun))
        raise
    await _note_end(made, "", at + _since(begun))
    await keeping.prune(settings, at=at)
    await keeping.copy_newest(settings, at=at + _since(begun))
    return made


def _since(begun: float) -> timedelta:
    return timedelta(seconds=time.monotonic() - begun)


def _free_name(folder: Path, at: datetime) -> Path:
    while (path := folder / rules.name_at(at)).exists():
        at += timedelta(seconds=1)
    return path


async def _note_start(at: datetime) -> None:
    async with transaction():
        await Backup.update({Backup.started_at: at}).where(Backup.finished_at.is_null())


async def _note_end(made: Made | None, error: str, at: datetime) -> None:
    async with transaction():
        await Backup.update(
            {
                Backup.finished_at: at,
                Backup.checked_at: at if made else None,
                Backup.name: made.path.name if made else "",
                Backup.size: made.size if made else 0,
                Backup.notes: ", ".join(made.manifest.faults)[:2000] if made else "",
                Backup.error: error[:2000],
            }
        ).where(Backup.finished_at.is_null())
