"""Killed at any moment, run twice, run by two at once: the same invoices, numbered 1 to n."""

import asyncio
import json
import os
import random
import subprocess
import sys
from datetime import date

import pytest

from app.config import ROOT
from app.contracts import actions, queries
from app.contracts.rules import Billing, ContractValues, Frequency, Line, Mode
from app.contracts.tables import ScheduleEntry
from app.upkeep.queries import gather_checks
from tests.cast import ODILE, at, hotel, mairie, mme_perrin, open_shop, regie
from tests.contracts.stories import invoices

pytestmark = pytest.mark.slow

CONTRACTS, MONTHS = 60, 6
ON = "2026-06-15"


@pytest.fixture
async def books(database):
    """Sixty contracts that nobody billed for six months: 360 entries, 10 % of them drafts."""
    await open_shop()
    cast = [await regie(), await hotel(), await mme_perrin(), await mairie()]
    for n in range(CONTRACTS):
        values = ContractValues(
            cast[n % len(cast)],
            f"Contrat {n}",
            Frequency.MONTHLY,
            Billing.ADVANCE,
            date(2026, 1, 1 + n % 15),
            Mode.DRAFT if n % 10 == 0 else Mode.SEND if n % 10 == 1 else Mode.ISSUE,
        )
        lines = [Line("Entretien, {period}", 10_000, 1_000_000 * (n + 1), 2000)]
        await actions.create(values, lines, on=date(2026, 1, 1), at=at("2026-01-01"), by=ODILE)


def worker():
    """`echeance bill` as another process runs it."""
    return subprocess.Popen(
        [sys.executable, "-m", "app.cli", "bill", "--on", ON, "--format", "json"],
        cwd=ROOT,
        env=os.environ | {"ECHEANCE_NOW": f"{ON}T10:00"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


async def billed():
    return await ScheduleEntry.count().where(ScheduleEntry.state == "billed")


async def ended(process):
    """What a worker said, once it has ended well."""
    out, err = await asyncio.to_thread(process.communicate)
    assert process.returncode == 0, err.decode()
    return json.loads(out)


async def everything_is_there_once():
    due = CONTRACTS * MONTHS
    assert await billed() == due
    found = await invoices()
    assert len(found) == len({row["source"] for row in found}) == due
    numbers = sorted(row["number"] for row in found if row["number"])
    drafts = due // 10
    assert numbers == [f"F2026-{n:06}" for n in range(1, due - drafts + 1)]
    # Each contract bills 1 to 60 euros six times.
    assert sum(row["net"] for row in found) == MONTHS * sum(range(1, CONTRACTS + 1)) * 100
    assert [check for check in await gather_checks() if not check.ok] == []


async def test_killed_at_random_moments_then_run_twice(books):
    chance = random.Random(26)
    kills = 0
    while await billed() < CONTRACTS * MONTHS and kills < 10:
        before, process = await billed(), worker()
        while process.poll() is None and await billed() == before:
            await asyncio.sleep(0.005)
        await asyncio.sleep(chance.uniform(0, 0.12))
        process.kill()
        await asyncio.to_thread(process.wait)
        process.stdout.close()
        process.stderr.close()
        kills += 1
    assert kills >= 2, "the runs were too fast to be killed"
    first = await ended(worker())
    assert first["refused"] == []
    assert (await ended(worker()))["due"] == 0
    await everything_is_there_once()


async def test_two_workers_at_once_bill_each_entry_once(books):
    one, other = worker(), worker()
    told = [await ended(one), await ended(other)]
    assert sum(each["due"] for each in told) == CONTRACTS * MONTHS
    assert sum(each["issued"] + each["drafted"] for each in told) == CONTRACTS * MONTHS
    await everything_is_there_once()


async def test_two_workers_one_of_them_killed(books):
    one, other = worker(), worker()
    while await billed() == 0:
        await asyncio.sleep(0.005)
    one.kill()
    await asyncio.to_thread(one.communicate)
    await ended(other)
    await ended(worker())
    await everything_is_there_once()


async def test_a_dry_run_changes_nothing_and_a_bad_day_is_exit_1(books):
    def run(*more):
        return subprocess.run(
            [sys.executable, "-m", "app.cli", "bill", *more],
            cwd=ROOT,
            env=os.environ | {"ECHEANCE_NOW": f"{ON}T10:00"},
            capture_output=True,
            text=True,
            check=False,
        )

    told = await asyncio.to_thread(run, "--on", "2026-07-31", "--dry-run", "--format", "json")
    assert json.loads(told.stdout) == {
        "on": "2026-07-31",
        "due": 420,
        "issued": 378,
        "drafted": 42,
        "refused": [],
    }
    assert await billed() == 0
    later = await asyncio.to_thread(run, "--on", "2026-07-31")
    assert later.returncode == 1 and "after today" in later.stderr
    assert (await asyncio.to_thread(run, "--on", "demain")).returncode == 2


async def test_one_sweep_bills_them_all(books):
    summary = await actions.bill(on=date.fromisoformat(ON), at=at(ON), by="echeance")
    assert summary.due == CONTRACTS * MONTHS
    assert len(await queries.refused_entries()) == 0
    await everything_is_there_once()
