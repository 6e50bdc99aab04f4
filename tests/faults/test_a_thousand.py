"""A thousand reminders through a mail server that fails, and a worker killed three times: each
client is written to once at most, and whatever did not go is on the page.

Here 120 of them; the thousand with ECHEANCE_FAULTS=all, which prints its figures (`-s`).
"""

import asyncio
import csv
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.config import ROOT
from app.messages.tables import Message
from app.reminders import actions, queries
from app.reminders.tables import Reminder
from app.upkeep.queries import gather_checks
from tests import cast
from tests.faults.actors import Fault, Nursery, Stage, folder
from tests.faults.test_kills import EVERYTHING
from tests.servers import Redis, SmtpSink

pytestmark = pytest.mark.slow

MANY = 1_000 if EVERYTHING else 120
MORNING = datetime.fromisoformat("2026-11-23T10:00")
# A part has been put into the outbox; a letter was taken and it is not noted; one was begun.
KILLS = (
    "worker commit reminders.send.send_approved #2 after",
    f"worker mail-deliver messages.sending._send_one #{MANY // 4} after",
    f"worker commit messages.claims.begin #{MANY // 3} after",
)
MOST_ROUNDS = 40


class Moody(SmtpSink):
    """Of each hundred mailboxes ten are busy at the first two tries, and two do not exist."""

    def __init__(self) -> None:
        super().__init__()
        self.tries: Counter[str] = Counter()

    async def handle_RCPT(
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        if is_gone(address):
            return "550 5.1.1 no such mailbox"
        return await super().handle_RCPT(server, session, envelope, address, options)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        (address,) = envelope.rcpt_tos
        self.tries[address] += 1
        if is_busy(address) and self.tries[address] <= 2:
            return "451 4.3.0 come back later"
        return await super().handle_DATA(server, session, envelope)


def number(address: str) -> int:
    return int(address.partition("@")[0].removeprefix("c"))


def is_busy(address: str) -> bool:
    return number(address) % 10 == 3


def is_gone(address: str) -> bool:
    return number(address) % 50 == 7


@pytest.fixture
def moody() -> Iterator[Moody]:
    sink = Moody()
    sink.controller.start()
    yield sink
    sink.controller.stop()


async def test_each_client_once_and_every_failure_on_the_page(
    database: None,
    nursery: Nursery,
    redis_server: Redis,
    moody: Moody,
    tmp_path: Path,
) -> None:
    await cast.open_shop(smtp_url=moody.url, mail_from="bonjour@atelier-vauban.test")
    await take_over(tmp_path)
    await actions.propose(on=MORNING.date(), at=cast.at(MORNING.date(), 9))
    ids = [view.id for view in await queries.open_reminders()]
    assert len(ids) == MANY
    await actions.approve_all(ids, at=cast.at(MORNING.date(), 9, 30), by=cast.ODILE)

    moment = MORNING
    for point in KILLS:
        stage = await worked(nursery, redis_server, moment, Fault(point))
        assert stage.has_struck, point
        moment += timedelta(minutes=15)
    rounds = 0
    while await is_underway() or not rounds:
        await worked(nursery, redis_server, moment)
        moment += timedelta(minutes=15)
        rounds += 1
        assert rounds < MOST_ROUNDS, await left_over()

    got = Counter(moody.recipients)
    assert max(got.values()) == 1
    state = {row["to_address"]: row["state"] for row in await Message.select()}
    assert len(state) == MANY == await Reminder.count().where(Reminder.state == "sent")
    print(f"{MANY} approved, {len(got)} letters, {Counter(state.values())}, {rounds} more rounds")
    # Whoever is said to have been written to was; whoever was not is said, or is in doubt.
    doubtful = {address for address, one in state.items() if one == "uncertain"}
    # Each death leaves at most the letter in hand in doubt; two came with one in hand.
    assert 2 <= len(doubtful) <= len(KILLS)
    assert {address for address, one in state.items() if one == "sent"} == set(got) - doubtful
    failed = {address for address, one in state.items() if one == "failed"}
    assert failed == {address for address in state if is_gone(address)}
    assert len(failed) == len([n for n in range(MANY) if n % 50 == 7])
    assert await listed("failed") == failed
    assert await listed("uncertain") == doubtful
    assert [check.name for check in await gather_checks() if not check.ok] == []


async def is_underway() -> bool:
    """Whether a letter has to leave, or a reminder has no letter yet."""
    waits = Message.state.is_in(["waiting", "sending"])
    return await Message.exists().where(waits) or await Reminder.exists().where(
        Reminder.state != "sent"
    )


async def left_over() -> str:
    """What still waits, as the rows say it."""
    letters = await Message.select().where(Message.state.is_in(["waiting", "sending"]))
    reminders = await Reminder.select().where(Reminder.state != "sent")
    return f"letters {letters[:3]}, reminders {reminders[:3]}"


async def worked(
    nursery: Nursery, redis: Redis, moment: datetime, fault: Fault | None = None
) -> Stage:
    """A worker from a moment on, until nothing is left to do, or it is killed."""
    stage = Stage(nursery, redis, folder("stage"), fault)
    await asyncio.to_thread(stage.work, moment.isoformat())
    return stage


async def listed(state: str) -> set[str]:
    """The addresses on the pages of the messages in a state, as Odile turns them over."""
    found: set[str] = set()
    async with cast.browser() as odile:
        await cast.signed_in(odile)
        for page in range(1, 2 + MANY // 20):
            answer = await odile.get("/messages", params={"state": state, "page": page})
            assert answer.status_code == 200
            found |= {f"c{n}@clients.test" for n in range(MANY) if f"c{n}@clients" in answer.text}
    return found


async def take_over(folder: Path) -> None:
    """So many clients, each with one invoice of before that is twelve days late."""
    clients = folder / "clients.csv"
    history = folder / "history.csv"
    write(
        clients,
        ("name", "kind", "email", "street", "postcode", "town"),
        [
            (f"Client {n:04}", "consumer", f"c{n}@clients.test", f"{n} rue Vauban", 69006, "Lyon")
            for n in range(MANY)
        ],
    )
    write(
        history,
        ("client", "postcode", "number", "issued_on", "due_on", "amount", "paid_on"),
        [
            (f"Client {n:04}", 69006, f"L-{n:06}", "2026-10-11", "2026-11-11", 90 + n % 500, "")
            for n in range(MANY)
        ],
    )
    for kind, path in (("clients", clients), ("history", history)):
        command = [sys.executable, "-m", "app.cli", "import", kind, str(path)]
        environment = os.environ | {"ECHEANCE_NOW": "2026-11-23T08:00"}
        await asyncio.to_thread(
            subprocess.run,
            command,
            cwd=ROOT,
            env=environment,
            check=True,
            stdout=subprocess.DEVNULL,
        )


def write(path: Path, titles: tuple[str, ...], lines: list[tuple[Any, ...]]) -> None:
    with path.open("w", newline="") as file:
        table = csv.writer(file, delimiter=";")
        table.writerow(titles)
        table.writerows(lines)
