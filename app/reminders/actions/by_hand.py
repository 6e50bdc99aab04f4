"""What a person does for a reminder that is no e-mail: the letter posted, the call made."""

from datetime import datetime
from typing import Any

from app.adapters.database import transaction
from app.auth.actions import record
from app.core.errors import refuse
from app.core.money import Euros
from app.reminders.rules import Channel
from app.reminders.tables import Reminder

MOST_NOTE = 2_000


async def done(reminder_id: int, *, note: str, at: datetime, by: str) -> bool:
    """A letter is posted, a call made, a text sent, just now: its steps are taken, and the client
    counts as written to. `note` is what was said.

    False when it was decided, or taken back, meanwhile: saying so twice is saying so once.
    Refused: an e-mail, which leaves by itself; a note of more than 2,000 characters.
    """
    if len(note) > MOST_NOTE:
        raise refuse("reminders.long_note", "This note is too long.", "note")
    changes: dict[Any, Any] = {
        Reminder.state: "sent",
        Reminder.sent_at: at,
        Reminder.decided_at: at,
        Reminder.decided_by: by,
        Reminder.note: note.strip(),
    }
    async with transaction() as tx:
        rows = (
            await Reminder.update(changes)
            .where(
                Reminder.id == reminder_id,
                Reminder.state == "proposed",
                Reminder.channel != Channel.EMAIL.value,
            )
            .returning(Reminder.client, Reminder.amount, Reminder.channel)
        )
        for row in rows:
            await record(
                tx,
                act=f"reminder.done_{row['channel']}",
                subject_kind="reminder",
                subject_id=reminder_id,
                client_id=row["client"],
                at=at,
                by=by,
                detail={"amount": Euros(row["amount"])},
            )
    return bool(rows)
