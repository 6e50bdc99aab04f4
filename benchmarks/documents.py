"""PDFs: one, and as many as a month makes, beside WeasyPrint alone in this process."""

import asyncio
import statistics
import time

from app import clock
from app.adapters import pdf, typesetting
from app.adapters.database import close_engine, open_engine
from app.invoices.actions import render_owed
from benchmarks.figures import Figure
from benchmarks.generation import billed
from benchmarks.sizes import Size

_ALONE = 20


def run(size: Size) -> list[Figure]:
    """Render what was issued: the first (the process is started for it), then the others."""
    asyncio.run(billed(size.entries))
    pages: list[str] = []
    first, others = asyncio.run(_rendered(size.pdfs, pages))
    alone = _bare(pages[0], min(_ALONE, size.pdfs))
    words = "WeasyPrint alone, warm, the same page"
    return [
        Figure("", "first PDF, process started", 1000 * first, "ms", words, 1000 * alone),
        Figure(
            "",
            f"{size.pdfs} Factur-X PDFs kept",
            size.pdfs / others,
            "PDF/s",
            words,
            1 / alone,
            # A thousand in 90 seconds.
            ("value", ">=", 1000 / 90),
        ),
    ]


async def _rendered(count: int, pages: list[str]) -> tuple[float, float]:
    usual = pdf.render

    async def noted(html: str) -> bytes:
        if not pages:
            pages.append(html)
        return await usual(html)

    await open_engine()
    pdf.render = noted
    try:
        first = await _timed(1)
        return first, await _timed(count)
    finally:
        pdf.render = usual
        pdf.close()
        await close_engine()


async def _timed(count: int) -> float:
    started = time.perf_counter()
    done = await render_owed(clock.now(), limit=count)
    assert done.done == count, done
    return time.perf_counter() - started


def _bare(page: str, times: int) -> float:
    """The median seconds of one page."""
    seconds = []
    for _ in range(times + 1):
        started = time.perf_counter()
        typesetting.typeset(page)
        seconds.append(time.perf_counter() - started)
    return statistics.median(seconds[1:])
