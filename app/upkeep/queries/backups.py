"""The backups that are there, what is known of each, and what a place holds."""

import json
import sqlite3
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from piccolo.apps.migrations.tables import Migration

from app.adapters.database import is_postgres
from app.auth.tables import AuditEntry
from app.config import Config
from app.core.errors import Finding
from app.schema.migrate import migrations
from app.settings.tables import Business
from app.upkeep.rules import Check
from app.upkeep.rules import backups as rules
from app.upkeep.rules.backups import Copy, Proof, Standing, moment_of
from app.upkeep.tables import Backup, BackupPlan, Drill

ENGINE = "postgres" if is_postgres else "sqlite"


@dataclass(frozen=True)
class Listed:
    """A backup that is there; `error` says what is wrong with one that is damaged."""

    copy: Copy
    size: int
    asked_by: str = ""
    error: str = ""
    notes: str = ""
    copied_at: datetime | None = None
    copy_error: str = ""


@dataclass(frozen=True)
class Asked:
    """One asked for: not begun, running, or failed (`error`)."""

    asked_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    error: str


@dataclass(frozen=True)
class DrillView:
    """A drill and what it found."""

    name: str
    at: datetime
    findings: int
    checks: tuple[Check, ...]


async def listed(folder: Path) -> list[Listed]:
    """Every backup in a folder, newest first; what nobody has checked is "not checked"."""
    known = {}
    # A machine that only tries backups has no tables of its own.
    if await has_list():
        known = {row["name"]: row for row in await Backup.select().where(Backup.name != "")}
    found = []
    for path in folder.glob("echeance-*.tar") if folder.is_dir() else ():
        at = moment_of(path.name)
        if at is not None:
            found.append(_listed(path, at, known.get(path.name)))
    return sorted(found, key=lambda one: one.copy.at, reverse=True)


def _listed(path: Path, at: datetime, row: dict[str, Any] | None) -> Listed:
    size = path.stat().st_size
    if row is None:
        return Listed(Copy(path.name, at, Proof.UNCHECKED), size)
    proof = Proof.CHECKED if row["checked_at"] else Proof.UNCHECKED
    error = row["error"]
    if row["size"] != size:
        error = error or f"{size} bytes instead of the {row['size']} that were written"
    about = {name: row[name] for name in ("asked_by", "notes", "copied_at", "copy_error")}
    return Listed(Copy(path.name, at, Proof.FAILED if error else proof), size, error=error, **about)


async def has_list() -> bool:
    """Whether the database is new enough to keep a list of backups."""
    return bool(await Backup.table_exists())


async def missing_backup(settings: Config, at: datetime) -> Finding | None:
    """What is said when there is no checked backup younger than 36 hours; None when there is."""
    copies = [one.copy for one in await listed(settings.backups_dir)]
    return rules.missing(copies, await first_asked(), at)


async def owed() -> Asked | None:
    """The backup that is asked for and not finished."""
    row = await Backup.select().where(Backup.finished_at.is_null()).first()
    return _asked(row) if row else None


async def last_attempt() -> Asked | None:
    """The last one that ended, well or not."""
    ended = Backup.select().where(Backup.finished_at.is_not_null(), Backup.asked_by != "")
    row = await ended.order_by(Backup.finished_at, Backup.id, ascending=False).first()
    return _asked(row) if row else None


async def first_asked() -> datetime | None:
    """When a backup was first asked for: until then an installation is new."""
    row = await Backup.select(Backup.asked_at).order_by(Backup.asked_at).first()
    return row["asked_at"] if row else None


def _asked(row: dict[str, Any]) -> Asked:
    return Asked(row["asked_at"], row["started_at"], row["finished_at"], row["error"])


async def last_drill() -> DrillView | None:
    """The last time a backup was restored aside."""
    row = await Drill.select().order_by(Drill.id, ascending=False).first()
    if not row:
        return None
    checks = [Check(one["name"], tuple(one["findings"])) for one in json.loads(row["report"])]
    return DrillView(row["name"], row["finished_at"], row["findings"], tuple(checks))


async def second_folder() -> Path | None:
    """Where a second copy goes."""
    row = await BackupPlan.select().first()
    return Path(row["copy_to"]) if row and row["copy_to"] else None


async def about_database() -> tuple[str, tuple[str, ...]]:
    """The engine's version, and the migrations that have run."""
    done = await Migration.get_migrations_which_ran(app_name="echeance")
    if is_postgres:
        row = (await Business.raw("SHOW server_version"))[0]
        return str(row["server_version"]), tuple(done)
    return sqlite3.sqlite_version, tuple(done)


def our_migrations() -> list[str]:
    """The migrations that this version knows."""
    return migrations()


async def standing(settings: Config) -> Standing:
    """What this place holds; it may be empty, old, or broken."""
    files = sum(1 for path in settings.files_dir.glob("??/*") if path.name[0] != ".")
    if not is_postgres and not settings.sqlite_path.exists():
        return Standing(files=files)
    try:
        if not await Business.table_exists():
            return Standing(files=files)
        rows = await Business.raw(
            "SELECT (SELECT name FROM business) AS business,"
            " (SELECT COUNT(*) FROM app_user) AS users,"
            " (SELECT COUNT(*) FROM client) AS clients,"
            " (SELECT COUNT(*) FROM invoice WHERE state = 'issued') AS documents,"
            " (SELECT number FROM invoice WHERE state = 'issued' ORDER BY id DESC LIMIT 1)"
            " AS last_number"
        )
        newest = AuditEntry.select(AuditEntry.at).order_by(AuditEntry.id, ascending=False)
        acts = await newest.limit(1)
    except Exception as problem:
        return Standing(files=files, unreadable=f"{type(problem).__name__}: {problem}")
    row = rows[0]
    held = Standing(
        business=row["business"] or "",
        users=int(row["users"]),
        clients=int(row["clients"]),
        documents=int(row["documents"]),
        last_number=row["last_number"] or "",
        files=files,
    )
    return replace(held, last_act=f"{acts[0]['at']:%Y-%m-%d %H:%M}") if acts else held
