"""Signs of life, written by the worker."""

from datetime import datetime

from app.adapters.database import transaction
from app.upkeep.tables import Heartbeat


async def note_run(name: str, at: datetime) -> None:
    """Note that a job ran to its end at this moment; its last failure stays readable."""
    async with transaction():
        await Heartbeat.insert(Heartbeat(name=name, ran_at=at)).on_conflict(
            target=Heartbeat.name, action="DO UPDATE", values=[(Heartbeat.ran_at, at)]
        )


async def note_failure(name: str, at: datetime, error: str) -> None:
    """Note that a job failed at this moment, and why."""
    said = error[:2000]
    async with transaction():
        await Heartbeat.insert(Heartbeat(name=name, failed_at=at, error=said)).on_conflict(
            target=Heartbeat.name,
            action="DO UPDATE",
            values=[(Heartbeat.failed_at, at), (Heartbeat.error, said)],
        )
