"""The owner's limits, and when messages leave."""

from app.reminders.rules import Limits, Window
from app.reminders.tables import ReminderLimits
from app.settings.queries import business


async def the_limits() -> Limits:
    """The limits as they stand."""
    row = await ReminderLimits.select().first()
    if row is None:
        return Limits()
    weekdays = tuple(int(each) for each in row["weekdays"])
    return Limits(row["gap_days"], row["least"], row["stale_days"], weekdays)


async def the_window() -> Window:
    """The days and hours of all plans, in which steps without their own leave."""
    shop = await business()
    return Window(shop.send_from, shop.send_until, (await the_limits()).weekdays)
