"""Send what was approved, or goes by itself, in the hours allowed; checked again at that moment."""

from collections.abc import Sequence
from datetime import datetime

from app.adapters.database import Tx, transaction
from app.auth.actions import record
from app.messages import actions as messages
from app.reminders import queries
from app.reminders.actions.propose import BATCH, withdraw
from app.reminders.queries.history import ReminderView
from app.reminders.queries.situations import Addressed
from app.reminders.rules import Proposal, Step, decide, may_send
from app.reminders.tables import Reminder, ReminderItem
from app.settings.queries import business as the_business

SYSTEM = "echeance"


async def send_approved(*, at: datetime) -> list[int]:
    """Put approved and automatic reminders in the outbox; gives back the message ids.

    Nothing leaves outside the hours allowed, on Sundays or public holidays. What is no longer
    true (paid, paused, disputed meanwhile) is taken back instead, and proposed anew if need be.
    """
    business = await the_business()
    if not may_send(at, business.send_from, business.send_until):
        return []
    ready = [r for r in await queries.open_reminders() if r.state == "approved" or r.is_automatic]
    sent: list[int] = []
    for start in range(0, len(ready), BATCH):
        async with transaction() as tx:
            sent += await _send_batch(tx, ready[start : start + BATCH], at)
    return sent


async def _send_batch(tx: Tx, batch: Sequence[ReminderView], at: datetime) -> list[int]:
    found = await queries.situations(at.date(), in_hand=[reminder.id for reminder in batch])
    steps = await queries.steps()
    sent = []
    for reminder in batch:
        addressed = found.get(reminder.client_id)
        if addressed is None or not await _still_true(reminder, addressed, steps, at):
            await withdraw(tx, reminder.id)
            continue
        message_id = await _send(tx, reminder, addressed.situation.email, at)
        if message_id is not None:
            sent.append(message_id)
    return sent


async def _still_true(
    reminder: ReminderView, addressed: Addressed, steps: Sequence[Step], at: datetime
) -> bool:
    """Whether the same message would be proposed today: same step, same amount."""
    made = decide(addressed.situation, steps, at.date())
    if not isinstance(made, Proposal) or made.amount != reminder.amount:
        return False
    taken = await ReminderItem.select(ReminderItem.instalment_id).where(
        ReminderItem.reminder == reminder.id, ReminderItem.is_active
    )
    return made.step.id == reminder.step_id and {row["instalment_id"] for row in taken} == {
        item.instalment_id for item, _ in made.taken
    }


async def _send(tx: Tx, reminder: ReminderView, email: str, at: datetime) -> int | None:
    claimed = (
        await Reminder.update({Reminder.state: "sent", Reminder.sent_at: at})
        .where(Reminder.id == reminder.id, Reminder.state == reminder.state)
        .returning(Reminder.id)
    )
    if not claimed:
        return None
    message_id = await messages.enqueue(
        tx,
        subject_key=f"reminder:{reminder.id}",
        cause_kind="reminder",
        cause_id=reminder.id,
        client_id=reminder.client_id,
        to=email,
        subject=reminder.subject,
        text=reminder.body,
        at=at,
        by=reminder.decided_by or SYSTEM,
    )
    changes: dict[object, object] = {Reminder.message_id: message_id}
    if not reminder.decided_by:
        changes |= {Reminder.decided_by: SYSTEM, Reminder.decided_at: at}
    await Reminder.update(changes).where(Reminder.id == reminder.id)  # type: ignore[arg-type]
    await record(
        tx,
        act="reminder.sent",
        subject_kind="reminder",
        subject_id=reminder.id,
        client_id=reminder.client_id,
        at=at,
        by=reminder.decided_by or SYSTEM,
    )
    return message_id
