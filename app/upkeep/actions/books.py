"""Runs of the integrity checks, kept."""

from datetime import datetime, timedelta

from app.adapters.database import transaction
from app.upkeep import tables
from app.upkeep.queries.integrity import gather_checks, last_run
from app.upkeep.rules import FRESH, IntegrityRun, keep

SYSTEM = "echeance"


async def check_books(*, at: datetime, by: str) -> IntegrityRun:
    """Run every integrity check and keep what it found."""
    run = IntegrityRun(at, by, tuple(await gather_checks()))
    async with transaction():
        await tables.IntegrityRun.insert(
            tables.IntegrityRun(
                ran_at=at,
                ran_by=by,
                findings=run.findings,
                not_checked=run.not_checked,
                checks=keep(run.checks),
            )
        )
    return run


async def check_books_nightly(*, at: datetime) -> bool:
    """The same once a night, whoever wakes the job; whether it ran."""
    last = await last_run()
    if last is not None and timedelta() <= at - last.at < FRESH:
        return False
    await check_books(at=at, by=SYSTEM)
    return True
