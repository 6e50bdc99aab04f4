"""A worker killed in the middle, two workers at once: the same books, once."""

import asyncio
import os
import signal
import sys
import time

import pytest

from app.accounting.queries import clients_balance
from app.config import ROOT
from app.imports import actions, queries
from app.imports.rules import Kind
from app.imports.tables import ImportRun
from app.receivables import queries as receivables
from app.upkeep.queries import gather_checks
from tests.cast import ODILE, open_shop
from tests.imports.files import NOW

pytestmark = pytest.mark.slow

LINES, PATIENCE = 1_500, 60
# What the worker calls, in a process of its own, again and again until nothing is owed.
WORKER = """
import asyncio
from app import clock
from app.adapters.database import close_engine, open_engine
from app.imports import jobs, actions

async def run():
    await open_engine()
    while await actions.run_owed(at=clock.now()):
        pass
    await close_engine()

asyncio.run(run())
"""


def content() -> bytes:
    """Lines of forty clients; line 1,402 says something else about the first line's number."""
    lines = ["client;number;issued_on;due_on;amount;paid_on"]
    lines += [
        f"Client {n % 40};F-{n};2026-01-05;2026-02-04;{100 + n}.37;{'2026-03-01' if n % 7 else ''}"
        for n in range(LINES)
    ]
    lines[1_401] = "Client 0;F-0;2026-01-05;2026-02-04;100.37;2026-04-01"
    return "\n".join(lines).encode()


def expected() -> int:
    """What stays open, by hand: every seventh line, n = 1,400 replaced by a refused one."""
    return sum((100 + n) * 100 + 37 for n in range(0, LINES, 7) if n != 1_400)


async def start() -> int:
    await open_shop()
    run_id = await actions.prepare(Kind.HISTORY, content(), "f.csv", at=NOW, by=ODILE)
    await actions.start(run_id, on=NOW.date(), at=NOW, by=ODILE)
    return run_id


async def worker() -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        WORKER,
        cwd=ROOT,
        env=os.environ | {"ECHEANCE_NOW": "2026-11-21T10:00"},
        stderr=asyncio.subprocess.PIPE,
    )


async def until_handled(run_id: int, least: int) -> None:
    deadline = time.monotonic() + PATIENCE
    while (await queries.run(run_id)).handled < least:
        assert time.monotonic() < deadline, "the worker does not go on"
        await asyncio.sleep(0.02)


async def ended_well(process: asyncio.subprocess.Process) -> None:
    _, err = await process.communicate()
    assert process.returncode == 0, err.decode()


async def all_is_there_once(run_id: int) -> None:
    run = await queries.run(run_id)
    assert (run.state, run.read, run.handled) == ("done", LINES, LINES)
    assert (run.added, run.unchanged, run.refused) == (LINES - 1, 0, 1)
    # A line that contradicts one from before the kill is refused as it would have been.
    [refused] = await queries.refusals(run_id)
    assert refused.line == 1_402 and refused.findings[0].code == "imports.double"
    board = await receivables.aging(NOW.date())
    assert board.total.total == await clients_balance(NOW.date()) == expected()
    assert not [each for each in await gather_checks() if each.findings]


async def test_killed_in_the_middle_it_goes_on(database: None) -> None:
    run_id = await start()
    for least in (500, 1_000):
        killed = await worker()
        await until_handled(run_id, least)
        killed.send_signal(signal.SIGKILL)
        await killed.wait()
        half = await queries.run(run_id)
        assert half.state == "running" and half.handled % 500 == 0
        assert half.read == half.handled == half.added + half.unchanged + half.refused
    await ended_well(await worker())
    await all_is_there_once(run_id)


async def test_two_workers_do_it_once(database: None) -> None:
    run_id = await start()
    both = [await worker(), await worker()]
    for process in both:
        await ended_well(process)
    await ended_well(await worker())
    await all_is_there_once(run_id)


async def test_an_undoing_that_is_killed_goes_on(database: None) -> None:
    run_id = await start()
    while await actions.run_owed(at=NOW):
        pass

    async def nothing(_: int) -> list[queries.Obstacle]:
        return []

    await actions.begin_undo(run_id, at=NOW, by=ODILE, also=nothing)
    killed = await worker()
    deadline = time.monotonic() + PATIENCE
    while (await queries.number_of(run_id))["documents"] == LINES - 1:
        assert time.monotonic() < deadline
        await asyncio.sleep(0.02)
    killed.send_signal(signal.SIGKILL)
    await killed.wait()
    await ended_well(await worker())
    assert (await queries.run(run_id)).state == "undone"
    assert (await queries.number_of(run_id))["documents"] == 0
    assert (await receivables.aging(NOW.date())).total.total == 0
    assert not [each for each in await gather_checks() if each.findings]


async def test_a_file_that_is_gone_ends_the_import_with_its_reason(database: None) -> None:
    run_id = await start()
    await ImportRun.update({ImportRun.sha256: "0" * 64}).where(ImportRun.id == run_id)
    assert await actions.run_owed(at=NOW) is False
    run = await queries.run(run_id)
    assert run.state == "failed" and run.error[0].code == "imports.file_gone"
