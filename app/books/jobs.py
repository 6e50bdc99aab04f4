"""What the worker does for the books."""

from typing import Any

from app import clock
from app.adapters import queue
from app.adapters.queue import Job
from app.books.actions import send_entries


async def send_files(ctx: dict[str, Any]) -> None:
    """Send the accountant the files of entries that are due."""
    if await send_entries(clock.now()):
        await queue.nudge(Job.SEND_MESSAGES)
