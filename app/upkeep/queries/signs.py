"""Is everything there that should be?"""

import asyncio
import logging
from datetime import datetime

from app.clock import ZONE
from app.config import VERSION
from app.upkeep.rules import Health, Run, judge
from app.upkeep.tables import Heartbeat

log = logging.getLogger("echeance.health")

_PATIENCE = 3.0


async def health(queue: bool, at: datetime) -> Health:
    """What `/health` shows; `queue` is whether the queue answered. Never raises."""
    try:
        async with asyncio.timeout(_PATIENCE):
            runs = await last_runs()
    except Exception as problem:
        log.error("the database does not answer: %s", problem or "no answer")
        return judge(False, queue, None, VERSION, at)
    scheduler = max((run.ran_at for run in runs if run.ran_at), default=None)
    return judge(True, queue, scheduler, VERSION, at)


async def last_runs() -> list[Run]:
    """Each job that ever ran: when it last ran to its end, and when and why it last failed."""
    rows = await Heartbeat.select().order_by(Heartbeat.name)
    return [
        Run(row["name"], _here(row["ran_at"]), _here(row["failed_at"]), row["error"])
        for row in rows
    ]


def _here(moment: datetime | None) -> datetime | None:
    return moment.astimezone(ZONE) if moment else None
