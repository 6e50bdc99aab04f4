"""The mailbox's job."""

from typing import Any

from app.adapters.queue import Job, nudge
from app.clock import now
from app.mailbox.actions import read


async def read_mailbox(ctx: dict[Any, Any]) -> None:
    """Read new letters; a client who wrote is not asked again before somebody has read it."""
    done = await read(at=now())
    if done.answers or done.returned:
        await nudge(Job.PROPOSE_REMINDERS)
