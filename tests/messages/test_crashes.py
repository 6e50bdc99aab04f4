"""kill -9 at each moment of sending: nothing is lost, nothing goes twice by itself."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import pytest

from app.config import ROOT
from app.messages.actions import send_due
from app.messages.actions.claims import begin, claim, note_sent, release
from app.messages.queries.integrity import none_stuck
from app.messages.rules import SendSummary
from app.messages.tables import Message
from tests.cast import open_shop
from tests.messages.letters import NINE, after, owe, states, use, wait_for
from tests.servers import SmtpSink

_WORKER = """
import asyncio, sys
from datetime import datetime
from app.adapters.database import open_engine, close_engine
from app.messages.actions import send_due

async def main():
    await open_engine()
    print("ready", flush=True)
    await send_due(at=datetime.fromisoformat(sys.argv[1]))
    await close_engine()

asyncio.run(main())
"""


@contextmanager
def worker(at: datetime) -> Iterator[subprocess.Popen[bytes]]:
    """Another process that sends what is due."""
    process = subprocess.Popen(
        [sys.executable, "-c", _WORKER, at.isoformat()],
        cwd=ROOT,
        env=dict(os.environ),
        stdout=subprocess.PIPE,
    )
    assert process.stdout
    assert process.stdout.readline() == b"ready\n"
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


async def test_killed_between_claim_and_handing_over_it_waits_again(
    database: None, smtp_sink: SmtpSink
) -> None:
    await open_shop()
    await use(smtp_sink)
    for key in "abc":
        await owe(key)
    assert len(await claim(NINE, 20)) == 3  # and nothing more: the worker is dead
    assert await send_due(at=after(minutes=10)) == SendSummary()
    assert await send_due(at=after(minutes=11)) == SendSummary(sent=3)
    assert await states() == ["sent"] * 3


async def test_killed_while_the_server_takes_it_one_message_is_in_doubt_and_no_other(
    database: None, smtp_sink: SmtpSink
) -> None:
    await open_shop()
    await use(smtp_sink)
    for n in range(5):
        await owe(f"invoice:{n}", to=f"client{n}@regie.test")
    smtp_sink.mode, smtp_sink.delay = "slow", 1.0
    with worker(NINE) as process:
        await asyncio.to_thread(wait_for, lambda: smtp_sink.attempts == 2)
        process.send_signal(signal.SIGKILL)
        process.wait()
    smtp_sink.mode = "ok"
    assert (await states()).count("sent") == 1
    assert await send_due(at=after(minutes=9)) == SendSummary()
    assert await send_due(at=after(minutes=11)) == SendSummary(sent=3, uncertain=1)
    assert await states() == ["sent", "uncertain", "sent", "sent", "sent"]
    assert sorted(smtp_sink.recipients) == [f"client{n}@regie.test" for n in (0, 2, 3, 4)]


@pytest.mark.slow
async def test_killed_at_random_moments_nothing_is_lost_or_doubled(
    database: None, smtp_sink: SmtpSink
) -> None:
    await open_shop()
    await use(smtp_sink)
    for n in range(150):
        await owe(f"invoice:{n}", to=f"client{n}@regie.test")
    for round_, delay in enumerate((0.02, 0.06, 0.1, 0.15, 0.22)):
        with worker(after(hours=round_)) as process:
            await asyncio.sleep(delay)
            process.send_signal(signal.SIGKILL)
    await send_due(at=after(hours=9))
    found = await states()
    doubtful = found.count("uncertain")
    assert doubtful <= 5
    assert found.count("sent") + doubtful == 150
    went = smtp_sink.recipients
    assert len(went) == len(set(went)), "a message went twice"
    sent = {f"client{n}@regie.test" for n, state in enumerate(found) if state == "sent"}
    assert sent <= set(went)


async def test_a_claim_that_was_taken_over_is_not_begun(database: None) -> None:
    await open_shop()
    await owe()
    (frozen,) = await claim(NINE, 20)
    assert await send_due(at=after(minutes=11)) == SendSummary()  # no server: back to waiting
    (mine,) = await claim(after(minutes=11), 20)
    assert not await begin(frozen, after(minutes=12))
    await release([frozen])
    assert await begin(mine, after(minutes=12))
    assert not await begin(mine, after(minutes=12))
    await release([mine])
    assert await states() == ["sending"]
    await note_sent(mine, after(minutes=12))
    assert await states() == ["sent"]


async def test_the_check_sees_a_message_that_nobody_settles(database: None) -> None:
    await open_shop()
    await owe("a")
    await owe("b")
    (left,) = await claim(NINE, 1)
    assert await none_stuck() == []
    await claim(after(minutes=10), 1)
    assert await none_stuck() == []
    await Message.update({Message.claimed_at: after(minutes=11)}).where(Message.id != left["id"])
    (finding,) = await none_stuck()
    assert str(finding).startswith(f"message {left['id']} is being sent since 2026-11-23")
