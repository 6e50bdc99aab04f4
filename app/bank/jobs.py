"""What the worker does for the bank."""

from typing import Any

from app import clock
from app.adapters import queue
from app.adapters.queue import Job
from app.bank import actions


async def match_lines(ctx: dict[str, Any]) -> None:
    """Point the lines that are sure; the rest follows at once."""
    swept = await actions.sweep(at=clock.now(), by="echeance")
    if not swept.is_done:
        await queue.nudge(Job.MATCH_LINES)
    if swept.pointed:
        await queue.nudge(Job.RESCORE)


async def watch_folder(ctx: dict[str, Any]) -> None:
    """Take in what lies in the watched folder; it is read at once."""
    at = clock.now()
    done = await actions.take_in(now=at.timestamp(), at=at)
    if done.files:
        await queue.nudge(Job.READ_BANK_FILES)


async def read_files(ctx: dict[str, Any]) -> None:
    """Look bank files through and take those that were confirmed; the rest follows at once."""
    left = await actions.read_owed(at=clock.now())
    if left:
        await queue.nudge(Job.READ_BANK_FILES)
    if left is not None:
        await queue.nudge(Job.MATCH_LINES)
