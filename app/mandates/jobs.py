"""What the worker does for mandates."""

from typing import Any

from app import clock
from app.adapters import queue
from app.adapters.queue import Job
from app.mandates.actions import chase


async def chase_mandates(ctx: dict[str, Any]) -> None:
    """Remind of the mandates that wait for a signature."""
    if await chase(clock.now()):
        await queue.nudge(Job.SEND_MESSAGES)
