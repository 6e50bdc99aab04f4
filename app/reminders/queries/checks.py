"""Integrity of reminders: a step once for each instalment, and nothing approved that never left."""

from datetime import timedelta

from piccolo.query.functions.aggregate import Max

from app.core.errors import N_, Finding
from app.core.located import IntegrityCheck, located
from app.messages.queries.integrity import moment
from app.reminders.tables import Reminder

_A_WEEK = timedelta(days=7)


async def steps_once() -> list[Finding]:
    """No step is taken twice for one instalment."""
    rows = await Reminder.raw(
        "SELECT p.instalment_id AS instalment, p.step AS step, MAX(p.reminder) AS reminder,"
        " COUNT(*) AS times FROM reminder_item p WHERE p.is_active"
        " GROUP BY p.instalment_id, p.step HAVING COUNT(*) > 1 ORDER BY 1, 2"
    )
    message = N_(
        "reminder %(reminder)s: step %(step)s taken %(times)s times for instalment %(instalment)s"
    )
    return located(message, rows)


async def approved_leave() -> list[Finding]:
    """None was approved a week before another one left, and still waits."""
    last = await Reminder.select(Max(Reminder.sent_at)).first()
    if last is None or last["max"] is None:
        return []
    rows = await Reminder.select(
        Reminder.id.as_alias("reminder"), Reminder.decided_at, Reminder.client.name.as_alias("who")
    ).where(Reminder.state == "approved", Reminder.decided_at < moment(last["max"]) - _A_WEEK)
    message = N_("reminder %(reminder)s to %(who)s: approved on %(decided_at)s, never left")
    return located(message, rows)


async def sent_have_their_message() -> list[Finding]:
    """Every reminder that left is a message, and says when."""
    rows = await Reminder.raw(
        "SELECT r.id AS reminder, c.name AS who FROM reminder r JOIN client c ON c.id = r.client"
        " LEFT JOIN message m ON m.id = r.message_id AND m.cause_kind = 'reminder'"
        " AND m.cause_id = r.id WHERE r.state = 'sent'"
        " AND (r.sent_at IS NULL OR (m.id IS NULL AND r.channel = 'email'))"
        " ORDER BY r.id"
    )
    return located(N_("reminder %(reminder)s to %(who)s: sent, without its message"), rows)


CHECKS: list[IntegrityCheck] = [
    ("reminders: a step once for each instalment", steps_once),
    ("reminders: what is approved leaves", approved_leave),
    ("reminders: what was sent has its message", sent_have_their_message),
]
