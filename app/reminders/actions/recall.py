"""A reminder that still waits in the outbox is called back when it should no longer leave."""

from datetime import datetime

from app.adapters.database import transaction
from app.core.errors import Finding
from app.messages import actions as messages
from app.messages.tables import Message
from app.reminders import queries
from app.reminders.actions.copying import call_back_copies
from app.reminders.actions.keeping import kept, same, why_gone, withdraw
from app.reminders.actions.locks import hold_clients
from app.reminders.rules import Proposal, decide
from app.reminders.tables import Reminder

_TRUE = Finding("", "")
_WAITING = """
SELECT r.id AS id, r.client AS client_id, r.message_id AS message_id, r.step AS step
FROM reminder r JOIN message m ON m.id = r.message_id
WHERE r.state = 'sent' AND m.state = 'waiting' ORDER BY r.client, r.id
"""


async def recall(*, at: datetime) -> int:
    """Take back what the mail server has not had: paid meanwhile, or the hours allowed are over.

    One that is still true waits for the next hour allowed, decided as it was; the others are
    proposed anew if need be. Gives back how many.
    """
    window = await queries.the_window()
    steps = {one.id: one.step for one in await queries.plan(is_whole=True)}
    called = 0
    for row in await Message.raw(_WAITING):
        async with transaction() as tx:
            await hold_clients(tx, [row["client_id"]])
            gone = await _gone(row["id"], row["client_id"], at)
            if gone is _TRUE and window.of(steps[row["step"]]).holds(at):
                continue
            # The mail server may have had it, and refused it, since we looked.
            called_back = await messages.cancel(
                tx, row["message_id"], at=at, by="echeance", only_waiting=True
            )
            if not called_back:
                continue
            await call_back_copies(tx, row["id"], at=at, by="echeance")
            again: dict[object, object] = {
                Reminder.state: "approved",
                Reminder.message_id: None,
                Reminder.sent_at: None,
            }
            await Reminder.update(again).where(Reminder.id == row["id"])  # type: ignore[arg-type]
            if gone is not _TRUE:
                await withdraw(tx, row["id"], gone, at=at)
            called += 1
    return called


async def _gone(reminder_id: int, client_id: int, at: datetime) -> Finding | None:
    """`_TRUE` while it says what would be said now; else why not, as `withdraw` wants it."""
    to = (await queries.situations(at.date(), in_hand=[reminder_id], only=[client_id])).get(
        client_id
    )
    made = decide(to.situation, await queries.steps(), at.date()) if to else None
    row = await kept(reminder_id)
    if isinstance(made, Proposal) and same(row, made):
        return _TRUE
    return why_gone(row, to, made)
