"""Fiscal years: those entered by hand, and the years of twelve months between and after them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from app.core.calendar import add_months, month_end
from app.core.errors import Finding, finding

_DAY = timedelta(days=1)


@dataclass(frozen=True, order=True)
class FiscalYear:
    """Its first and last day, both included."""

    first: date
    last: date


class FiscalYears:
    """Every day is in one fiscal year. Where none was entered, years have twelve months and end
    with the month that the one entered before ends with (for days before the first entered, the
    month that ends as it begins); with none at all they are calendar years.

    >>> FiscalYears().of(date(2026, 5, 2)).last
    datetime.date(2026, 12, 31)
    """

    def __init__(self, entered: Iterable[FiscalYear] = ()) -> None:
        self.entered = tuple(sorted(entered))

    def of(self, day: date) -> FiscalYear:
        """The fiscal year of a day."""
        for year in self.entered:
            if year.first <= day <= year.last:
                return year
        before = max((y.last for y in self.entered if y.last < day), default=None)
        after = min((y.first for y in self.entered if y.first > day), default=None)
        # The year before one that begins in mid-month ends with a whole month all the same.
        ends_with = before or (after - _DAY if after else date(day.year, 12, 31))
        last = _twelve_months_end(day, ends_with.month)
        first = add_months(last.replace(day=1), -11)
        if before:
            first = max(first, before + _DAY)
        if after:
            last = min(last, after - _DAY)
        return FiscalYear(first, last)

    def before(self, year: FiscalYear) -> FiscalYear:
        """The fiscal year that ended the day before another begins."""
        return self.of(year.first - _DAY)

    def with_year(self, year: FiscalYear) -> "FiscalYears":
        """These, and one more."""
        return FiscalYears((*self.entered, year))


def _twelve_months_end(day: date, month: int) -> date:
    last = month_end(date(day.year, month, 1))
    return last if day <= last else month_end(add_months(last.replace(day=1), 12))


def check_fiscal_year(year: FiscalYear, entered: Iterable[FiscalYear]) -> list[Finding]:
    """What is wrong with a year to be entered: it ends before it begins, in mid-month (months are
    closed whole), after 31 December of the year that follows its beginning (the longest that
    CGI 37 and 209 leave), or has days of another one."""
    found = []
    if year.last < year.first:
        found.append(finding("fiscal.backwards", "It ends before it begins.", "last"))
    elif year.last != month_end(year.last):
        message = "A fiscal year ends with a month."
        found.append(finding("fiscal.mid_month", message, "last"))
    elif year.last > date(year.first.year + 1, 12, 31):
        found.append(
            finding(
                "fiscal.too_long",
                "It may last until %(day)s at most (CGI, art. 37).",
                "last",
                day=date(year.first.year + 1, 12, 31),
            )
        )
    for other in entered:
        if year.first <= other.last and other.first <= year.last:
            found.append(
                finding(
                    "fiscal.overlaps",
                    "It has days of the one from %(first)s to %(last)s.",
                    "first",
                    first=other.first,
                    last=other.last,
                )
            )
    return found
