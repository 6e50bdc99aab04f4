"""Civil days: months, working days, French public holidays; pure functions of dates."""

import calendar
import re
from datetime import date, timedelta
from functools import lru_cache

from dateutil.easter import easter

from app.core.errors import Refused, refuse

LAST_DAY = 31
# The last one that every month has.
DAY_OF_EVERY_MONTH = 28
_FRENCH_DAY = re.compile(r"(\d{1,2})[/.\- ](\d{1,2})(?:[/.\- ](\d{4}|\d{2}))?")
_ISO_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_DELAY = re.compile(r"\+(\d{1,4})")


def check_every_month(day: int | None, field: str) -> None:
    """Refused: a day of the month that not every month has; None is no day."""
    if day is not None and not 1 <= day <= DAY_OF_EVERY_MONTH:
        raise refuse(
            "core.day_of_month",
            "A day from 1 to %(last)s, which every month has.",
            field,
            last=DAY_OF_EVERY_MONTH,
        )


def days_in_month(year: int, month: int) -> int:
    return calendar.monthrange(year, month)[1]


def month_end(day: date) -> date:
    return day.replace(day=days_in_month(day.year, day.month))


def day_of_month(year: int, month: int, day: int) -> date:
    """The day in that month; days past its end mean its last day (31 is "last day of month")."""
    return date(year, month, min(day, days_in_month(year, month)))


def add_months(anchor: date, months: int, day: int | None = None) -> date:
    """`anchor` moved by months; the day wanted stays `day` (or the anchor's), cut at month end.

    Always reckoned from the anchor, never from the last result, so 31 Jan gives 28 Feb, 31 Mar.
    """
    total = anchor.year * 12 + anchor.month - 1 + months
    return day_of_month(total // 12, total % 12 + 1, day or anchor.day)


# Code du travail, L3133-1: (month, day), then days after Easter Sunday.
_FIXED_HOLIDAYS = ((1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25))
_EASTER_MONDAY, _ASCENSION, _WHIT_MONDAY = 1, 39, 50


@lru_cache(maxsize=64)
def _french_holidays(year: int) -> frozenset[date]:
    moving = (timedelta(days=days) for days in (_EASTER_MONDAY, _ASCENSION, _WHIT_MONDAY))
    sunday = easter(year)
    fixed = (date(year, month, day) for month, day in _FIXED_HOLIDAYS)
    return frozenset((*fixed, *(sunday + days for days in moving)))


def is_holiday(day: date) -> bool:
    """A public holiday of metropolitan France (code du travail, L3133-1)."""
    return day in _french_holidays(day.year)


def is_working_day(day: date) -> bool:
    """Monday to Friday, not a public holiday."""
    return day.weekday() < 5 and not is_holiday(day)


def next_working_day(day: date) -> date:
    """The day itself when it is worked, else the first worked day after it."""
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


def is_target_day(day: date) -> bool:
    """A day on which banks settle in euros (ECB, TARGET): Monday to Friday, but for 1 January,
    Good Friday, Easter Monday, 1 May, 25 and 26 December."""
    sunday = easter(day.year)
    closed = (sunday - timedelta(days=2), sunday + timedelta(days=_EASTER_MONDAY))
    fixed = ((1, 1), (5, 1), (12, 25), (12, 26))
    return day.weekday() < 5 and day not in closed and (day.month, day.day) not in fixed


def next_target_day(day: date) -> date:
    """The day itself when banks settle on it, else the first such day after it."""
    while not is_target_day(day):
        day += timedelta(days=1)
    return day


def add_target_days(day: date, count: int) -> date:
    """So many TARGET days after (below zero: before) a day, which is not counted itself."""
    step = timedelta(days=1 if count > 0 else -1)
    for _ in range(abs(count)):
        day += step
        while not is_target_day(day):
            day += step
    return day


def parse_day(text: str, today: date, field: str | None = None) -> date:
    """Read a day: 2026-12-03, 03/12/2026, 3/12/26, 3/12 (this year), +30 (days from today).

    Refused: what is not a day, a day that does not exist, years outside 2000-2099 (BR-FR-03).
    """
    cleaned = text.strip() if text.isascii() else ""
    try:
        day = _read_day(cleaned, today)
    except (ValueError, OverflowError):
        day = None
    if day is None:
        raise _not_a_day(text, field)
    if not 2000 <= day.year <= 2099:
        raise refuse(
            "calendar.year", "“%(value)s” is not between 2000 and 2099.", field, value=text[:40]
        )
    return day


def _not_a_day(text: str, field: str | None) -> Refused:
    return refuse(
        "calendar.unreadable",
        "“%(value)s” is not a day of the calendar. Write it like 03/12/2026.",
        field,
        value=text[:40],
    )


def _read_day(text: str, today: date) -> date | None:
    if match := _ISO_DAY.fullmatch(text):
        return date(int(match[1]), int(match[2]), int(match[3]))
    if match := _FRENCH_DAY.fullmatch(text):
        year = int(match[3]) if match[3] else today.year
        return date(year + 2000 if year < 100 else year, int(match[2]), int(match[1]))
    if match := _DELAY.fullmatch(text):
        return today + timedelta(days=int(match[1]))
    return None
