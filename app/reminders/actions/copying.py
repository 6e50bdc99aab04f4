"""A reminder copied to the salesperson: a message of its own, without the client's links, so that
what an opening of these proves stays the client's."""

import re
from datetime import datetime

from app.adapters.database import Tx
from app.auth.actions import record
from app.config import config
from app.core.errors import N_, Refused
from app.core.sentences import spoken
from app.messages import actions as messages
from app.messages.queries import refusing_addresses
from app.messages.tables import Message
from app.reminders.queries.salespeople import COPY, Salesperson, salespeople_of

_SHOWN = 200


async def owe_copies(
    tx: Tx, reminder_id: int, client_id: int, words: tuple[str, str], *, at: datetime, by: str
) -> int:
    """Step: owe a copy of a reminder that leaves to each salesperson of the client's contracts; how
    many. Again for the same reminder and day: none. An address that is none, or that refused its
    last message, gets none, and the timelines of the reminder and of its client say so."""
    owed = 0
    people = await salespeople_of(client_id)
    refusing = await refusing_addresses() if people else {}
    for each in people:
        marked = refusing.get(each.email.casefold())
        if marked is not None:
            missed = {"said": marked.said[:_SHOWN]}
            await _note_missed(tx, reminder_id, client_id, each, missed, at, by)
            continue
        try:
            message_id = await messages.enqueue(
                tx,
                subject_key=f"reminder-copy:{reminder_id}:{at.date()}:{each.user_id}",
                cause_kind=COPY,
                cause_id=reminder_id,
                to=each.email,
                subject=spoken(N_("Copy: %(subject)s"), {"subject": words[0]}, each.language),
                text=without_links(words[1]),
                at=at,
                by=by,
            )
        except Refused:
            await _note_missed(tx, reminder_id, client_id, each, {}, at, by)
            continue
        owed += message_id is not None
    return owed


async def _note_missed(
    tx: Tx,
    reminder_id: int,
    client_id: int,
    whom: Salesperson,
    facts: dict[str, str],
    at: datetime,
    by: str,
) -> None:
    await record(
        tx,
        act="reminder.copy_missed",
        subject_kind="reminder",
        subject_id=reminder_id,
        client_id=client_id,
        at=at,
        by=by,
        detail={"name": whom.name, "to": whom.email, **facts},
    )


async def call_back_copies(tx: Tx, reminder_id: int, *, at: datetime, by: str) -> None:
    """Step: call back the copies of a reminder that was called back, where they still wait."""
    rows = await Message.select(Message.id).where(
        Message.cause_kind == COPY, Message.cause_id == reminder_id, Message.state == "waiting"
    )
    for row in rows:
        await messages.cancel(tx, row["id"], at=at, by=by, only_waiting=True)


def without_links(body: str) -> str:
    """The words without the addresses of the client's pages, each on a line of its own."""
    base = config().base_url
    return re.sub(rf"(?m)^\s*{re.escape(base)}/p/\S+\n?", "", body) if base else body
