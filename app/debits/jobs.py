"""What the worker does for direct debits."""

from typing import Any

from app import clock
from app.adapters import queue
from app.adapters.queue import Job
from app.debits.actions import announce


async def announce_debits(ctx: dict[str, Any]) -> None:
    """Tell the clients whose documents are to be debited."""
    if await announce(clock.now()):
        await queue.nudge(Job.SEND_MESSAGES)
