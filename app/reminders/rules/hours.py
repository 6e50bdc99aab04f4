"""The hours in which a reminder may leave: the days and the hours that the owner allows."""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta

from app.core.calendar import is_holiday, next_working_day
from app.core.errors import Finding, finding
from app.reminders.rules.facts import WEEKDAYS

SEND_FROM = time(9, 0)
SEND_UNTIL = time(17, 30)
SUNDAY = 7


def may_send(
    at: datetime,
    send_from: time | None,
    send_until: time | None,
    weekdays: Collection[int] = WEEKDAYS,
) -> bool:
    """Whether a reminder may leave at this moment; never on Sundays nor public holidays."""
    start, end = send_from or SEND_FROM, send_until or SEND_UNTIL
    return is_allowed(at.date(), weekdays) and start <= at.time() <= end


def is_allowed(on: date, weekdays: Collection[int] = WEEKDAYS) -> bool:
    """Whether messages leave on a day: one of these days of the week (1 is Monday), and neither a
    Sunday nor a public holiday."""
    return on.isoweekday() in weekdays and on.isoweekday() != SUNDAY and not is_holiday(on)


def next_day(on: date, weekdays: Collection[int] = WEEKDAYS) -> date:
    """The first day from `on` on, that day included, on which messages leave."""
    while not is_allowed(on, weekdays):
        on += timedelta(days=1)
    return on


def day_off(on: date, weekdays: Collection[int] = WEEKDAYS) -> Finding | None:
    """Why nothing leaves on this day of the week or of the year, and the first day it may."""
    if is_allowed(on, weekdays):
        return None
    back = next_day(on, weekdays)
    if is_holiday(on):
        return finding(
            "reminders.holiday", "Public holiday: nothing leaves before %(day)s.", day=back
        )
    if on.isoweekday() in WEEKDAYS:
        return finding(
            "reminders.weekday",
            "You chose that nothing leaves on this day of the week: not before %(day)s.",
            day=back,
        )
    return finding("reminders.weekend", "Weekend: nothing leaves before %(day)s.", day=back)


def next_allowed(
    at: datetime,
    send_from: time | None,
    send_until: time | None,
    weekdays: Collection[int] = WEEKDAYS,
) -> datetime:
    """The first moment from `at` on in which a reminder may leave; `at` itself when it may."""
    if may_send(at, send_from, send_until, weekdays):
        return at
    start = send_from or SEND_FROM
    day = at.date() if at.time() < start else at.date() + timedelta(days=1)
    return datetime.combine(next_day(day, weekdays), start, at.tzinfo)


def deadline(on: date, days: int) -> date:
    """The day by which payment is asked: whole days after the first one it can be read."""
    return next_working_day(on) + timedelta(days=days)
