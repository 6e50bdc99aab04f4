"""What must always hold of the outbox; each finding locates its row."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime

from piccolo.query.functions.aggregate import Max

from app.adapters import files
from app.messages.rules import STALE_AFTER, State
from app.messages.tables import Attachment, Message


async def none_stuck() -> list[str]:
    """No message stays claimed for ten minutes once a later one was claimed: each round of
    sending settles what it finds."""
    last = await Message.select(Max(Message.claimed_at)).first()
    if last is None or last["max"] is None:
        return []
    stuck = await Message.select(Message.id, Message.claimed_at).where(
        Message.state == State.SENDING.value, Message.claimed_at < moment(last["max"]) - STALE_AFTER
    )
    return [f"message {row['id']} is being sent since {row['claimed_at']}" for row in stuck]


def moment(value: datetime | str) -> datetime:
    """An aggregate over moments, which SQLite gives back as text."""
    return datetime.fromisoformat(value) if isinstance(value, str) else value


async def files_are_there() -> list[str]:
    """Every file that still has to go with a message is kept, and whole."""
    rows = await Attachment.select(
        Attachment.id, Attachment.message, Attachment.filename, Attachment.sha256
    ).where(
        Attachment.sha256.is_not_null(),
        Attachment.message.state.not_in([State.SENT.value, State.CANCELLED.value]),
    )
    faults = await asyncio.to_thread(
        lambda: {sha256: files.fault_of(sha256) for sha256 in {row["sha256"] for row in rows}}
    )
    return [
        f"attachment {row['id']} of message {row['message']}: {row['filename']} is {fault}"
        for row in rows
        if (fault := faults[row["sha256"]])
    ]


async def states_agree() -> list[str]:
    """A sent message says when it went, and no other does."""
    wrong = await Message.raw(
        "SELECT id, state FROM message WHERE (state = 'sent') <> (sent_at IS NOT NULL)"
    )
    return [f"message {row['id']} is {row['state']} and its sent_at does not fit" for row in wrong]


CHECKS: list[tuple[str, Callable[[], Awaitable[list[str]]]]] = [
    ("messages: none stuck while being sent", none_stuck),
    ("messages: every file that is to go is there", files_are_there),
    ("messages: states and moments agree", states_agree),
]
