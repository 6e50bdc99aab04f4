"""The queue only says "look now": losing it loses nothing, and the caller never notices."""

import asyncio
import logging
import signal
from typing import Any

import pytest

from app.adapters.queue import Job, QueueLost, Slot, close_queue, nudge, ping, queue_depth, work
from app.clock import now
from app.upkeep.jobs import heartbeat, watched
from app.upkeep.queries.signs import last_runs
from app.upkeep.rules import Run
from app.worker import TIMETABLE
from tests.servers import Redis

# Far longer than the second of patience that a nudge has, far shorter than a hung Redis.
FOREVER = 60


async def test_a_nudge_without_redis_returns_false_at_once_and_is_logged(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.WARNING, "echeance.queue"):
        async with asyncio.timeout(FOREVER):
            assert await nudge(Job.SEND_MESSAGES) is False
    assert "no nudge for messages.send_messages, its sweep will do" in caplog.text
    assert await ping() is False
    assert await queue_depth() is None


async def test_redis_that_hangs_is_given_up_without_an_exception(redis_server: Redis) -> None:
    assert await nudge(Job.RESCORE)
    assert redis_server.process
    redis_server.process.send_signal(signal.SIGSTOP)  # it is there, and says nothing
    async with asyncio.timeout(FOREVER):
        assert await nudge(Job.SEND_MESSAGES) is False
    redis_server.process.send_signal(signal.SIGCONT)
    await close_queue()


async def test_a_pool_survives_a_restart_of_redis(redis_server: Redis) -> None:
    assert await nudge(Job.SEND_MESSAGES)
    redis_server.stop()
    assert await nudge(Job.SEND_MESSAGES) is False
    redis_server.start()
    assert await nudge(Job.SEND_MESSAGES)
    await close_queue()


async def test_ten_nudges_are_two_jobs_and_another_argument_is_another_job(
    redis_server: Redis,
) -> None:
    for _ in range(10):
        assert await nudge(Job.SEND_MESSAGES)
    assert await queue_depth() == 2, "one, and one more for what the first may have missed"
    assert await nudge(Job.RENDER_DOCUMENTS, 12)
    assert await nudge(Job.RENDER_DOCUMENTS, 13)
    assert await queue_depth() == 4
    await close_queue()


async def test_every_job_is_in_the_timetable_once_and_the_reverse() -> None:
    assert sorted(slot.job for slot in TIMETABLE) == sorted(Job)


async def test_every_slot_ticks_within_a_day_and_leaves_time_to_its_job() -> None:
    for slot in TIMETABLE:
        assert slot.minutes and slot.minutes <= set(range(60))
        assert slot.hours is None or (slot.hours and slot.hours <= set(range(24)))
        # A killed job is free again after its time: long only where the next hour will do.
        nightly = (Job.BACK_UP, Job.TRY_BACKUP, Job.CHECK_INTEGRITY, Job.JUDGE_SCORE)
        longest = 1200 if slot.job in nightly else 150
        assert 5 <= slot.seconds <= longest


async def test_what_is_nudged_while_a_job_runs_is_seen_by_a_second_run(
    redis_server: Redis, database: None
) -> None:
    seen: list[int] = []
    owed = [1]

    async def send(ctx: dict[Any, Any]) -> None:
        read = list(owed)
        if len(seen) == 0:
            # Something is committed and nudged after this run has read the database.
            owed.append(2)
            assert await nudge(Job.SEND_MESSAGES)
            await asyncio.sleep(0.2)
        seen.extend(one for one in read if one not in seen)

    working = asyncio.create_task(work([Slot(Job.SEND_MESSAGES, send, {59}, {23})]))
    await eventually_async(lambda: len(seen) == 2)
    await stop(working)
    assert seen == [1, 2]


async def test_a_job_that_breaks_is_noted_and_harms_no_other(
    redis_server: Redis, database: None
) -> None:
    async def breaks(ctx: dict[Any, Any]) -> None:
        raise ValueError("no address")

    bad = Slot(Job.BILL_DUE, watched(Job.BILL_DUE, breaks, 20), {0})
    good = Slot(Job.HEARTBEAT, watched(Job.HEARTBEAT, heartbeat, 20), {0})
    working = asyncio.create_task(work([bad, good]))
    runs: dict[str, Run] = {}
    async with asyncio.timeout(FOREVER):
        while len(runs) < 2:
            await asyncio.sleep(0.1)
            runs = {run.name: run for run in await last_runs()}
    await stop(working)
    assert runs[Job.BILL_DUE].error == "ValueError: no address"
    ran = runs[Job.HEARTBEAT].ran_at
    assert ran and (now() - ran).total_seconds() < FOREVER


async def test_the_worker_ends_when_redis_is_lost(redis_server: Redis, database: None) -> None:
    runs: list[str] = []

    async def count(ctx: dict[Any, Any]) -> None:
        runs.append("run")

    working = asyncio.create_task(work([Slot(Job.HEARTBEAT, count, {0})]))
    await eventually_async(lambda: runs)
    redis_server.stop()
    with pytest.raises(QueueLost):
        await asyncio.wait_for(working, FOREVER)


async def test_redis_wiped_while_working_loses_no_later_work(
    redis_server: Redis, database: None
) -> None:
    runs: list[str] = []

    async def count(ctx: dict[Any, Any]) -> None:
        runs.append("run")

    working = asyncio.create_task(work([Slot(Job.SEND_MESSAGES, count, {59}, {23})]))
    await eventually_async(lambda: len(runs) == 1)
    redis_server.wipe()
    assert await nudge(Job.SEND_MESSAGES)
    await eventually_async(lambda: len(runs) == 2)
    await stop(working)


async def stop(working: "asyncio.Task[None]") -> None:
    working.cancel()
    await asyncio.gather(working, return_exceptions=True)


async def eventually_async(holds: Any) -> None:
    async with asyncio.timeout(FOREVER):
        while not holds():
            await asyncio.sleep(0.05)
