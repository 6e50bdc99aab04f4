"""What the worker does for contracts."""

from typing import Any

from app import clock
from app.adapters import queue
from app.adapters.queue import Job
from app.contracts import actions


async def bill_due(ctx: dict[str, Any]) -> None:
    """Bill what is due today or was missed, then have the documents made and copies sent."""
    at = clock.now()
    if (await actions.bill(on=at.date(), at=at, by="echeance")).issued:
        await queue.nudge(Job.RENDER_DOCUMENTS)
    if await actions.owe_copies(at=at, by="echeance"):
        await queue.nudge(Job.SEND_MESSAGES)


async def inform_renewals(ctx: dict[str, Any]) -> None:
    """Owe the letters of contracts that renew themselves and of trials that end, then have them
    sent."""
    at = clock.now()
    owed = await actions.inform_renewals(on=at.date(), at=at, by="echeance")
    owed += await actions.inform_trials(on=at.date(), at=at, by="echeance")
    if owed:
        await queue.nudge(Job.SEND_MESSAGES)


async def extend_schedules(ctx: dict[str, Any]) -> None:
    """Lay out every schedule 18 months ahead."""
    await actions.extend(on=clock.today())
