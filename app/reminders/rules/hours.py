"""The hours in which a reminder may leave: working days, and the hours that the owner allows."""

from datetime import date, datetime, time, timedelta

from app.core.calendar import is_holiday, is_working_day, next_working_day
from app.core.errors import Finding, finding

SEND_FROM = time(9, 0)
SEND_UNTIL = time(17, 30)


def may_send(at: datetime, send_from: time | None, send_until: time | None) -> bool:
    """Whether a reminder may leave at this moment; never on Sundays nor public holidays."""
    start, end = send_from or SEND_FROM, send_until or SEND_UNTIL
    return is_working_day(at.date()) and start <= at.time() <= end


def day_off(on: date) -> Finding | None:
    """Why nothing leaves on this day of the week or of the year, and the first day it may."""
    if is_working_day(on):
        return None
    back = next_working_day(on)
    if is_holiday(on):
        return finding(
            "reminders.holiday", "Public holiday: nothing leaves before %(day)s.", day=back
        )
    return finding("reminders.weekend", "Weekend: nothing leaves before %(day)s.", day=back)


def next_allowed(at: datetime, send_from: time | None, send_until: time | None) -> datetime:
    """The first moment from `at` on in which a reminder may leave; `at` itself when it may."""
    if may_send(at, send_from, send_until):
        return at
    start = send_from or SEND_FROM
    day = at.date() if at.time() < start else at.date() + timedelta(days=1)
    return datetime.combine(next_working_day(day), start, at.tzinfo)


def deadline(on: date, days: int) -> date:
    """The day by which payment is asked: whole days after the first one it can be read."""
    return next_working_day(on) + timedelta(days=days)
