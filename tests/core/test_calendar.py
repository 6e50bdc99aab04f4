"""Civil days, as the French calendar has them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core import calendar
from app.core.errors import Refused

TODAY = date(2026, 11, 22)


def test_the_last_day_of_the_month_does_not_drift() -> None:
    anchor = date(2026, 1, 31)
    moved = [calendar.add_months(anchor, n) for n in range(4)]
    assert moved == [date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30)]
    assert calendar.add_months(date(2027, 2, 28), 12, calendar.LAST_DAY) == date(2028, 2, 29)


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.integers(-120, 120))
def test_moving_by_months_keeps_the_day_or_the_month_end(anchor: date, months: int) -> None:
    moved = calendar.add_months(anchor, months)
    assert (moved.year * 12 + moved.month) - (anchor.year * 12 + anchor.month) == months
    assert moved.day == anchor.day or moved == calendar.month_end(moved)


def test_public_holidays_of_2026() -> None:
    days = [(1, 1), (4, 6), (5, 1), (5, 8), (5, 14), (5, 25), (7, 14), (8, 15), (11, 1), (11, 11),
            (12, 25)]  # fmt: skip
    found = [
        (day.month, day.day)
        for n in range(365)
        if calendar.is_holiday(day := date.fromordinal(date(2026, 1, 1).toordinal() + n))
    ]
    assert found == days


def test_working_days() -> None:
    assert not calendar.is_working_day(TODAY)  # a Sunday
    assert calendar.next_working_day(TODAY) == date(2026, 11, 23)
    assert calendar.next_working_day(date(2026, 12, 25)) == date(2026, 12, 28)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("3/12", date(2026, 12, 3)),
        ("03/12/2026", date(2026, 12, 3)),
        ("3.12.26", date(2026, 12, 3)),
        ("2026-12-03", date(2026, 12, 3)),
        ("+30", date(2026, 12, 22)),
        ("29/02/2028", date(2028, 2, 29)),
    ],
)
def test_days_as_people_write_them(typed: str, day: date) -> None:
    assert calendar.parse_day(typed, TODAY) == day


@pytest.mark.parametrize(
    "typed",
    ["", "31/02/2026", "29/02/2027", "2026-13-01", "12/31/2026", "hier", "3/12/1999", "1/1/2100",
     "+99999", "2026-1", "3/12/026", "٣/٤"],
)  # fmt: skip
def test_days_that_do_not_exist_are_refused(typed: str) -> None:
    with pytest.raises(Refused) as refused:
        calendar.parse_day(typed, TODAY, "due_on")
    assert refused.value.findings[0].field == "due_on"
