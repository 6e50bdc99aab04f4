"""A list of documents written as a spreadsheet, and what it adds to the memory."""

import asyncio
import io
import resource
import time

from app import clock
from app.adapters.database import close_engine, open_engine
from app.invoices.actions import write_table
from app.invoices.tables import Invoice
from benchmarks.figures import Figure
from benchmarks.sizes import Size


def run(size: Size) -> list[Figure]:
    """Every document of the history as xlsx, beside the same as csv."""
    asyncio.run(_written("csv", 10))
    before = _peak()
    as_csv, count = asyncio.run(_written("csv", size.documents))
    as_xlsx, count = asyncio.run(_written("xlsx", size.documents))
    rows = f"{count} rows as xlsx"
    aim = ("value", "<=", 5.0)
    return [
        Figure("", rows, as_xlsx, "s", "the same rows as csv", as_csv, aim),
        Figure("", f"{rows}, peak", _peak(), "MB", "what the process had before", before),
    ]


async def _written(form: str, limit: int) -> tuple[float, int]:
    await open_engine()
    try:
        found = await Invoice.select(Invoice.id).order_by(Invoice.id).limit(limit)
        started = time.perf_counter()
        await write_table([row["id"] for row in found], form, io.BytesIO(), clock.today())
        return time.perf_counter() - started, len(found)
    finally:
        await close_engine()


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
