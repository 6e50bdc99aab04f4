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
from app.clock import ZONE
from app.config import VERSION, Config
from app.core.errors import N_, Finding
from app.core.located import NOTHING
from app.law.queries import law_on
from app.law.rules import PENALTY_RATE
from app.schema.migrate import pending
from app.settings.tables import Business
from app.upkeep.queries import backups
from app.upkeep.queries.integrity import last_run
from app.upkeep.queries.signs import last_runs
from app.upkeep.rules import ENOUGH_DISK, OVERDUE, STALE_AFTER, Reading
from app.upkeep.rules.backups import is_alarming, newest_good

_PATIENCE = 5.0


async def doctor(settings: Config, queue_depth: int | None, at: datetime) -> list[Reading]:
    """Every reading; `queue_depth` is None when the queue does not answer."""
    return [
        _versions(),
        await _reading("database", lambda: _database(settings)),
        await _reading("migrations", _migrations),
        _redis(settings, queue_depth),
        await _reading("scheduler", lambda: _scheduler(at)),
        await _reading("jobs", _jobs),
        await _reading("mail", lambda: _mail(settings)),
        await _reading("iban", _iban),
        _disk(settings),
        await _reading("backup", lambda: _backup(settings, at)),
        await _reading("law", lambda: _law(at)),
        await _reading("integrity", lambda: _integrity(at)),
    ]


async def _reading(name: str, read: Callable[[], Awaitable[Reading]]) -> Reading:
    try:
        async with asyncio.timeout(_PATIENCE):
            return await read()
    except TimeoutError:
        return Reading(
            name, False, _say(N_("no answer within %(seconds)s s"), seconds=int(_PATIENCE))
        )
    except Exception as problem:
        return Reading(name, False, f"{type(problem).__name__}: {problem}")


def _say(message: str, **facts: object) -> Finding:
    return Finding("doctor", message, facts)


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
        said = _say(N_("to run (`echeance migrate`): %(names)s"), names=", ".join(waiting))
        return Reading("migrations", False, said)
    return Reading(
        "migrations", True, _say(N_("up to date (%(engine)s)"), engine=engine.engine_type)
    )


def _redis(settings: Config, queue_depth: int | None) -> Reading:
    where = settings.redis_url or f"private, {settings.redis_socket}"
    if "@" in where:
        where = f"{where.split('://')[0]}://…@{where.rsplit('@', 1)[1]}"
    if queue_depth is not None:
        said = _say(N_("%(where)s: %(n)s jobs wait or run"), where=where, n=queue_depth)
        return Reading("redis", True, said)
    if not settings.redis_url and find_redis() is None:
        return Reading(
            "redis", False, _say(N_("%(where)s: redis-server is not installed"), where=where)
        )
    away = _say(N_("%(where)s: no answer; does `echeance serve` run?"), where=where)
    return Reading("redis", False, away)


async def _scheduler(at: datetime) -> Reading:
    ran = max((run.ran_at for run in await last_runs() if run.ran_at), default=None)
    if ran is None:
        return Reading("scheduler", False, _say(N_("nothing has run by itself yet")))
    fresh = at - ran <= STALE_AFTER
    return Reading("scheduler", fresh, _say(N_("last sign of life: %(ran)s"), ran=ran))


async def _jobs() -> Reading:
    runs = await last_runs()
    failing = [f"{run.name} ({run.error.splitlines()[0]})" for run in runs if run.is_failing]
    if failing:
        said = _say(N_("failed at their last run: %(jobs)s"), jobs=", ".join(failing))
        return Reading("jobs", False, said)
    done = sum(run.ran_at is not None for run in runs)
    return Reading("jobs", done > 0, _say(N_("%(n)s jobs ran to their end"), n=done))


async def _mail(settings: Config) -> Reading:
    url = settings.smtp_url
    if not url:
        business = await Business.select(Business.smtp_url).first()
        url = business["smtp_url"] if business else ""
    if not url:
        said = N_("not configured: messages wait (SMTP_URL, or the settings)")
        return Reading("mail", None, _say(said))
    parts = urlsplit(url)
    direct_tls = parts.scheme == "smtps"
    port = parts.port or (465 if direct_tls else 587)
    context = ssl.create_default_context() if direct_tls else None
    reader, writer = await asyncio.open_connection(parts.hostname, port, ssl=context)
    try:
        greeting = (await reader.readline()).decode("ascii", "replace").strip()
    finally:
        writer.close()
    about = _say(
        N_("%(host)s:%(port)s says %(greeting)s"), host=parts.hostname, port=port, greeting=greeting
    )
    return Reading("mail", greeting.startswith("220"), about)


async def _iban() -> Reading:
    business = await Business.select(Business.iban).first()
    if not business or not business["iban"]:
        said = N_("not given yet: invoices cannot say where to pay")
        return Reading("iban", None, _say(said))
    valid = iban.is_valid(business["iban"])
    ending = str(business["iban"])[-4:]
    if valid:
        return Reading("iban", True, _say(N_("ends in %(end)s: key is right"), end=ending))
    return Reading("iban", False, _say(N_("ends in %(end)s: wrong key"), end=ending))


async def _backup(settings: Config, at: datetime) -> Reading:
    there = [one.copy for one in await backups.listed(settings.backups_dir)]
    last, since = newest_good(there, at), await backups.first_asked()
    if last is None and since is None:
        none = N_("none yet in %(folder)s: the first is made in the hour after the set-up")
        return Reading("backup", None, _say(none, folder=settings.backups_dir))
    drill = await backups.last_drill()
    said = _say(
        N_("last checked one: %(made)s, in %(folder)s; findings when last tried: %(tried)s"),
        made=last.at.astimezone(ZONE) if last else NOTHING,
        folder=settings.backups_dir,
        tried=drill.findings if drill else NOTHING,
    )
    well = not is_alarming(there, since, at) and not (drill and drill.findings)
    return Reading("backup", well, said)


def _disk(settings: Config) -> Reading:
    free = shutil.disk_usage(settings.data_dir).free
    said = _say(
        N_("%(free)s MB free for %(folder)s"), free=free // 1_000_000, folder=settings.data_dir
    )
    return Reading("disk", free >= ENOUGH_DISK, said)


async def _law(at: datetime) -> Reading:
    in_force = await law_on(at.date())
    unread = sum(not value.is_verified for value in in_force.values.values())
    if not in_force.has(PENALTY_RATE):
        missing = N_("the late-penalty rate of this half-year is missing")
        return Reading("law", False, _say(missing))
    if unread:
        said = N_("%(n)s legal values in force have not been read at their source")
        return Reading("law", None, _say(said, n=unread))
    return Reading("law", True, _say(N_("every legal value in force was read at its source")))


async def _integrity(at: datetime) -> Reading:
    run = await last_run()
    if run is None:
        return Reading("integrity", None, _say(N_("the books have not been checked yet")))
    if not run.ok:
        said = N_("checked on %(when)s: %(n)s findings, %(unchecked)s checks that could not run")
        about = _say(said, when=run.at, n=run.findings, unchecked=run.not_checked)
        return Reading("integrity", False, about)
    fresh = at - run.at <= OVERDUE
    return Reading("integrity", fresh, _say(N_("checked on %(when)s: nothing found"), when=run.at))
