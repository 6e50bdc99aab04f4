"""The scheduler's sign of life, the watch over every other job, and the backups."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from functools import wraps
from typing import Any

from app.adapters.processes import give_back_memory
from app.clock import now
from app.config import config
from app.core.errors import Refused
from app.upkeep import actions
from app.upkeep.actions import note_failure, note_run

log = logging.getLogger("echeance.worker")
Run = Callable[..., Awaitable[None]]


async def heartbeat(ctx: dict[Any, Any]) -> None:
    """Every minute: that it ran is noted by `watched`, and `/health` shows when. What the jobs
    before it no longer use goes back to the system."""
    give_back_memory()


async def back_up(ctx: dict[Any, Any]) -> None:
    """Make the backup that is owed; looked at every hour, so that a missed night is made up for."""
    await actions.back_up(config(), at=now())


async def try_backup(ctx: dict[Any, Any]) -> None:
    """Restore the newest backup aside, once a week."""
    await actions.drill_if_due(config(), at=now())


async def check_integrity(ctx: dict[Any, Any], by: str = "") -> None:
    """Run every integrity check: at once when somebody asked, else once a night."""
    if by:
        await actions.check_books(at=now(), by=by)
    else:
        await actions.check_books_nightly(at=now())


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
