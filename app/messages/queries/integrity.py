"""What must always hold of the outbox; each finding locates its row."""

import asyncio
from datetime import datetime

from piccolo.query.functions.aggregate import Max

from app.adapters import files
from app.core.errors import N_, Finding
from app.core.located import IntegrityCheck, located
from app.messages.rules import STALE_AFTER, State
from app.messages.tables import Attachment, Message


async def none_stuck() -> list[Finding]:
    """No message stays claimed for ten minutes once a later one was claimed: each round of
    sending settles what it finds."""
    last = await Message.select(Max(Message.claimed_at)).first()
    if last is None or last["max"] is None:
        return []
    stuck = await Message.select(Message.id.as_alias("message"), Message.claimed_at).where(
        Message.state == State.SENDING.value, Message.claimed_at < moment(last["max"]) - STALE_AFTER
    )
    return located(N_("message %(message)s is being sent since %(claimed_at)s"), stuck)


def moment(value: datetime | str) -> datetime:
    """An aggregate over moments, which SQLite gives back as text."""
    return datetime.fromisoformat(value) if isinstance(value, str) else value


async def files_are_there() -> list[Finding]:
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
    kept = [row | {"fault": fault} for row in rows if (fault := faults[row["sha256"]])]
    return [
        *located(
            N_("attachment %(id)s of message %(message)s: %(filename)s is missing"),
            [row for row in kept if row["fault"] == "missing"],
        ),
        *located(
            N_("attachment %(id)s of message %(message)s: %(filename)s is altered"),
            [row for row in kept if row["fault"] != "missing"],
        ),
    ]


async def states_agree() -> list[Finding]:
    """A sent message says when it went, and no other does."""
    wrong = await Message.raw(
        "SELECT id AS message, state FROM message"
        " WHERE (state = 'sent') <> (sent_at IS NOT NULL) ORDER BY id"
    )
    message = N_("message %(message)s is %(state)s and its sent_at does not fit")
    return located(message, wrong)


async def sent_was_tried() -> list[Finding]:
    """No message is held to have gone that was never handed to a mail server, and of which nobody
    said that it went by other means."""
    wrong = await Message.raw(
        "SELECT m.id AS message, m.to_address AS to_address FROM message m"
        " LEFT JOIN (SELECT DISTINCT subject_id FROM audit_entry WHERE subject_kind = 'message'"
        " AND act = 'message.marked_sent') a ON a.subject_id = m.id"
        " WHERE m.state = 'sent' AND m.attempts = 0 AND m.begun_at IS NULL"
        " AND a.subject_id IS NULL ORDER BY m.id"
    )
    return located(N_("message %(message)s to %(to_address)s: sent, and never tried"), wrong)


async def one_for_each_subject() -> list[Finding]:
    """Nobody is written to twice for the same cause."""
    wrong = await Message.raw(
        "SELECT subject_key, MAX(id) AS message, COUNT(*) AS times FROM message"
        " GROUP BY subject_key HAVING COUNT(*) > 1 ORDER BY 2"
    )
    return located(N_("message %(message)s: “%(subject_key)s” is there %(times)s times"), wrong)


CHECKS: list[IntegrityCheck] = [
    ("messages: none stuck while being sent", none_stuck),
    ("messages: every file that is to go is there", files_are_there),
    ("messages: states and moments agree", states_agree),
    ("messages: what was sent was tried", sent_was_tried),
    ("messages: one for each subject", one_for_each_subject),
]
