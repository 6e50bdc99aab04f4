"""The owner's limits."""

from app.reminders.rules import Limits
from app.reminders.tables import ReminderLimits


async def the_limits() -> Limits:
    """The limits as they stand."""
    row = await ReminderLimits.select().first()
    if row is None:
        return Limits()
    weekdays = tuple(int(each) for each in row["weekdays"])
    return Limits(row["gap_days"], row["least"], row["stale_days"], weekdays)
