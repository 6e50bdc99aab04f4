"""The day on which a client was formally put on notice to pay an invoice."""

from collections.abc import Sequence
from datetime import date, datetime

from app.clock import ZONE
from app.reminders.tables import Reminder


async def notices_of(ids: Sequence[int]) -> dict[int, date]:
    """By invoice, the day of the first formal notice that left."""
    named = ", ".join(str(int(each)) for each in ids) or "0"
    rows = await Reminder.raw(
        "SELECT x.invoice_id AS invoice, MIN(r.sent_at) AS sent_at FROM reminder_item x"
        " JOIN reminder r ON r.id = x.reminder JOIN plan_step s ON s.id = r.step"
        f" WHERE x.invoice_id IN ({named}) AND r.state = 'sent' AND s.tone = 'formal'"
        " GROUP BY x.invoice_id"
    )
    return {row["invoice"]: _day(row["sent_at"]) for row in rows}


def _day(moment: object) -> date:
    """The civil day of a moment out of an aggregate: text on SQLite, a datetime on PostgreSQL."""
    found = moment if isinstance(moment, datetime) else datetime.fromisoformat(str(moment))
    return found.astimezone(ZONE).date()
