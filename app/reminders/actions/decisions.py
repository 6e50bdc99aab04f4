"""What a person decides about a proposal."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from app.adapters.database import Tx, transaction
from app.auth.actions import Subject, record, record_many
from app.core.errors import refuse
from app.messages.rules import subject_line
from app.reminders.rules import Channel
from app.reminders.tables import Reminder


async def approve(reminder_id: int, *, at: datetime, by: str) -> bool:
    """Let a proposal leave at the next hour allowed; approving twice is approving once.

    False when it was decided, or replaced because it was no longer true, meanwhile.
    """
    return await approve_all([reminder_id], at=at, by=by) > 0


async def approve_all(reminder_ids: Sequence[int], *, at: datetime, by: str) -> int:
    """Approve several proposals; those that were decided or replaced meanwhile are left alone, and
    so is what a person posts or says."""
    async with transaction() as tx:
        rows = (
            await Reminder.update(
                {Reminder.state: "approved", Reminder.decided_at: at, Reminder.decided_by: by}
            )
            .where(
                Reminder.id.is_in(list(reminder_ids) or [0]),
                Reminder.state == "proposed",
                Reminder.channel == Channel.EMAIL.value,
            )
            .returning(Reminder.id, Reminder.client, Reminder.amount)
        )
        await record_many(
            tx,
            act="reminder.approved",
            subject_kind="reminder",
            subjects=[Subject(row["id"], row["client"], {"amount": row["amount"]}) for row in rows],
            at=at,
            by=by,
        )
    return len(rows)


async def unapprove(reminder_id: int, *, at: datetime, by: str) -> bool:
    """Take an approval back before the message has left; False when it has."""
    async with transaction() as tx:
        rows = (
            await Reminder.update(
                {Reminder.state: "proposed", Reminder.decided_at: None, Reminder.decided_by: ""}
            )
            .where(Reminder.id == reminder_id, Reminder.state == "approved")
            .returning(Reminder.id, Reminder.client, Reminder.amount)
        )
        for row in rows:
            await _note(tx, "reminder.unapproved", row, at, by)
    return bool(rows)


async def drop(reminder_id: int, *, at: datetime, by: str) -> bool:
    """Decide not to send this reminder: its steps count as taken, the next ones still come.

    False when it has left, or was dropped, meanwhile.
    """
    async with transaction() as tx:
        rows = (
            await Reminder.update(
                {Reminder.state: "dropped", Reminder.decided_at: at, Reminder.decided_by: by}
            )
            .where(Reminder.id == reminder_id, Reminder.state.is_in(["proposed", "approved"]))
            .returning(Reminder.id, Reminder.client, Reminder.amount)
        )
        for row in rows:
            await _note(tx, "reminder.dropped", row, at, by)
    return bool(rows)


async def reword(reminder_id: int, *, subject: str, body: str, at: datetime, by: str) -> None:
    """Change the words of a proposal before it is approved.

    Refused: an empty text, a subject of several lines, a reminder that is decided.
    """
    if not body.strip():
        raise refuse("reminders.empty", "The message has no text.", "body")
    async with transaction() as tx:
        rows = (
            await Reminder.update(
                {
                    Reminder.subject: subject_line(subject),
                    Reminder.body: body.strip(),
                    Reminder.reworded_by: by,
                }
            )
            .where(Reminder.id == reminder_id, Reminder.state == "proposed")
            .returning(Reminder.id, Reminder.client, Reminder.amount)
        )
        if not rows:
            raise refuse("reminders.decided", "This reminder has been decided, or has changed.")
        await _note(tx, "reminder.reworded", rows[0], at, by)


async def _note(tx: Tx, act: str, row: dict[str, Any], at: datetime, by: str) -> None:
    await record(
        tx,
        act=act,
        subject_kind="reminder",
        subject_id=row["id"],
        client_id=row["client"],
        at=at,
        by=by,
        detail={"amount": row["amount"]},
    )
