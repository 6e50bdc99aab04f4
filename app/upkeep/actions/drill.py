"""A backup restored aside, every integrity check run on it there, and nothing left behind."""

import asyncio
import json
import shutil
import time
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from piccolo.columns import Column

from app.adapters import backup_files, database_copies
from app.adapters.aside import run_verb
from app.adapters.backup_files import BackupFault, Manifest
from app.adapters.database import transaction
from app.adapters.locks import Held, hold
from app.config import Config
from app.core.errors import Refused, refuse
from app.core.sentences import sentences
from app.upkeep.actions import restore as restoring
from app.upkeep.actions.refusals import as_postgres_refusals, as_refusals, only_one
from app.upkeep.queries import backups as queries
from app.upkeep.rules import backups as rules
from app.upkeep.rules.checks import Told
from app.upkeep.tables import Backup, Drill

_SUFFIX = "drill"


@dataclass(frozen=True)
class Report:
    """What a drill found."""

    path: Path
    created_at: str
    seconds: int
    checks: tuple[Told, ...]

    @property
    def findings(self) -> int:
        return sum(len(check.findings) for check in self.checks)


async def drill(path: Path | None, settings: Config, *, at: datetime) -> Report:
    """Restore a backup aside (the newest by default), run every check there, note the result.

    Refused: there is none, it is newer than this version or of another engine; a damaged one is a
    finding.
    """
    chosen = path or await _newest(settings)
    with only_one(settings):
        return await _drill(chosen, settings, at)


async def _drill(chosen: Path, settings: Config, at: datetime) -> Report:
    begun = time.monotonic()
    created_at, checks = await _try(chosen, settings)
    seconds = int(time.monotonic() - begun)
    report = Report(chosen, created_at, seconds, checks)
    if await Drill.table_exists():
        await _note(report, settings, at, at + timedelta(seconds=seconds))
    return report


async def drill_if_due(settings: Config, *, at: datetime) -> Report | None:
    """Try the newest backup when a week has gone since the last drill and it is cheap.

    While a backup is being made it is left for the next time: that is no failure.
    """
    there = await queries.listed(settings.backups_dir)
    last = await queries.last_drill()
    if not rules.is_drill_due(last.at if last else None, [one.copy for one in there], at):
        return None
    if there[0].size > rules.CHEAP_DRILL:
        return None
    try:
        with hold(settings.data_dir / "backup.lock"):
            return await _drill(await _newest(settings), settings, at)
    except Held:
        return None


async def _newest(settings: Config) -> Path:
    there = await queries.listed(settings.backups_dir)
    if not there:
        raise refuse(
            "backups.none",
            "There is no backup in %(folder)s: make one first, echeance backup.",
            folder=settings.backups_dir,
        )
    return settings.backups_dir / there[0].copy.name


async def _try(path: Path, settings: Config) -> tuple[str, tuple[Told, ...]]:
    """Lay it out, fill a database, bring it up to date, check it; all of it goes again."""
    try:
        with as_refusals(path):
            manifest = await asyncio.to_thread(backup_files.manifest_of, path)
    except Refused as refused:
        if isinstance(refused.__cause__, BackupFault):
            return "", (Told("backup file", tuple(sentences(refused, "en"))),)
        raise
    restoring.judge_origin(manifest)
    place = settings.data_dir / "tmp" / "drill"
    place.parent.mkdir(mode=0o700, exist_ok=True)
    try:
        try:
            with as_refusals(path):
                await asyncio.to_thread(restoring.lay_out, path, place)
        except Refused as refused:
            if isinstance(refused.__cause__, BackupFault | database_copies.CopyFailed):
                found = tuple(sentences(refused, "en"))
                return manifest.created_at, (Told("backup file", found),)
            raise
        url = await restoring.fill_database(settings, place, _SUFFIX)
        return manifest.created_at, (
            Told("backup file", ()),
            *await _up_to_date_and_checked(manifest, place, url),
        )
    finally:
        await asyncio.to_thread(shutil.rmtree, place, ignore_errors=True)
        with as_postgres_refusals():
            await restoring.drop_database(settings, _SUFFIX)


async def _up_to_date_and_checked(manifest: Manifest, place: Path, url: str | None) -> list[Told]:
    try:
        await restoring.bring_up_to_date(manifest, place, url)
    except Refused as refused:
        return [_not_checked(" ".join(sentences(refused, "en")))]
    return await _checked(place, url)


def _not_checked(why: str) -> Told:
    return Told("integrity checks", (f"not checked: {why}",))


async def _checked(place: Path, url: str | None) -> list[Told]:
    verb = ("check", "--format", "json")
    _, out, said = await run_verb(*verb, data_dir=place, database_url=url)
    try:
        found = json.loads(out)["checks"]
    except (ValueError, KeyError):
        return [_not_checked(said.strip()[-500:])]
    return [Told(one["name"], tuple(one["findings"])) for one in found]


async def _note(report: Report, settings: Config, begun: datetime, ended: datetime) -> None:
    """Note the drill; and, for a backup of ours, that its file was checked or is damaged."""
    name = report.path.name
    ours = report.path.parent.resolve() == settings.backups_dir
    error = "; ".join(report.checks[0].findings)[:2000]
    size = report.path.stat().st_size
    async with transaction():
        await Drill.insert(
            Drill(
                name=name[:200],
                started_at=begun,
                finished_at=ended,
                findings=report.findings,
                report=json.dumps([asdict(check) for check in report.checks]),
            )
        )
        if not ours or rules.moment_of(name) is None:
            return
        proof: dict[Column | str, Any] = {
            Backup.checked_at: None if error else ended,
            Backup.error: error,
        }
        if await Backup.exists().where(Backup.name == name):
            await Backup.update(proof).where(Backup.name == name)
        else:
            await Backup.insert(
                Backup(
                    name=name,
                    asked_at=begun,
                    asked_by="",
                    finished_at=ended,
                    checked_at=None if error else ended,
                    size=size,
                    error=error,
                )
            )
