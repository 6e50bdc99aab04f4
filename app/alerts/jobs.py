"""Alerts by the clock. Before the set-up there is nothing to watch."""

from typing import Any

from app import clock
from app.adapters import queue
from app.adapters.queue import Job
from app.alerts import actions
from app.settings import queries as settings


async def watch(ctx: dict[str, Any]) -> None:
    """Raise what is news, then tell whoever wants to be told."""
    if await settings.maybe_business() is None:
        return
    at = clock.now()
    await actions.watch(on=at.date(), at=at)
    if await actions.tell(at):
        await queue.nudge(Job.SEND_MESSAGES)


async def tell_payments(ctx: dict[str, Any]) -> None:
    """Tell whoever wants to be told of the money that came in."""
    if await settings.maybe_business() is None:
        return
    if await actions.tell_payments(clock.now()):
        await queue.nudge(Job.SEND_MESSAGES)
