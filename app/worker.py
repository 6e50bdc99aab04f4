"""The timetable: every job, when it runs, and how long it may take.

Hours are UTC, so that no tick is skipped or doubled when the clocks change: 00:10 is 01:10 in Paris
in winter, 02:10 in summer. Each job works by as-of date, so a missed tick costs nothing.
"""

import asyncio
import logging
from dataclasses import replace

from app.adapters.database import close_engine, open_engine
from app.adapters.queue import Job, Slot, work
from app.upkeep.jobs import heartbeat, watched

EVERY_MINUTE = set(range(60))

TIMETABLE = (Slot(Job.HEARTBEAT, heartbeat, EVERY_MINUTE, seconds=20),)


async def run() -> None:
    """Work until told to end."""
    logging.basicConfig(level=logging.WARNING, format="%(name)s: %(message)s")
    await open_engine()
    try:
        await work(
            [replace(slot, run=watched(slot.job, slot.run, slot.seconds)) for slot in TIMETABLE]
        )
    finally:
        await close_engine()


if __name__ == "__main__":
    asyncio.run(run())
