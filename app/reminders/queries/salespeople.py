"""Those of ours who look after a client."""

from dataclasses import dataclass

from app.messages.tables import Message
from app.reminders.tables import Reminder

COPY = "reminder_copy"


@dataclass(frozen=True)
class Salesperson:
    """One of our users who is the salesperson of a contract."""

    user_id: int
    name: str
    email: str
    language: str


async def salespeople_of(client_id: int) -> list[Salesperson]:
    """The salespeople of a client's contracts who still work here, each once."""
    rows = await Reminder.raw(
        "SELECT u.id AS user_id, u.name, u.email, u.language FROM app_user u WHERE u.is_active"
        " AND u.id IN (SELECT c.salesperson_id FROM contract c WHERE c.client = {}) ORDER BY u.id",
        client_id,
    )
    return [Salesperson(**row) for row in rows]


@dataclass(frozen=True)
class CopyView:
    """A copy of a reminder, to whom, and where its message is."""

    message_id: int
    address: str
    state: str


async def copies_of(reminder_id: int) -> list[CopyView]:
    """The copies of a reminder that were owed, in their order."""
    rows = (
        await Message.select(Message.id, Message.to_address, Message.state)
        .where(Message.cause_kind == COPY, Message.cause_id == reminder_id)
        .order_by(Message.id)
    )
    return [CopyView(row["id"], row["to_address"], row["state"]) for row in rows]
