"""Clients reminded of a quote before it ends, once."""

from datetime import datetime

from app.adapters.database import transaction
from app.core.calendar import is_working_day
from app.quotes.actions.sending import remind_in
from app.quotes.queries.reminding import to_remind

BY = "system"


async def remind(at: datetime, limit: int = 100) -> int:
    """Owe the reminders whose day has come, each once; gives back how many. On working days only:
    a day that is passed over is made up for by the next one, while the quote holds."""
    on = at.date()
    if not is_working_day(on):
        return 0
    owed = 0
    for quote_id in (await to_remind(on))[:limit]:
        async with transaction() as tx:
            owed += await remind_in(tx, quote_id, on=on, at=at, by=BY)
    return owed
