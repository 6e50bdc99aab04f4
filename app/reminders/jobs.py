"""Reminders by the clock. Before the set-up there is nobody to chase for: that is no failure."""

from typing import Any

from app import clock
from app.adapters import queue
from app.adapters.queue import Job
from app.reminders import actions
from app.settings import queries as settings


async def propose(ctx: dict[str, Any]) -> None:
    """Each hour of the day: what should be proposed as of today."""
    if await settings.maybe_business() is None:
        return
    at = clock.now()
    await actions.propose(on=at.date(), at=at)


async def send_approved(ctx: dict[str, Any]) -> None:
    """Call back what should no longer leave, then send what was approved or goes by itself."""
    if await settings.maybe_business() is None:
        return
    at = clock.now()
    await actions.recall(at=at)
    if await actions.send_approved(at=at):
        await queue.nudge(Job.SEND_MESSAGES)
