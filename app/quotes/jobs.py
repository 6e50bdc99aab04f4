"""What the worker does for quotes."""

from typing import Any

from app import clock
from app.adapters import queue
from app.adapters.queue import Job
from app.quotes.actions import remind, render_owed


async def render_quotes(ctx: dict[str, Any]) -> None:
    """Render the quotes that are owed, then let the messages that waited for them go."""
    if (await render_owed(clock.now())).done:
        await queue.nudge(Job.SEND_MESSAGES)


async def remind_quotes(ctx: dict[str, Any]) -> None:
    """Remind of the quotes that end soon."""
    if await remind(clock.now()):
        await queue.nudge(Job.SEND_MESSAGES)
