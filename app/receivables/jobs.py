"""What the worker does for statements of account."""

from typing import Any

from app import clock
from app.adapters import queue
from app.adapters.queue import Job
from app.receivables.actions import render_owed, send_due


async def send_statements(ctx: dict[str, Any]) -> None:
    """Owe the statements of the day."""
    if await send_due(clock.now()):
        await queue.nudge(Job.RENDER_STATEMENTS)


async def render_statements(ctx: dict[str, Any]) -> None:
    """Make the PDFs that are owed, then let the messages that waited for them go."""
    if (await render_owed(clock.now())).done:
        await queue.nudge(Job.SEND_MESSAGES)
