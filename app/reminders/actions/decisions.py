"""What a person decides about a proposal."""

from collections.abc import Sequence
from datetime import datetime

from app.adapters.database import transaction
from app.auth.actions import record
from app.core.errors import refuse
from app.reminders.tables import Reminder


async def approve(reminder_id: int, *, at: datetime, by: str) -> None:
    """Let a proposal leave at the next hour allowed; approving twice is approving once."""
    await approve_all([reminder_id], at=at, by=by)


async def approve_all(reminder_ids: Sequence[int], *, at: datetime, by: str) -> int:
    """Approve several proposals; those that were decided or replaced meanwhile are left alone."""
    async with transaction() as tx:
        rows = (
            await Reminder.update(
                {Reminder.state: "approved", Reminder.decided_at: at, Reminder.decided_by: by}
            )
            .where(Reminder.id.is_in(list(reminder_ids) or [0]), Reminder.state == "proposed")
            .returning(Reminder.id, Reminder.client)
        )
        for row in rows:
            await record(
                tx,
                act="reminder.approved",
                subject_kind="reminder",
                subject_id=row["id"],
                client_id=row["client"],
                at=at,
                by=by,
            )
    return len(rows)


async def drop(reminder_id: int, *, at: datetime, by: str) -> None:
    """Decide not to send this reminder: its steps count as taken, the next ones still come."""
    async with transaction() as tx:
        rows = (
            await Reminder.update(
                {Reminder.state: "dropped", Reminder.decided_at: at, Reminder.decided_by: by}
            )
            .where(Reminder.id == reminder_id, Reminder.state.is_in(["proposed", "approved"]))
            .returning(Reminder.id, Reminder.client)
        )
        for row in rows:
            await record(
                tx,
                act="reminder.dropped",
                subject_kind="reminder",
                subject_id=reminder_id,
                client_id=row["client"],
                at=at,
                by=by,
            )


async def reword(reminder_id: int, *, subject: str, body: str) -> None:
    """Change the words of a proposal before it is approved."""
    if not subject.strip() or not body.strip():
        raise refuse("reminders.empty", "A reminder needs a subject and a text.", "body")
    async with transaction():
        rows = (
            await Reminder.update({Reminder.subject: subject.strip(), Reminder.body: body.strip()})
            .where(Reminder.id == reminder_id, Reminder.state == "proposed")
            .returning(Reminder.id)
        )
        if not rows:
            raise refuse("reminders.decided", "This reminder has already been decided.")
