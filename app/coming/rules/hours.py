"""From which day on a job can still act, by the hours of the timetable (UTC). Pure."""

from datetime import UTC, date, datetime, timedelta

from app.core.calendar import next_working_day

# The first and the last hour in which they run: a test compares them with the timetable.
DAY_HOURS = (4, 19)
WORKED_HOURS = (8, 15)


def acts_from(at: datetime, hours: tuple[int, int] = DAY_HOURS) -> date:
    """The first day, from that of `at` on, on which a job of these hours still runs."""
    after = at.astimezone(UTC).hour > hours[1]
    return at.date() + timedelta(days=1) if after else at.date()


def working_from(on: date) -> date:
    """The day itself when it is worked, else the next one."""
    return next_working_day(on)
