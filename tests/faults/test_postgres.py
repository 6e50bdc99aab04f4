"""The line to PostgreSQL cut while working, and the server away for a while: nobody restarts it."""

import asyncio
from collections.abc import AsyncIterator

import asyncpg
import httpx
import pytest

from app.adapters.database import engine, is_postgres, transaction
from app.settings.tables import Business
from app.web.errors import is_busy
from tests import cast
from tests.faults import databases, play
from tests.faults.actors import Stage, folder
from tests.faults.play import ACTS
from tests.faults.theatre import Theatre

pytestmark = pytest.mark.skipif(not is_postgres, reason="SQLite has no line to cut")

MORE_THAN_THE_POOL = 12
LOST = (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, OSError)


@pytest.fixture
async def shop(database: None) -> AsyncIterator[None]:
    await cast.open_shop()
    yield


async def rename(name: str) -> None:
    await Business.update({Business.name: name}).where(Business.id == 1)


async def test_a_cut_line_is_not_missing_from_the_pool(shop: None) -> None:
    for _ in range(MORE_THAN_THE_POOL):
        with pytest.raises(LOST) as caught:
            async with transaction():
                await rename("not to be kept")
                await databases.cut_lines()
                await rename("nor this")
        assert is_busy(caught.value), repr(caught.value)
    async with asyncio.timeout(20):
        async with transaction():
            await rename("Atelier Vauban et fils")
        row = await Business.select(Business.name).first()
    assert row and row["name"] == "Atelier Vauban et fils"


async def test_a_line_cut_before_the_commit_keeps_nothing(shop: None) -> None:
    with pytest.raises(LOST):
        async with transaction():
            await rename("not to be kept")
            await databases.cut_lines()
    row = await Business.select(Business.name).first()
    assert row and row["name"] == "Atelier Vauban"


async def test_whoever_gives_up_waiting_gives_the_line_back(shop: None) -> None:
    for _ in range(MORE_THAN_THE_POOL):
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.02), transaction():
                await Business.raw("SELECT pg_sleep(5)")
    async with asyncio.timeout(20), transaction():
        await rename("Atelier Vauban et fils")
    assert engine.pool.get_size() <= 8


@pytest.mark.slow
async def test_lines_cut_all_along_billing(theatre: Theatre) -> None:
    """Every line of the worker is cut ten times a second for a while; then it finishes."""
    act = ACTS[0]
    await play.begin_from(theatre.known[act.name].before)
    stage = Stage(theatre.nursery, theatre.redis, folder("stage"))
    working = asyncio.create_task(asyncio.to_thread(stage.work, act.moment))
    for _ in range(20):
        await asyncio.sleep(0.1)
        await databases.cut_lines()
    await working
    await asyncio.to_thread(stage.work, act.later)
    found = await play.state()
    found["messages"] = [(*row[:-1], "sent") for row in found["messages"]]
    assert await play.faults_of(found, theatre.known[act.name].state) == []


@pytest.mark.slow
async def test_the_pages_answer_while_the_database_is_away_and_after(theatre: Theatre) -> None:
    act = next(act for act in ACTS if act.name == "paying")
    await play.begin_from(theatre.known[act.name].before)
    stage = Stage(theatre.nursery, theatre.redis, folder("stage"))
    with stage.pages(act.moment) as url:
        async with httpx.AsyncClient(base_url=url, timeout=30) as browser:
            odile = await play.signed_in(browser, act.moment)
            async with databases.away():
                answer = await odile.get("/payments")
                assert (
                    answer.status_code == 503 and "Réessayez dans quelques secondes" in answer.text
                )
            await act.by_hand(odile)
    assert await play.faults_of(await play.state(), theatre.known[act.name].state) == []
