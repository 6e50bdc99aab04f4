"""Sending what is due: claim a few, hand each over, note what happened, until nothing is left."""

import asyncio
import time
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.adapters import files, mail
from app.adapters.letters import Envelope, File
from app.adapters.mail import Line, MailServer, Permanent, Temporary, Uncertain
from app.core.errors import N_
from app.messages.actions import claims
from app.messages.queries.outbox import attachments_of
from app.messages.queries.server import mail_server, sender_of
from app.messages.rules import SendSummary
from app.settings.queries import maybe_business
from app.settings.rules import Business

_AT_ONCE = 20
_SECONDS = 40.0
_MISSING = N_(
    "A file that goes with it is missing on the disk: restore it from a backup, then send again."
)
_ALTERED = N_(
    "A file that goes with it was altered on the disk: restore it from a backup, then send again."
)


class _Stop(Exception):
    """The server is not there for anybody: no use in trying the next message."""


async def send_due(*, at: datetime, limit: int = 1000) -> SendSummary:
    """Send complete messages that are due, at most `limit`, over one connection.

    Without a mail server they wait; before the set-up there are none. Stops after 40 s: what is
    left is for the next round. Two workers never send the same message; see `claims` for what a
    crash leaves.
    """
    done = Counter(uncertain=await claims.settle_stale(at))
    server, shop = await mail_server(), await maybe_business()
    if server is not None and shop is not None:
        await _send_rounds(server, shop, at, limit, done)
    return SendSummary(done["sent"], done["failed"], done["retried"], done["uncertain"])


async def _send_rounds(
    server: MailServer, shop: Business, at: datetime, limit: int, done: Counter[str]
) -> None:
    until = time.monotonic() + _SECONDS
    async with mail.connection(server) as line:
        desk = _Desk(line, shop, at, done)
        while (left := limit - done.total()) > 0 and time.monotonic() < until:
            rows = await claims.claim(at, min(_AT_ONCE, left))
            if not rows:
                return
            try:
                await _send_claimed(desk, rows, until)
            except _Stop:
                return
            finally:
                await claims.release(rows)


@dataclass
class _Desk:
    """One round: the line, the business, what was done, and the letter that has gone and is noted
    with the next thing written (`gone`)."""

    line: Line
    shop: Business
    at: datetime
    done: Counter[str]
    gone: dict[str, Any] | None = None

    async def note_gone(self) -> None:
        """Note the last letter by itself, when no other follows at once."""
        gone, self.gone = self.gone, None
        if gone is not None:
            await claims.note_sent(gone, self.at)

    async def begin(self, row: dict[str, Any]) -> bool:
        """Note the last letter and begin this one, in one transaction."""
        gone, self.gone = self.gone, None
        return await claims.begin(row, self.at, gone)


async def _send_claimed(desk: _Desk, rows: list[dict[str, Any]], until: float) -> None:
    wanted = await attachments_of([row["id"] for row in rows])
    try:
        for row in rows:
            if time.monotonic() > until:
                raise _Stop
            await _send_one_of(desk, row, wanted[row["id"]])
    finally:
        await desk.note_gone()


async def _send_one_of(desk: _Desk, row: dict[str, Any], wanted: list[dict[str, Any]]) -> None:
    at, done = desk.at, desk.done
    try:
        envelope = await _envelope(row, wanted, desk.shop, at)
    except files.FileFault as fault:
        await claims.note_failed(row, _MISSING if fault.fault == "missing" else _ALTERED)
        done["failed"] += 1
        return
    except OSError as problem:
        done["retried" if await claims.note_put_off(row, str(problem), at) else "failed"] += 1
        return
    if await desk.begin(row):
        await _send_one(desk, row, envelope)


async def _send_one(desk: _Desk, row: dict[str, Any], envelope: Envelope) -> None:
    at, done = desk.at, desk.done
    try:
        await desk.line.send(envelope)
    except Uncertain as problem:
        await claims.note_uncertain(row, str(problem))
        done["uncertain"] += 1
    except (Temporary, Permanent) as problem:
        if problem.is_server:
            await claims.note_server_away(row, str(problem), at)
            done["retried"] += 1
            raise _Stop from None
        if isinstance(problem, Temporary) and await claims.note_put_off(row, str(problem), at):
            done["retried"] += 1
            return
        if isinstance(problem, Permanent):
            await claims.note_refused(row, str(problem), at)
        done["failed"] += 1
    else:
        desk.gone = row
        done["sent"] += 1


async def _envelope(
    row: dict[str, Any], wanted: list[dict[str, Any]], shop: Business, at: datetime
) -> Envelope:
    """The message as it goes; FileFault when a file is not there any more."""
    data = []
    if wanted:
        data = await asyncio.to_thread(lambda: [files.read(file["sha256"]) for file in wanted])
    return Envelope(
        message_id=row["message_id"],
        date=at,
        sender=sender_of(shop),
        sender_name=shop.name,
        to=tuple(row["to_address"].split(", ")),
        cc=tuple(row["cc_address"].split(", ")) if row["cc_address"] else (),
        subject=row["subject"],
        text=row["text"],
        html=row["html"],
        reply_to=shop.email,
        files=tuple(
            File(file["filename"], file["media_type"], content)
            for file, content in zip(wanted, data, strict=True)
        ),
    )
