"""Proposals for many late invoices: the sweep of a morning, and the same sweep run again."""

import asyncio
import time

from app import clock
from app.adapters.database import close_engine, open_engine
from app.reminders.actions import propose
from benchmarks import raw
from benchmarks.figures import Figure
from benchmarks.reminders import same_rows
from benchmarks.sizes import Size


def run(size: Size) -> list[Figure]:
    """The seconds that both sweeps take, beside the same rows written raw."""
    first, again = asyncio.run(_proposed(size))
    alone = raw.copy().write(same_rows(raw.product()))
    late, clients = size.documents, size.reminders
    words = f"the same rows by {raw.copy().name}, a transaction for each of {clients} clients"
    return [
        Figure("", f"{late} late, proposed", first, "s", words, alone, ("value", "<=", 3)),
        Figure("", f"{late} late, looked at again", again, "s", words, alone),
    ]


async def _proposed(size: Size) -> tuple[float, float]:
    at = clock.now()
    took = []
    await open_engine()
    try:
        for _ in range(2):
            started = time.perf_counter()
            made = await propose(on=at.date(), at=at)
            took.append(time.perf_counter() - started)
            named = sum(len(each.items) for each in made.proposals)
            assert named == size.documents, (named, len(made.proposals), len(made.held))
    finally:
        await close_engine()
    return took[0], took[1]
