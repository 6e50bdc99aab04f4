"""What is configured and reachable, part by part. Each reading is a value, never an exception."""

import asyncio
import platform
import shutil
import sqlite3
import ssl
from collections.abc import Awaitable, Callable
from datetime import datetime
from urllib.parse import urlsplit

from stdnum import iban

from app.adapters.database import engine, is_postgres
from app.adapters.private_redis import find as find_redis
from app.config import VERSION, Config
from app.schema.migrate import pending
from app.settings.tables import Business
from app.upkeep.queries import backups
from app.upkeep.queries.signs import last_runs
from app.upkeep.rules import ENOUGH_DISK, Reading
from app.upkeep.rules.backups import is_alarming, newest_good

_PATIENCE = 5.0


async def doctor(settings: Config, queue_depth: int | None, at: datetime) -> list[Reading]:
    """Every reading; `queue_depth` is None when the queue does not answer."""
    return [
        _versions(),
        await _reading("database", lambda: _database(settings)),
        await _reading("migrations", _migrations),
        _redis(settings, queue_depth),
        await _reading("jobs", _jobs),
        await _reading("mail", lambda: _mail(settings)),
        await _reading("iban", _iban),
        _disk(settings),
        await _reading("backup", lambda: _backup(settings, at)),
    ]


async def _reading(name: str, read: Callable[[], Awaitable[Reading]]) -> Reading:
    try:
        async with asyncio.timeout(_PATIENCE):
            return await read()
    except TimeoutError:
        return Reading(name, False, f"no answer within {_PATIENCE:.0f} s")
    except Exception as problem:
        return Reading(name, False, f"{type(problem).__name__}: {problem}")


def _versions() -> Reading:
    said = f"Échéance {VERSION}, Python {platform.python_version()}, {platform.machine()}"
    return Reading("versions", True, said)


async def _database(settings: Config) -> Reading:
    if is_postgres:
        rows = await Business.raw("SHOW server_version").run()
        where = urlsplit(settings.database_url or "").hostname or "unix socket"
        return Reading("database", True, f"PostgreSQL {rows[0]['server_version']} at {where}")
    rows = await Business.raw("PRAGMA quick_check(1)").run()
    verdict = str(next(iter(rows[0].values())))
    said = f"SQLite {sqlite3.sqlite_version} in {settings.sqlite_path}: {verdict}"
    return Reading("database", verdict == "ok", said)


async def _migrations() -> Reading:
    waiting = await pending()
    if waiting:
        return Reading("migrations", False, f"to run (`echeance migrate`): {', '.join(waiting)}")
    return Reading("migrations", True, f"up to date ({engine.engine_type})")


def _redis(settings: Config, queue_depth: int | None) -> Reading:
    where = settings.redis_url or f"private, {settings.redis_socket}"
    if "@" in where:
        where = f"{where.split('://')[0]}://…@{where.rsplit('@', 1)[1]}"
    if queue_depth is not None:
        return Reading("redis", True, f"{where}: {queue_depth} jobs wait or run")
    missing = not settings.redis_url and find_redis() is None
    why = "redis-server is not installed" if missing else "no answer; does `echeance serve` run?"
    return Reading("redis", False, f"{where}: {why}")


async def _jobs() -> Reading:
    runs = await last_runs()
    failing = [f"{run.name} ({run.error.splitlines()[0]})" for run in runs if run.is_failing]
    if failing:
        return Reading("jobs", False, "failed at their last run: " + ", ".join(failing))
    ran = max((run.ran_at for run in runs if run.ran_at), default=None)
    return Reading("jobs", ran is not None, f"last run {ran or 'never'}")


async def _mail(settings: Config) -> Reading:
    url = settings.smtp_url
    if not url:
        business = await Business.select(Business.smtp_url).first()
        url = business["smtp_url"] if business else ""
    if not url:
        return Reading("mail", None, "not configured: messages wait (SMTP_URL, or the settings)")
    parts = urlsplit(url)
    direct_tls = parts.scheme == "smtps"
    port = parts.port or (465 if direct_tls else 587)
    context = ssl.create_default_context() if direct_tls else None
    reader, writer = await asyncio.open_connection(parts.hostname, port, ssl=context)
    try:
        greeting = (await reader.readline()).decode("ascii", "replace").strip()
    finally:
        writer.close()
    return Reading("mail", greeting.startswith("220"), f"{parts.hostname}:{port} says {greeting}")


async def _iban() -> Reading:
    business = await Business.select(Business.iban).first()
    if not business or not business["iban"]:
        return Reading("iban", None, "not given yet: invoices cannot say where to pay")
    valid = iban.is_valid(business["iban"])
    ending = str(business["iban"])[-4:]
    return Reading("iban", valid, f"ends in {ending}: {'key is right' if valid else 'wrong key'}")


async def _backup(settings: Config, at: datetime) -> Reading:
    there = [one.copy for one in await backups.listed(settings.backups_dir)]
    last, since = newest_good(there, at), await backups.first_asked()
    if last is None and since is None:
        said = f"none yet in {settings.backups_dir}: the first is made in the hour after the set-up"
        return Reading("backup", None, said)
    made = f"the last of {last.at.astimezone(at.tzinfo):%Y-%m-%d %H:%M}" if last else "none"
    drill = await backups.last_drill()
    tried = f"{drill.findings} findings when last tried" if drill else "not tried yet"
    said = f"{made} that was checked, in {settings.backups_dir}; {tried}"
    well = not is_alarming(there, since, at) and not (drill and drill.findings)
    return Reading("backup", well, said)


def _disk(settings: Config) -> Reading:
    free = shutil.disk_usage(settings.data_dir).free
    said = f"{free // 1_000_000} MB free for {settings.data_dir}"
    return Reading("disk", free >= ENOUGH_DISK, said)
