"""Invoices from the contracts' entries that are due: drafted, numbered, booked, chained."""

import asyncio
import time

from app import clock
from app.adapters.database import close_engine, open_engine
from app.contracts.actions import bill
from benchmarks import raw, same
from benchmarks.figures import Figure
from benchmarks.sizes import Size


def run(size: Size) -> list[Figure]:
    """Bill every entry, then write the same rows raw, one transaction for each invoice."""
    seconds = asyncio.run(billed(size.entries))
    reference = raw.copy()
    alone = reference.write(same.documents(raw.product(), size.entries))
    return [
        Figure(
            "",
            f"{size.entries} due entries invoiced",
            size.entries / seconds,
            "invoices/s",
            f"the same rows by {reference.name}, a transaction for each invoice",
            size.entries / alone,
            ("ratio", ">=", 1 / 15),
        )
    ]


async def billed(entries: int) -> float:
    """Bill what is due today; gives back the seconds."""
    await open_engine()
    try:
        at = clock.now()
        started = time.perf_counter()
        summary = await bill(on=at.date(), at=at, by="benchmark")
        seconds = time.perf_counter() - started
    finally:
        await close_engine()
    assert summary.issued == entries, summary
    return seconds
