"""All clients scored anew out of the books, and the score judged on all their past."""

import asyncio
import resource
import time

from app import clock
from app.adapters.database import close_engine, open_engine
from app.risk import queries
from app.risk.actions import judge, rescore
from benchmarks.figures import Figure
from benchmarks.sizes import Size


def run(size: Size) -> list[Figure]:
    """Seconds and memory, beside the mere reading of the outcomes that it is made of."""
    return asyncio.run(_scored(size))


async def _scored(size: Size) -> list[Figure]:
    at = clock.now()
    await open_engine()
    try:
        before = _peak()
        started = time.perf_counter()
        scored = await rescore(on=at.date(), at=at)
        took, more = time.perf_counter() - started, _peak() - before
        started = time.perf_counter()
        outcomes = len(await queries.outcomes(at.date()))
        alone = time.perf_counter() - started
        started = time.perf_counter()
        judged = await judge(on=at.date(), at=at)
        judging = time.perf_counter() - started
    finally:
        await close_engine()
    words = "the reading of these outcomes alone"
    what = f"{scored} clients of {outcomes} outcomes"
    return [
        Figure("", f"{what} scored", took, "s", words, alone, ("value", "<=", 10.0)),
        Figure(
            "", f"{what}, memory more", max(more, 0.1), "MB", "the process before", before,
            ("value", "<=", 100.0),
        ),
        Figure("", f"{judged} invoices foreseen again and judged", judging, "s", words, alone),
    ]  # fmt: skip


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
