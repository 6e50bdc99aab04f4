"""Open quotes, and those whose client is to be reminded before they end."""

from dataclasses import dataclass
from datetime import date

from app.quotes import rules
from app.quotes.tables import Quote


@dataclass(frozen=True)
class OpenQuote:
    """A quote that waits for its answer; `remind_days` before its last day the client is reminded
    (None: never), once."""

    id: int
    number: str
    title: str
    client_id: int
    client: str
    total: int
    sent_on: date
    valid_until: date
    remind_days: int | None
    is_reminded: bool

    def to_be_reminded(self, on: date) -> bool:
        """Whether its reminder is due on a day and was not owed yet."""
        if self.is_reminded:
            return False
        return rules.to_be_reminded(self.valid_until, self.remind_days, self.sent_on, on)


def reminder_key(quote_id: int) -> str:
    """The unique subject of a quote's one reminder."""
    return f"quote:{quote_id}:reminder"


async def open_quotes(on: date) -> list[OpenQuote]:
    """The quotes that can be answered on a day, oldest first."""
    rows = await Quote.raw(
        "SELECT q.id AS id, q.number AS number, q.title AS title, q.client AS client_id,"
        " c.name AS client, q.total AS total, q.sent_on AS sent_on, q.valid_until AS valid_until,"
        " q.remind_days AS remind_days, m.id AS message FROM quote q"
        " JOIN client c ON c.id = q.client"
        " LEFT JOIN quote_answer a ON a.quote = q.id"
        " LEFT JOIN quote s ON s.replaces = q.id AND s.state = 'sent'"
        " LEFT JOIN message m ON m.subject_key = 'quote:' || q.id || ':reminder'"
        " WHERE q.state = 'sent' AND a.id IS NULL AND s.id IS NULL AND q.valid_until >= {}"
        " ORDER BY q.id",
        on,
    )
    plain = ("id", "number", "title", "client_id", "client", "total", "remind_days")
    return [
        OpenQuote(
            **{name: row[name] for name in plain},
            sent_on=_day(row["sent_on"]),
            valid_until=_day(row["valid_until"]),
            is_reminded=row["message"] is not None,
        )
        for row in rows
    ]


async def to_remind(on: date) -> list[int]:
    """Open quotes whose day of reminder has come and that have no reminder yet, oldest first."""
    return [each.id for each in await open_quotes(on) if each.to_be_reminded(on)]


def _day(value: object) -> date:
    return value if isinstance(value, date) else date.fromisoformat(str(value))
