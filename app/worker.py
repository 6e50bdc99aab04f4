"""The timetable: every job, when it runs, and how long it may take.

Hours are UTC, so that no tick is skipped or doubled when the clocks change; 00:10 UTC is 01:10 in
Paris in winter and 02:10 in summer. Each job works by as-of date, so a missed tick costs nothing.
"""

import asyncio
import contextlib
import logging
from datetime import UTC
from typing import Any

from arq import cron, func
from arq.worker import create_worker
from redis.exceptions import RedisError

from app.adapters.database import close_engine, open_engine
from app.adapters.queue import Job, close_queue, nudge, redis_settings
from app.config import config
from app.upkeep.jobs import heartbeat, watched

MINUTELY = set(range(60))
NIGHT, DAY = 0, set(range(4, 21))

TIMETABLE = (
    # job, what runs, at most (seconds), when
    (Job.HEARTBEAT, heartbeat, 20, {"minute": MINUTELY}),
)


async def look_at_once(ctx: dict[Any, Any]) -> None:
    """At start-up every sweep runs once: what came due while nothing ran is not left waiting."""
    for job, *_ in TIMETABLE:
        await nudge(job)


class WorkerSettings:
    functions = [func(watched(job, run), name=job, timeout=s) for job, run, s, _ in TIMETABLE]
    cron_jobs = [
        cron(watched(job, run), name=f"cron:{job}", timeout=s, keep_result=60, **when)
        for job, run, s, when in TIMETABLE
    ]
    on_startup = look_at_once
    redis_settings = redis_settings(config(), patient=True)
    timezone = UTC
    max_jobs, max_tries, keep_result, job_timeout, job_completion_wait = 4, 5, 0, 60, 8


async def run() -> None:
    """Work until a signal, or until Redis is lost: then the supervisor starts a new worker."""
    logging.basicConfig(level=logging.WARNING, format="%(name)s: %(message)s")
    await open_engine()
    worker = create_worker(WorkerSettings)  # type: ignore[arg-type]
    try:
        with contextlib.suppress(asyncio.CancelledError):
            await worker.async_run()
    except (RedisError, OSError) as problem:
        raise SystemExit(f"echeance: the worker lost Redis and ends: {problem}") from None
    finally:
        with contextlib.suppress(RedisError, OSError):
            await worker.close()
        await close_queue()
        await close_engine()


if __name__ == "__main__":
    asyncio.run(run())
