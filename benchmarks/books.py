"""The books of years: files of entries, every integrity check, the board as of a past day."""

import asyncio
import resource
import tempfile
import time
from datetime import date
from pathlib import Path

from app import clock
from app.adapters.archives import Folder
from app.adapters.database import close_engine, open_engine
from app.books.actions import Days, export_entries
from app.upkeep.queries import gather_checks
from benchmarks import pages, raw
from benchmarks.figures import Figure
from benchmarks.sizes import Size

_LINES = (
    "SELECT e.id, e.journal, e.day, e.piece, e.label, l.account, l.client_id, l.debit, l.credit"
    " FROM entry e JOIN entry_line l ON l.entry = e.id ORDER BY e.id, l.id"
)


def run(size: Size) -> list[Figure]:
    """A file for each fiscal year, of all that there is; then every check; then a past board."""
    before = _peak()
    entries, seconds = asyncio.run(_exported())
    more = max(_peak() - before, 0.1)
    [alone] = raw.product().read([(_LINES, ())], 1)
    words = "the same lines read by the bare driver"
    checked = asyncio.run(_checked())
    past = {"aging of a past day": (f"/receivables?on={_past():%d/%m/%Y}", 80.0)}
    name = f"{size.large} documents, {size.open} open"
    return [
        Figure(
            "",
            f"{entries} entries as FEC, a file a year",
            seconds,
            "s",
            words,
            alone,
            ("value", "<=", 15.0),
        ),
        Figure("", "memory it took more", more, "MB", "the process before it", before),
        Figure(
            "",
            f"every check, {size.large} documents",
            checked,
            "s",
            words,
            alone,
            ("value", "<=", 20.0),
        ),
        *pages.measure(size, past, name, aimed=True),
    ]


def _past() -> date:
    on = clock.today()
    return date(on.year, 1, 31)


async def _exported() -> tuple[int, float]:
    at = clock.now()
    on = at.date()
    await open_engine()
    entries, started = 0, time.perf_counter()
    try:
        with tempfile.TemporaryDirectory() as folder:
            for year in range(on.year - 4, on.year + 1):
                days = Days(date(year, 1, 1), min(date(year, 12, 31), on), with_openings=True)
                with Folder(Path(folder) / f"{year}") as place:
                    made = await export_entries(days, place, on=on, at=at, by="benchmark")
                entries += made.entries
    finally:
        await close_engine()
    return entries, time.perf_counter() - started


async def _checked() -> float:
    await open_engine()
    try:
        started = time.perf_counter()
        found = await gather_checks()
        seconds = time.perf_counter() - started
    finally:
        await close_engine()
    wrong = [each.name for each in found if not each.ok]
    assert wrong == [], wrong
    return seconds


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
