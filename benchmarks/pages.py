"""The aging board, the list of invoices, the schedule over HTTP, beside the SQL that they run."""

import asyncio
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import httpx

from app import clock
from app.adapters.database import close_engine, engine, open_engine
from app.config import config
from app.main import app
from app.today.actions import make_forecast
from benchmarks import raw
from benchmarks.figures import Figure, p50, p95
from benchmarks.fixtures import TOKEN
from benchmarks.raw import Statement
from benchmarks.serving import Visitor, rested, served
from benchmarks.sizes import Size

PAGES = {"aging": ("/receivables", 40.0), "invoices": ("/invoices", 30.0)}
SCHEDULE = {"schedule": ("/schedule", 40.0)}
FORECAST = {"forecast": ("/forecast", 60.0)}
_WARM = 5

Pages = dict[str, tuple[str, float]]


def run(size: Size) -> list[Figure]:
    """Both pages at the usual number of documents, which the aims are for."""
    return measure(size, PAGES, f"{size.documents} documents, {size.open} open", aimed=True)


def run_large(size: Size) -> list[Figure]:
    """Both pages at the large number, with as many open ones."""
    return measure(size, PAGES, f"{size.large} documents, {size.open} open", aimed=False)


def run_schedule(size: Size) -> list[Figure]:
    """A month of the schedule of many contracts, laid out eighteen months ahead."""
    return measure(size, SCHEDULE, f"{size.contracts} contracts", aimed=False)


def run_forecast(size: Size) -> list[Figure]:
    """The forecast of a busy workshop, once it was worked out; and how long that takes."""
    took = asyncio.run(_forecast())
    words = f"{size.contracts} contracts, 26 weeks"
    drawing = Figure("", f"forecast drawn, {words}", took, "s", "none: no page waits for it", took)
    return [drawing, *measure(size, FORECAST, words, aimed=True)]


async def _forecast() -> float:
    at = clock.now()
    await open_engine()
    try:
        started = time.perf_counter()
        await make_forecast(on=at.date(), at=at)
        return time.perf_counter() - started
    finally:
        await close_engine()


def measure(size: Size, pages: Pages, words: str, aimed: bool) -> list[Figure]:
    """The pages over HTTP, warm, beside the SQL that each runs; the aims are milliseconds, p95."""
    reads = asyncio.run(_own_sql(pages))
    database = raw.product()
    found: list[Figure] = []
    with served() as service:
        rested(service, size.calm)
        for page, (path, aim) in pages.items():
            visitor = Visitor(service.url)
            for _ in range(_WARM):
                visitor.get(path)
            asked = [visitor.get(path) for _ in range(size.requests)]
            alone = database.read(reads[page], size.requests)
            beside = f"its own {len(reads[page])} statements by {database.name}"
            name = f"{page}, {words}"
            bound = ("value", "<=", aim) if aimed else None
            found += [
                Figure("", f"{name}, p50", p50(asked), "ms", beside, p50(alone)),
                Figure("", f"{name}, p95", p95(asked), "ms", beside, p95(alone), bound),
            ]
    return found


async def _own_sql(pages: Pages) -> dict[str, Sequence[Statement]]:
    """The statements that each page runs, with their values."""
    await open_engine()
    try:
        return {page: await _statements(path) for page, (path, _) in pages.items()}
    finally:
        await close_engine()


async def _statements(path: str) -> list[Statement]:
    said: list[Statement] = []
    usual = type(engine).run_querystring

    async def noted(self: Any, querystring: Any, *more: Any, **named: Any) -> Any:
        said.append(querystring.compile_string(engine_type="sqlite"))
        return await usual(self, querystring, *more, **named)

    transport = httpx.ASGITransport(app=app)  # type: ignore[arg-type]
    cookies = {"session": (Path(config().data_dir) / TOKEN).read_text()}
    async with httpx.AsyncClient(
        transport=transport, base_url="http://localhost", cookies=cookies
    ) as browser:
        await browser.get(path)
        type(engine).run_querystring = noted  # type: ignore[method-assign]
        try:
            answer = await browser.get(path)
        finally:
            type(engine).run_querystring = usual  # type: ignore[method-assign]
    assert answer.status_code == 200, answer.status_code
    return said
