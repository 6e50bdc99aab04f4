"""A month of the schedule as a calendar: what each day bills."""

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.contracts.queries import EntryView
from app.contracts.rules import NOTHING, Amount, State
from app.core import formats
from app.core.i18n import current_language


@dataclass(frozen=True)
class Day:
    """The entries of one day, and what they make; what is held or left out does not count."""

    on: date
    entries: tuple[EntryView, ...]
    total: Amount

    @property
    def count(self) -> int:
        return len(self.entries)


def day(on: date, entries: Sequence[EntryView]) -> Day:
    """A day with what it makes."""
    counted = (each for each in entries if each.state in (State.PLANNED, State.BILLED))
    return Day(on, tuple(entries), sum((each.amount for each in counted), NOTHING))


def weeks(first: date, entries: Sequence[EntryView]) -> list[list[Day | None]]:
    """The month that begins on `first`, Monday to Sunday; None outside of it."""
    by_day: dict[date, list[EntryView]] = {}
    for each in entries:
        by_day.setdefault(each.bill_on, []).append(each)
    rows = calendar.Calendar().monthdatescalendar(first.year, first.month)
    return [
        [day(on, by_day.get(on, ())) if on.month == first.month else None for on in row]
        for row in rows
    ]


def weekdays() -> list[str]:
    """Monday to Sunday, as the reader says them."""
    monday = date(2026, 1, 5)
    names = (formats.weekday(monday + timedelta(days=n), current_language()) for n in range(7))
    return [name.split()[0].capitalize() for name in names]
