"""The hours in which a reminder may leave: the days and the hours that the owner allows."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from app.core.calendar import is_holiday, next_working_day
from app.core.errors import Finding, finding
from app.reminders.rules.facts import WEEKDAYS, Step

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


@dataclass(frozen=True)
class Window:
    """Days of the week (1 is Monday) and hours in which messages leave; no hours: those of the
    product. `is_own`: the days are those of one step."""

    send_from: time | None = None
    send_until: time | None = None
    weekdays: tuple[int, ...] = WEEKDAYS
    is_own: bool = False

    def of(self, step: Step | None) -> "Window":
        """That of a step: its own days and hours where it has them, else these."""
        if step is None:
            return self
        hours = (step.send_from, step.send_until) if step.send_from else self._hours
        return Window(*hours, step.weekdays or self.weekdays, bool(step.weekdays))

    @property
    def _hours(self) -> tuple[time | None, time | None]:
        return self.send_from, self.send_until

    def holds(self, at: datetime) -> bool:
        """Whether a message may leave at this moment."""
        return may_send(at, self.send_from, self.send_until, self.weekdays)

    def allows(self, on: date) -> bool:
        """Whether messages leave on this day."""
        return is_allowed(on, self.weekdays)

    def next(self, at: datetime) -> datetime:
        """The first moment from `at` on in which one may leave."""
        return next_allowed(at, self.send_from, self.send_until, self.weekdays)

    def first_day(self, on: date) -> date:
        """The first day from `on` on, that day included, on which messages leave."""
        return next_day(on, self.weekdays)

    def day_off(self, on: date) -> Finding | None:
        """Why nothing leaves on a day, and the first one it may."""
        if not self.is_own or self.allows(on) or is_holiday(on):
            return day_off(on, self.weekdays)
        return finding(
            "reminders.step_day",
            "This step leaves on other days of the week: not before %(day)s.",
            day=next_day(on, self.weekdays),
        )


def deadline(on: date, days: int) -> date:
    """The day by which payment is asked: whole days after the first one it can be read."""
    return next_working_day(on) + timedelta(days=days)
