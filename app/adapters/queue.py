"""The queue: arq, seen here and in the timetable only.

What is owed is a row in the database; the queue only says "look now". Redis may be away or empty
at any moment: a nudge that is lost is made up for by the sweep of the same job a little later.
"""

import asyncio
import contextlib
import hashlib
import json
import logging
import os
import signal
import threading
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC
from enum import StrEnum
from typing import Any, cast
from weakref import WeakKeyDictionary

from arq.connections import ArqRedis, RedisSettings, create_pool
from arq.cron import cron
from arq.worker import Worker, func
from redis.exceptions import RedisError

from app.config import Config, config

log = logging.getLogger("echeance.queue")

_PATIENCE = 1.0
_AWAY = (RedisError, OSError, TimeoutError)
_pools: WeakKeyDictionary[asyncio.AbstractEventLoop, ArqRedis] = WeakKeyDictionary()


class QueueLost(Exception):
    """Redis went away while working."""


class Job(StrEnum):
    """Every job by its name; the timetable in `worker.py` has exactly these."""

    BILL_DUE = "contracts.bill_due"
    EXTEND_SCHEDULES = "contracts.extend_schedules"
    INFORM_RENEWALS = "contracts.inform_renewals"
    RENDER_DOCUMENTS = "invoices.render_documents"
    JUDGE_DOCUMENTS = "invoices.judge_documents"
    HAND_OVER = "einvoicing.hand_over"
    LISTEN = "einvoicing.listen"
    RENDER_QUOTES = "quotes.render_quotes"
    REMIND_QUOTES = "quotes.remind_quotes"
    ANNOUNCE_DEBITS = "debits.announce_debits"
    CHASE_MANDATES = "mandates.chase_mandates"
    LOOK_AT_CARDS = "payments.look_at_cards"
    LOOK_BACK_AT_CARDS = "payments.look_back_at_cards"
    RENDER_STATEMENTS = "receivables.render_statements"
    SEND_STATEMENTS = "receivables.send_statements"
    SEND_MESSAGES = "messages.send_messages"
    RESCORE = "risk.rescore"
    JUDGE_SCORE = "risk.judge"
    RUN_IMPORTS = "imports.run_imports"
    WATCH_BANK_FOLDER = "bank.watch_folder"
    READ_BANK_FILES = "bank.read_files"
    MATCH_LINES = "bank.match_lines"
    PROPOSE_REMINDERS = "reminders.propose"
    SEND_APPROVED_REMINDERS = "reminders.send_approved"
    WATCH = "alerts.watch"
    TELL_PAYMENTS = "alerts.tell_payments"
    FORECAST = "today.forecast"
    FOLLOW_DOUBTFUL = "doubtful.follow_paid"
    FOLLOW_PROMISES = "disputes.follow_promises"
    READ_MAILBOX = "mailbox.read_mailbox"
    SEND_ENTRIES = "books.send_files"
    TOTAL_DAYS = "accounting.total_days"
    FORGET_SESSIONS = "auth.forget_sessions"
    BACK_UP = "upkeep.back_up"
    TRY_BACKUP = "upkeep.try_backup"
    CHECK_INTEGRITY = "upkeep.check_integrity"
    HEARTBEAT = "upkeep.heartbeat"


@dataclass(frozen=True)
class Slot:
    """A line of the timetable: what runs, at which minutes of which UTC hours, for how long."""

    job: Job
    run: Callable[..., Awaitable[None]]
    minutes: set[int]
    hours: set[int] | None = None
    seconds: int = 60


def redis_settings(settings: Config, patient: bool = False) -> RedisSettings:
    """Where Redis is: REDIS_URL, else the private one of the data folder.

    `patient`, for the worker: tries for a few seconds, since Redis may be starting too.
    """
    url = settings.redis_url or f"unix://{settings.redis_socket}"
    found = RedisSettings.from_dsn(url)
    found.conn_timeout = 1
    found.conn_retries = 5 if patient else 0
    return found


async def nudge(job: Job, *args: str | int, delay: float = 0) -> bool:
    """Ask the worker to run a job soon (after `delay` seconds); call it after the transaction.

    Never raises: false, and a line in the log, when Redis does not take it within a second. A job
    that waits already is not queued again. One that may have read the database before our commit
    is followed by one more run.
    """
    try:
        async with asyncio.timeout(_PATIENCE):
            pool = await _pool()
            name = _job_id(job, args)
            wait = delay or None
            if await pool.enqueue_job(job, *args, _job_id=name, _defer_by=wait) is None:
                again = max(delay, _PATIENCE)
                await pool.enqueue_job(job, *args, _job_id=f"{name}:again", _defer_by=again)
    except _AWAY as problem:
        log.warning("no nudge for %s, its sweep will do: %s", job, problem or "no answer")
        return False
    return True


async def ping() -> bool:
    """Whether the queue answers within a second."""
    return await queue_depth() is not None


async def queue_depth() -> int | None:
    """How many jobs wait or run; None when the queue does not answer within a second."""
    try:
        async with asyncio.timeout(_PATIENCE):
            pool = await _pool()
            return int(await pool.zcard(pool.default_queue_name))
    except _AWAY:
        return None


async def work(timetable: Sequence[Slot]) -> None:
    """Run the timetable, and what is nudged, until SIGTERM or SIGINT; running jobs get 8 s to end.

    At the start each job runs once: what came due while nothing ran is not left waiting. Raises
    `QueueLost` when Redis is gone: the process ends, and the supervisor starts another.
    """
    worker = Worker(
        [func(cast(Any, slot.run), name=slot.job, timeout=slot.seconds) for slot in timetable],
        cron_jobs=[_cron(slot) for slot in timetable],
        redis_settings=redis_settings(config(), patient=True),
        timezone=UTC,
        max_jobs=4,
        keep_result=0,
        job_completion_wait=8,
    )
    for told in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(told, _end, worker, told)
    try:
        for slot in timetable:
            await nudge(slot.job)
        # A signal that came meanwhile found nothing running to end: arq would forget it.
        if worker.allow_pick_jobs:
            with contextlib.suppress(asyncio.CancelledError):
                await worker.async_run()
    except (RedisError, OSError) as problem:
        raise QueueLost(str(problem)) from None
    finally:
        with contextlib.suppress(RedisError, OSError):
            await worker.close()
        await close_queue()


def _end(worker: Worker, told: signal.Signals) -> None:
    """Let running jobs end; a process that has not ended 9 s later is ended anyway, since what is
    owed is kept in rows and the next worker takes it up."""
    last = threading.Timer(9, os._exit, [0])
    last.daemon = True
    last.start()
    worker.handle_sig_wait_for_completion(told)


async def close_queue() -> None:
    """Close this event loop's connections."""
    pool = _pools.pop(asyncio.get_running_loop(), None)
    if pool is not None:
        try:
            async with asyncio.timeout(_PATIENCE):
                await pool.aclose(close_connection_pool=True)
        except _AWAY as problem:
            log.info("the queue was away when it was closed: %s", problem)


async def _pool() -> ArqRedis:
    """One pool for each event loop of this process; it connects again by itself."""
    loop = asyncio.get_running_loop()
    if loop not in _pools:
        _pools[loop] = await create_pool(redis_settings(config()))
    return _pools[loop]


def _cron(slot: Slot) -> Any:
    """One tick is one job, however many workers there are: its result is kept for a minute."""
    return cron(
        cast(Any, slot.run),
        name=f"cron:{slot.job}",
        minute=slot.minutes,
        hour=slot.hours,
        timeout=slot.seconds,
        keep_result=60,
    )


def _job_id(job: Job, args: tuple[str | int, ...]) -> str:
    """The same job with the same arguments has the same id."""
    if not args:
        return job.value
    return f"{job.value}:{hashlib.sha256(json.dumps(args).encode()).hexdigest()[:16]}"
