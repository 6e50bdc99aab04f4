"""Quotes whose client is to be reminded before they end."""

from datetime import date

from app.quotes import rules
from app.quotes.tables import Quote


def reminder_key(quote_id: int) -> str:
    """The unique subject of a quote's one reminder."""
    return f"quote:{quote_id}:reminder"


async def to_remind(on: date) -> list[int]:
    """Open quotes whose day of reminder has come and that have no reminder yet, oldest first."""
    rows = await Quote.raw(
        "SELECT q.id AS id, q.sent_on AS sent_on, q.valid_until AS valid_until,"
        " q.remind_days AS remind_days FROM quote q"
        " LEFT JOIN quote_answer a ON a.quote = q.id"
        " LEFT JOIN quote s ON s.replaces = q.id AND s.state = 'sent'"
        " LEFT JOIN message m ON m.subject_key = 'quote:' || q.id || ':reminder'"
        " WHERE q.state = 'sent' AND a.id IS NULL AND s.id IS NULL AND m.id IS NULL"
        " AND q.remind_days IS NOT NULL AND q.valid_until >= {} ORDER BY q.id",
        on,
    )
    return [
        int(row["id"])
        for row in rows
        if rules.to_be_reminded(
            _day(row["valid_until"]), row["remind_days"], _day(row["sent_on"]), on
        )
    ]


def _day(value: object) -> date:
    return value if isinstance(value, date) else date.fromisoformat(str(value))
