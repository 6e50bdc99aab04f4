"""What the worker does for documents."""

from typing import Any

from app import clock
from app.adapters import queue
from app.adapters.queue import Job
from app.invoices.actions import judge_owed, render_owed


async def render_documents(ctx: dict[str, Any]) -> None:
    """Render the documents that are owed, then let the messages that waited for them go."""
    if (await render_owed(clock.now())).done:
        await queue.nudge(Job.SEND_MESSAGES)


async def judge_documents(ctx: dict[str, Any]) -> None:
    """Ask the second judge, where the extra `judge` is installed."""
    await judge_owed(clock.now())
