"""Killed at any moment, run twice, run by two at once: each line is pointed once, and the books say
the same."""

import asyncio
import json
import os
import random
import subprocess
import sys
from datetime import date, datetime

import pytest

from app.accounting.queries import account_balance, balances_by_client
from app.bank.actions import sweeping
from app.bank.tables import BankMatch, BankPointing
from app.clock import ZONE
from app.config import ROOT
from app.payments.tables import Receipt
from tests.bank.lines import line, nothing_wrong
from tests.cast import hotel, mairie, open_shop, regie
from tests.payments.books import sold

pytestmark = pytest.mark.slow

LINES = 300
ON = date(2026, 11, 26)
AT = datetime(2026, 11, 26, 10, tzinfo=ZONE)


@pytest.fixture
async def books(database):
    """Three hundred invoices and the lines that pay them; every tenth pays a half."""
    await open_shop()
    cast = [
        (await regie(), "REGIE BELLECOUR"),
        (await hotel(), "HOTEL ST NIZIER"),
        (await mairie(), "MAIRIE D OULLINS"),
    ]
    for n in range(1, LINES + 1):
        client, payer = cast[n % 3]
        await sold(client, 100 + 2 * n, "2026-10-01", "2026-10-31")
        cents = 10_000 + 200 * n
        await line(cents // 2 if n % 10 == 0 else cents, f"VIR F2026-{n:06}", payer)


def worker():
    """`echeance bank match` as another process runs it."""
    return subprocess.Popen(
        [sys.executable, "-m", "app.cli", "bank", "match", "--format", "json"],
        cwd=ROOT,
        env=os.environ | {"ECHEANCE_NOW": "2026-11-26T10:00"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


async def pointed():
    return await BankMatch.count()


async def ended(process):
    out, err = await asyncio.to_thread(process.communicate)
    assert process.returncode == 0, err.decode()
    return json.loads(out)


async def everything_is_pointed_once():
    assert await pointed() == await Receipt.count() == LINES
    assert await BankPointing.count().where(BankPointing.open != 0) == 0
    halves = sum((10_000 + 200 * n) // 2 for n in range(10, LINES + 1, 10))
    whole = sum(10_000 + 200 * n for n in range(1, LINES + 1))
    assert sum((await balances_by_client(ON)).values()) == halves
    assert await account_balance("512", ON) == whole - halves
    await nothing_wrong()


@pytest.mark.parametrize("cut", [3, 57, 90, 120])
async def test_the_end_does_not_hang_on_where_a_round_was_cut(books, cut, monkeypatch):
    """57: the older half of the same client is paid by then, the cited one is the oldest open."""
    with monkeypatch.context() as patch:
        patch.setattr(sweeping, "_MOST", cut)
        await sweeping.sweep(at=AT, by="marc")
    assert await pointed() == cut
    await sweeping.sweep(at=AT, by="marc")
    await everything_is_pointed_once()


async def test_killed_at_random_moments_then_run_twice(books):
    chance = random.Random(42)
    kills = 0
    while await pointed() < LINES and kills < 8:
        before, process = await pointed(), worker()
        while process.poll() is None and await pointed() == before:
            await asyncio.sleep(0.005)
        await asyncio.sleep(chance.uniform(0, 0.1))
        process.kill()
        await asyncio.to_thread(process.communicate)
        kills += 1
    assert kills >= 2, "the runs were too fast to be killed"
    assert (await ended(worker())) == {"matched": LINES, "suggested": 0, "unknown": 0}
    await ended(worker())
    await everything_is_pointed_once()


async def test_two_workers_at_once_and_one_is_killed(books):
    one, other = worker(), worker()
    while await pointed() == 0:
        await asyncio.sleep(0.005)
    one.kill()
    await asyncio.to_thread(one.communicate)
    await ended(other)
    await ended(worker())
    await everything_is_pointed_once()
