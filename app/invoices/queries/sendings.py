"""The messages that carry a document."""

from dataclasses import dataclass
from datetime import datetime

from app.clock import ZONE
from app.messages.rules import State
from app.messages.tables import Message


@dataclass(frozen=True)
class Sending:
    """One message: where it is, to whom, and what went wrong."""

    id: int
    state: State
    to: str
    created_at: datetime
    sent_at: datetime | None
    error: str


async def sendings(invoice_id: int) -> list[Sending]:
    """The messages of one document, oldest first."""
    rows = (
        await Message.select()
        .where(Message.cause_kind == "invoice", Message.cause_id == invoice_id)
        .order_by(Message.id)
    )
    return [
        Sending(
            row["id"],
            State(row["state"]),
            row["to_address"],
            row["created_at"].astimezone(ZONE),
            row["sent_at"].astimezone(ZONE) if row["sent_at"] else None,
            row["error"],
        )
        for row in rows
    ]
