"""What the worker does for imports."""

from typing import Any

from app import clock
from app.adapters import queue
from app.adapters.queue import Job
from app.imports import actions


async def run_imports(ctx: dict[str, Any]) -> None:
    """Go on with what is owed; the rest follows at once."""
    left = await actions.run_owed(at=clock.now())
    if left:
        await queue.nudge(Job.RUN_IMPORTS)
    if left is not None:
        await queue.nudge(Job.RESCORE)
