"""Renewals, trials, indexations and ends, killed -9 or done by two at once, in time or after forty
days without a worker: the same letters, entries, invoices and credit notes, each once.

Here the points after a commit; every point with ECHEANCE_FAULTS=all.
"""

import asyncio
import os
import subprocess
import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from app.accounting.tables import ChainLink
from app.config import ROOT
from app.contracts import actions
from app.contracts.rules import Frequency, Indexation, Line, Renewal, Trial, TrialUnit
from app.contracts.tables import (
    Contract,
    ContractAmendment,
    ContractEnd,
    ContractIndexation,
    ContractNotice,
    ScheduleEntry,
)
from app.invoices.tables import Invoice
from app.messages.tables import Message
from app.upkeep.queries import gather_checks
from tests.cast import ODILE, at, hotel, mairie, mme_perrin, open_shop, regie
from tests.contracts.stories import bill, lift
from tests.faults import databases

pytestmark = pytest.mark.slow

HOOK = ROOT / "tests" / "faults" / "hook"
EVERYTHING = os.environ.get("ECHEANCE_FAULTS") == "all"
GATE = Line("Portail", 10_000, 1_000_000_000, 2000)
YEAR = Renewal(12, 12, 1)
STATE = (
    (Contract, "id end_on max_entries waived trial_told_on"),
    (ScheduleEntry, "contract n period_from period_to bill_on state net"),
    (ContractAmendment, "contract from_on cause"),
    (ContractIndexation, "contract anniversary old_value new_value"),
    (ContractNotice, "contract term_end told_on"),
    (ContractEnd, "contract last_day credited waived"),
    (Invoice, "source kind state number total"),
    (Message, "subject_key to_address state"),
)


@dataclass(frozen=True)
class Play:
    """An act on a day, and what there is of it in the end, counted by hand."""

    act: str
    day: str
    letters: int = 0
    invoices: tuple[int, ...] = ()


PLAYS = (
    # Mme Perrin's renewal and that of the Mairie, who asked to be told, and her trial of September.
    Play("tell", "2026-09-10", letters=3),
    # Forty days later the trial is over: nobody is told too late; the renewals still in time.
    Play("tell", "2026-10-20", letters=2),
    # The trials end on 14 September: 144,00 from the 15th, and again a month later; one trial at
    # a price, 30,00 with VAT, was owed on the 1st.
    Play("bill", "2026-10-25", invoices=(3_000, 14_400, 14_400, 14_400, 14_400)),
    Play("index", "2026-12-20", letters=2),
    # Figures below.
    Play("end", "2026-09-12"),
)


async def open_books(play: Play) -> None:
    """What an act is about; nothing of it has happened yet."""
    await open_shop()
    perrin = await mme_perrin()
    await lift(perrin, start_on="2026-01-01", on="2026-08-01", bill_from="2026-09-01")
    trial = Trial(14, TrialUnit.DAYS)
    if play.act in ("tell", "end"):
        await lift(perrin, start_on="2026-09-01", on="2026-08-01", trial=trial)
    if play.act == "tell":
        public = await mairie()
        for client_id, informs in ((perrin, False), (public, True), (await regie(), False)):
            renewal = Renewal(12, 12, 1, informs)
            await lift(
                client_id, frequency=Frequency.YEARLY, renewal=renewal, bill_from="2027-01-01"
            )
    if play.act == "bill":
        await actions.delete(1, at=at("2026-08-01"), by=ODILE)
        for client_id, net in ((await regie(), 0), (await hotel(), 2_500)):
            agreed = Trial(14, TrialUnit.DAYS, net)
            await lift(client_id, start_on="2026-09-01", on="2026-08-01", trial=agreed)
    if play.act == "index":
        for client_id in (await regie(), await hotel()):
            await lift(client_id, indexation=Indexation(percent=200), bill_from="2027-01-01")
    if play.act == "end":
        for client_id in (await regie(), await hotel()):
            await lift(client_id, start_on="2026-01-01", bill_from="2026-09-01")
        await lift(perrin, GATE, start_on="2026-09-01", is_split=True, max_entries=5)
        await bill("2026-09-01")
    await databases.keep("agreements")


def started(play: Play, folder: Path, point: str = "") -> subprocess.Popen[bytes]:
    """The act as another process does it; `point` is where it is killed."""
    struck = folder / "struck"
    struck.unlink(missing_ok=True)
    environment = os.environ | {
        "ECHEANCE_NOW": f"{play.day}T10:00",
        "PYTHONPATH": f"{HOOK}{os.pathsep}{ROOT}",
        "FAULT_HOOK": "1",
        "FAULT_TRACE": str(folder / "trace"),
        "FAULT_POINT": point,
        "FAULT_ACT": "kill",
        "FAULT_STRUCK": str(struck),
    }
    return subprocess.Popen(
        [sys.executable, "-m", "tests.contracts.apart", play.act, play.day],
        cwd=ROOT,
        env=environment,
        stderr=subprocess.PIPE,
    )


async def ended(process: subprocess.Popen[bytes]) -> int:
    _, said = await asyncio.to_thread(process.communicate)
    assert process.returncode in (0, -9), said.decode()
    return process.returncode


async def state() -> dict[str, object]:
    """All that must be the same. No id: PostgreSQL leaves out those of what was undone."""
    found: dict[str, object] = {"links": await ChainLink.count()}
    for table, columns in STATE:
        names = columns.split()
        rows = await table.select()
        found[table.__name__] = sorted((tuple(r[name] for name in names) for r in rows), key=repr)
    return found


async def all_well() -> None:
    assert [check for check in await gather_checks() if not check.ok] == []


def points(trace: Path) -> list[str]:
    passed = list(dict.fromkeys(trace.read_text().splitlines()))
    if EVERYTHING:
        return passed
    return [point for point in passed if " commit " in point and point.endswith(" after")]


@pytest.mark.parametrize("play", PLAYS, ids=lambda play: f"{play.act} {play.day}")
async def test_killed_anywhere_and_done_by_two_at_once(database, tmp_path, play):
    await open_books(play)
    assert await ended(started(play, tmp_path)) == 0
    expected = await state()
    await all_well()
    assert await Message.count() == play.letters
    if play.invoices:
        made = await Invoice.select().order_by(Invoice.total)
        assert tuple(row["total"] for row in made) == play.invoices
    places = points(tmp_path / "trace")
    assert len(places) >= 2
    for point in places:
        await databases.put_back("agreements")
        assert await ended(started(play, tmp_path, point)) == -9, point
        assert await ended(started(play, tmp_path)) == 0
        assert await state() == expected, point
        await all_well()
        print(f"{play.act} {play.day} | {point} | survived", flush=True)
    for killed in ("", places[0]):
        await databases.put_back("agreements")
        both = [started(play, tmp_path, killed), started(play, tmp_path)]
        await asyncio.gather(*map(ended, both))
        assert await ended(started(play, tmp_path)) == 0
        assert await state() == expected
        await all_well()


async def test_what_the_ends_leave_by_hand(database, tmp_path):
    """144,00 for September, 18 of 30 days given back; 1 000,00 spread over five, 200,00 billed."""
    play = PLAYS[-1]
    await open_books(play)
    assert await ended(started(play, tmp_path)) == 0
    totals = sorted(row["total"] for row in await Invoice.select())
    # 120,00 x 12/30 = 48,00 stays: 72,00 and 14,40 of VAT come back.
    assert totals == [-8_640, -8_640, -8_640, 14_400, 14_400, 14_400, 24_000]
    spread = ScheduleEntry.net.is_not_null() & (ScheduleEntry.state == "planned")
    [left] = await ScheduleEntry.select().where(spread)
    assert (left["net"], left["bill_on"]) == (80_000, date(2026, 9, 12))
