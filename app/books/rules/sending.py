"""When the file of entries leaves for the accountant by itself. Pure."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from app.core.calendar import add_months, month_end
from app.core.errors import N_
from app.core.fiscal_years import FiscalYears

# Mail servers refuse larger ones; the accountant then takes the file from the page.
MOST_BYTES = 8_000_000
_DAY = timedelta(days=1)


class Every(StrEnum):
    """How often; "" is never."""

    NEVER = ""
    MONTH = "month"
    QUARTER = "quarter"


EVERY_LABELS = {
    Every.NEVER: N_("Never"),
    Every.MONTH: N_("Every month"),
    Every.QUARTER: N_("Every quarter"),
}


@dataclass(frozen=True)
class Plan:
    """`day`: of the month after the period; None: as soon as the period is closed."""

    every: Every
    day: int | None
    set_on: date


def periods_owed(
    plan: Plan, on: date, closed_until: date | None, years: FiscalYears
) -> list[tuple[date, date]]:
    """The periods whose file is to have left by a day, oldest first: those that ended since the
    plan was set, each cut where a fiscal year ends, since one file holds one (LPF A47 A-1)."""
    found: list[tuple[date, date]] = []
    last = _end(plan.every, plan.set_on)
    while last is not None and _is_owed(plan, last, on, closed_until):
        first = add_months(last.replace(day=1), -2 if plan.every is Every.QUARTER else 0)
        while first <= last:
            end = min(last, years.of(first).last)
            found.append((first, end))
            first = end + _DAY
        last = _end(plan.every, last + _DAY)
    return found


def next_on(plan: Plan, on: date) -> date | None:
    """The day on which the next file leaves; None: never, or when the period is closed."""
    last = _end(plan.every, plan.set_on)
    while last is not None and plan.day is not None:
        leaves = _leaves(last, plan.day)
        if leaves > on:
            return leaves
        last = _end(plan.every, last + _DAY)
    return None


def _end(every: Every, day: date) -> date | None:
    """The end of the month or quarter of a day."""
    if every is Every.QUARTER:
        return month_end(date(day.year, 3 * ((day.month - 1) // 3) + 3, 1))
    return month_end(day) if every is Every.MONTH else None


def _is_owed(plan: Plan, last: date, on: date, closed_until: date | None) -> bool:
    if plan.day is None:
        return closed_until is not None and last <= closed_until
    return _leaves(last, plan.day) <= on


def _leaves(last: date, day: int) -> date:
    return last + timedelta(days=day)
