"""Who is left in peace, until when and why."""

from dataclasses import dataclass
from datetime import date, datetime

from app.clock import ZONE
from app.reminders.tables import ReminderPause


@dataclass(frozen=True)
class PauseView:
    """A pause that has not been lifted, of a client or of one of its invoices."""

    id: int
    client_id: int
    invoice_id: int | None
    until_on: date | None
    reason: str
    created_at: datetime
    created_by: str


async def pauses_of(client_id: int, on: date, invoice_id: int | None = None) -> list[PauseView]:
    """The pauses in force of a client (and of its invoices), or of one invoice, newest first."""
    rows = (
        await ReminderPause.select()
        .where(
            ReminderPause.client == client_id,
            ReminderPause.lifted_at.is_null(),
            (ReminderPause.until_on.is_null()) | (ReminderPause.until_on >= on),
        )
        .order_by(ReminderPause.id, ascending=False)
    )
    return [
        PauseView(
            row["id"],
            row["client"],
            row["invoice_id"],
            row["until_on"],
            row["reason"],
            row["created_at"].astimezone(ZONE),
            row["created_by"],
        )
        for row in rows
        if invoice_id is None or row["invoice_id"] == invoice_id
    ]
