"""The scheduler's sign of life, and the watch over every other job."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from functools import wraps
from typing import Any

from app.clock import now
from app.core.errors import Refused
from app.upkeep.actions import note_failure, note_run

log = logging.getLogger("echeance.worker")
Run = Callable[..., Awaitable[None]]


async def heartbeat(ctx: dict[Any, Any]) -> None:
    """Do nothing, every minute: that it ran is noted by `watched`, and `/health` shows when."""


def watched(name: str, job: Run, seconds: float) -> Run:
    """The job, with each end noted: when it ran, or when it failed and why; too slow is a failure.

    Ends a second before the queue would cut it off without a word.
    """

    @wraps(job)
    async def run(ctx: dict[Any, Any], *args: Any) -> None:
        try:
            async with asyncio.timeout(seconds - 1):
                await job(ctx, *args)
        except Refused as refusal:
            # A sentence, not a crash: the business is not set up yet, say.
            log.warning("%s: %s", name, refusal)
            await note_failure(name, now(), str(refusal))
        except Exception as problem:
            log.exception("%s failed", name)
            await note_failure(name, now(), f"{type(problem).__name__}: {problem}")
        else:
            await note_run(name, now())

    return run
