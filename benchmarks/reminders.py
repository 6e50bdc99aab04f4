"""Reminders from late invoices to a mail server next door: proposed, approved, sent."""

import asyncio
import smtplib
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage

from app import clock
from app.adapters.database import close_engine, open_engine
from app.config import ROOT
from app.messages.actions import send_due
from app.reminders.actions import approve_all, propose, send_approved
from app.reminders.queries import open_reminders
from app.settings.actions import change
from benchmarks import raw
from benchmarks.figures import Figure
from benchmarks.raw import Raw, Statement, insert
from benchmarks.sizes import Size

_BY = "benchmark"


@dataclass
class Stages:
    """The seconds that each part took."""

    proposed: float = 0.0
    approved: float = 0.0
    handed_over: float = 0.0
    sent: float = 0.0
    _last: float = field(default_factory=time.perf_counter)

    def lap(self) -> float:
        """The seconds since the last lap."""
        last, self._last = self._last, time.perf_counter()
        return self._last - last

    @property
    def whole(self) -> float:
        return self.proposed + self.approved + self.handed_over + self.sent


def run(size: Size) -> list[Figure]:
    """All of it, then the same letters by smtplib and the same rows raw."""
    with _sink() as port:
        took = asyncio.run(_reminded(size.reminders, port))
        product, reference = raw.product(), raw.copy()
        written = reference.write(same_rows(product))
        letters = product.rows("SELECT to_address, subject, text FROM message")
        alone = written + _handed_over(port, letters)
    count = size.reminders
    words = f"the same letters by smtplib and rows by {reference.name}, a transaction each"
    rate = count / alone
    return [
        Figure("", f"{count} proposed", count / took.proposed, "1/s", words, rate),
        Figure("", f"{count} approved", count / took.approved, "1/s", words, rate),
        Figure("", f"{count} into the outbox", count / took.handed_over, "1/s", words, rate),
        Figure("", f"{count} sent", count / took.sent, "1/s", words, rate, ("value", ">=", 200)),
        Figure("", f"{count} in all", count / took.whole, "1/s", words, rate, ("value", ">=", 100)),
    ]


async def _reminded(count: int, port: int) -> Stages:
    at = clock.now()
    await open_engine()
    try:
        await change({"smtp_url": f"smtp://127.0.0.1:{port}"}, at=at, by=_BY)
        took = Stages()
        await propose(on=at.date(), at=at)
        took.proposed = took.lap()
        waiting = [each.id for each in await open_reminders()]
        await approve_all(waiting, at=at, by=_BY)
        took.approved = took.lap()
        owed = await send_approved(at=at)
        took.handed_over = took.lap()
        done = await send_due(at=at)
        took.sent = took.lap()
    finally:
        await close_engine()
    assert len(waiting) == len(owed) == done.sent == count, (len(waiting), len(owed), done)
    return took


def same_rows(product: Raw) -> list[list[Statement]]:
    """A transaction for each reminder: its rows, its message, its trail."""
    made: dict[int, list[Statement]] = {
        row["id"]: [insert("reminder", row)] for row in product.rows("SELECT * FROM reminder")
    }
    for row in product.rows("SELECT * FROM reminder_item ORDER BY id"):
        made[row["reminder"]].append(insert("reminder_item", row))
    of_message: dict[int, int] = {}
    for row in product.rows("SELECT * FROM message WHERE cause_kind = 'reminder'"):
        of_message[row["id"]] = row["cause_id"]
        made[row["cause_id"]].append(insert("message", row))
    for row in product.rows("SELECT * FROM audit_entry ORDER BY id"):
        of = {"reminder": row["subject_id"], "message": of_message.get(row["subject_id"])}
        reminder = of.get(row["subject_kind"])
        if reminder:
            made[reminder].append(insert("audit_entry", row))
    return list(made.values())


def _handed_over(port: int, letters: list[dict[str, str]]) -> float:
    started = time.perf_counter()
    with smtplib.SMTP("127.0.0.1", port) as line:
        for letter in letters:
            message = EmailMessage()
            message["From"], message["To"] = "benchmark@vauban.example", letter["to_address"]
            message["Subject"] = letter["subject"]
            message.set_content(letter["text"])
            line.send_message(message)
    return time.perf_counter() - started


@contextmanager
def _sink() -> Iterator[int]:
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.sink"],
        cwd=ROOT,
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert process.stdin and process.stdout
    try:
        yield int(process.stdout.readline())
    finally:
        process.stdin.close()
        process.wait(20)
