"""The service says how it is: never a guess, never an exception."""

import asyncio
from datetime import datetime, timedelta

from app.clock import ZONE
from app.core.errors import Finding, finding, refuse
from app.upkeep.actions import note_failure, note_run
from app.upkeep.jobs import heartbeat, watched
from app.upkeep.queries import gather_checks, health
from app.upkeep.queries.signs import last_runs
from app.upkeep.rules import judge
from app.upkeep.tables import Heartbeat

MONDAY = datetime(2027, 1, 4, 10, 0, tzinfo=ZONE)
MINUTE = timedelta(minutes=1)


async def test_well_when_all_answer_and_the_scheduler_ran_lately(database: None) -> None:
    await note_run("upkeep.heartbeat", MONDAY - 4 * MINUTE)
    state = await health(queue=True, at=MONDAY)
    assert (state.status, state.database, state.queue) == ("ok", True, True)
    assert state.scheduler == MONDAY - 4 * MINUTE


async def test_failing_when_the_scheduler_stands_still(database: None) -> None:
    await note_run("upkeep.heartbeat", MONDAY - 6 * MINUTE)
    assert (await health(queue=True, at=MONDAY)).status == "failing"


async def test_failing_when_it_never_ran_or_the_queue_is_away(database: None) -> None:
    assert (await health(queue=True, at=MONDAY)).status == "failing"
    await note_run("upkeep.heartbeat", MONDAY)
    assert (await health(queue=False, at=MONDAY)).status == "failing"


async def test_a_database_that_does_not_answer_is_said_and_not_raised(database: None) -> None:
    await Heartbeat.raw("DROP TABLE heartbeat").run()
    state = await health(queue=True, at=MONDAY)
    assert (state.status, state.database) == ("failing", False)


def test_judged_exactly_at_five_minutes() -> None:
    assert judge(True, True, MONDAY - 5 * MINUTE, "1", MONDAY).is_well
    late = MONDAY - 5 * MINUTE - timedelta(seconds=1)
    assert not judge(True, True, late, "1", MONDAY).is_well


async def test_each_job_has_one_row_with_its_last_run_and_last_failure(database: None) -> None:
    await note_run("contracts.bill_due", MONDAY)
    await note_failure("contracts.bill_due", MONDAY + MINUTE, "ValueError: no line")
    await note_run("upkeep.heartbeat", MONDAY)
    bill, beat = await last_runs()
    assert (bill.ran_at, bill.failed_at, bill.error) == (
        MONDAY,
        MONDAY + MINUTE,
        "ValueError: no line",
    )
    assert bill.is_failing and not beat.is_failing
    await note_run("contracts.bill_due", MONDAY + 2 * MINUTE)
    assert not (await last_runs())[0].is_failing


async def test_a_watched_job_notes_its_end_its_failure_and_its_slowness(
    database: None, at: object
) -> None:
    async def breaks(ctx: object) -> None:
        raise ValueError("the client has no address")

    async def refuses(ctx: object) -> None:
        raise refuse("settings.missing", "The business is not set up yet.")

    async def sleeps(ctx: object) -> None:

        await asyncio.sleep(5)

    await watched("good", heartbeat, 20)({})
    await watched("bad", breaks, 20)({})
    await watched("early", refuses, 20)({})
    await watched("slow", sleeps, 1.01)({})
    runs = {run.name: run for run in await last_runs()}
    assert runs["good"].ran_at and not runs["good"].failed_at
    assert runs["bad"].error == "ValueError: the client has no address"
    assert runs["early"].error == "The business is not set up yet."
    assert runs["slow"].error.startswith("TimeoutError")


async def test_a_check_that_cannot_run_is_a_finding_and_hides_no_other() -> None:
    async def breaks() -> list[Finding]:
        raise RuntimeError("no such column")

    async def finds() -> list[Finding]:
        return [finding("check", "411 is %(n)s cent off", n=1)]

    async def fine() -> list[Finding]:
        return []

    done = await gather_checks([("a", breaks), ("b", finds), ("c", fine)])
    assert [(check.name, check.ok) for check in done] == [("a", False), ("b", False), ("c", True)]
    assert done[0].said == ["not checked: RuntimeError: no such column"] and not done[0].findings
    assert done[1].said == ["411 is 1 cent off"]
