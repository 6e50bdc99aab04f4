"""Periods run from anchor to anchor without a gap, and 31 January does not drift."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.contracts.rules import Billing, Frequency, Terms, default_anchor, period, periods
from app.contracts.rules.periods import last_day
from app.core.calendar import day_of_month


def terms(frequency="monthly", billing="advance", anchor=1, start="2026-01-01", **more):
    days = {name: date.fromisoformat(more.pop(name)) for name in ("end_on",) if name in more}
    return Terms(
        Frequency(frequency), Billing(billing), anchor, date.fromisoformat(start), **days, **more
    )


def spans(found):
    return [(str(each.first), str(each.last)) for each in found]


def test_the_end_of_the_month_does_not_drift():
    found = list(periods(terms(anchor=31, start="2027-01-31"), date(2027, 5, 1)))
    assert spans(found) == [
        ("2027-01-31", "2027-02-27"),
        ("2027-02-28", "2027-03-30"),
        ("2027-03-31", "2027-04-29"),
        ("2027-04-30", "2027-05-30"),
    ]
    assert all(each.days == each.full_days for each in found)


def test_the_29th_of_february_is_the_last_day_of_a_leap_february():
    found = list(periods(terms(anchor=29, start="2028-01-29"), date(2028, 4, 1)))
    assert [str(each.bill_on) for each in found] == ["2028-01-29", "2028-02-29", "2028-03-29"]
    yearly = list(periods(terms("yearly", anchor=29, start="2024-02-29"), date(2028, 3, 1)))
    assert [str(each.bill_on) for each in yearly] == [
        "2024-02-29",
        "2025-02-28",
        "2026-02-28",
        "2027-02-28",
        "2028-02-29",
    ]


def test_a_start_within_the_month_makes_a_first_period_cut_by_days():
    first = period(terms(start="2026-01-03"), 1)
    assert (first.first, first.last) == (date(2026, 1, 3), date(2026, 1, 31))
    assert (first.days, first.full_days) == (29, 31)
    assert first.bill_on == date(2026, 1, 3)


def test_an_end_within_the_month_makes_a_last_period_cut_by_days():
    found = list(periods(terms("monthly", "arrears", end_on="2026-03-10"), date(2027, 1, 1)))
    assert spans(found)[-1] == ("2026-03-01", "2026-03-10")
    assert (found[-1].days, found[-1].full_days, str(found[-1].bill_on)) == (10, 31, "2026-03-10")
    assert len(found) == 3


def test_an_anchor_later_than_the_start_belongs_to_the_month_before():
    found = list(periods(terms(anchor=15, start="2026-01-03"), date(2026, 2, 28)))
    assert spans(found)[:2] == [("2026-01-03", "2026-01-14"), ("2026-01-15", "2026-02-14")]
    assert (found[0].days, found[0].full_days) == (12, 31)


def test_a_quarter_is_counted_from_the_anchor_before_the_start():
    first, second = list(periods(terms("quarterly", start="2026-02-15"), date(2026, 5, 1)))
    # From 1 February to 30 April there are 89 days; from the 15th, 75.
    assert (first.first, first.last, first.days, first.full_days) == (
        date(2026, 2, 15),
        date(2026, 4, 30),
        75,
        89,
    )
    assert second.first == date(2026, 5, 1)


def test_in_arrears_bills_on_the_last_day():
    found = list(periods(terms(billing="arrears"), date(2026, 3, 30)))
    assert [str(each.bill_on) for each in found] == ["2026-01-31", "2026-02-28"]


def test_two_weeks_run_from_a_monday():
    # 8 January 2026 is a Thursday: the first fortnight has 11 of its 14 days.
    found = list(periods(terms("biweekly", anchor=1, start="2026-01-08"), date(2026, 2, 5)))
    assert spans(found) == [
        ("2026-01-08", "2026-01-18"),
        ("2026-01-19", "2026-02-01"),
        ("2026-02-02", "2026-02-15"),
    ]
    assert (found[0].days, found[0].full_days) == (11, 14)


def test_twelve_instalments_and_no_thirteenth():
    counted = terms(start="2026-01-03", max_entries=12)
    assert len(list(periods(counted, date(2099, 1, 1)))) == 12
    assert last_day(counted) == date(2026, 12, 31)


def test_twice_a_month_takes_its_two_days_in_turn():
    found = list(
        periods(terms("twice_month", start="2026-01-10", second_day=15), date(2026, 2, 20))
    )
    assert spans(found) == [
        ("2026-01-10", "2026-01-14"),
        ("2026-01-15", "2026-01-31"),
        ("2026-02-01", "2026-02-14"),
        ("2026-02-15", "2026-02-28"),
    ]
    assert [(each.days, each.full_days) for each in found] == [
        (5, 14),
        (17, 17),
        (14, 14),
        (14, 14),
    ]


def test_twice_a_month_on_the_15th_and_the_last_day_does_not_drift():
    rule = terms("twice_month", anchor=15, start="2026-01-31")
    assert spans(periods(rule, date(2026, 3, 20))) == [
        ("2026-01-31", "2026-02-14"),
        ("2026-02-15", "2026-02-27"),
        ("2026-02-28", "2026-03-14"),
        ("2026-03-15", "2026-03-30"),
    ]


def test_every_three_weeks_and_every_four_months_are_reckoned_from_the_start():
    weeks = terms("weekly", anchor=4, start="2026-01-01", every=3)
    assert [str(each.first) for each in periods(weeks, date(2026, 3, 1))] == [
        "2026-01-01",
        "2026-01-22",
        "2026-02-12",
    ]
    months = terms(anchor=31, start="2026-10-31", every=4)
    assert spans(periods(months, date(2027, 7, 1))) == [
        ("2026-10-31", "2027-02-27"),
        ("2027-02-28", "2027-06-29"),
        ("2027-06-30", "2027-10-30"),
    ]


@pytest.mark.parametrize("frequency", [each for each in Frequency if each.value != "twice_month"])
def test_the_start_is_an_anchor_by_default(frequency):
    start = date(2026, 1, 31)
    whole = Terms(frequency, Billing.ADVANCE, default_anchor(frequency, start), start)
    first = period(whole, 1)
    assert first.days == first.full_days


days = st.dates(date(2000, 1, 1), date(2080, 1, 1))


@given(
    st.sampled_from(list(Frequency)),
    st.sampled_from(list(Billing)),
    st.integers(1, 31),
    days,
    st.one_of(st.none(), st.integers(0, 3000)),
)
def test_no_gap_no_overlap_no_drift(frequency, billing, anchor, start, length):
    twice = frequency is Frequency.TWICE_MONTHLY
    anchor = min(anchor, 7 if frequency.weeks else 27 if twice else 31)
    end = None if length is None else start + timedelta(days=length)
    rule = Terms(frequency, billing, anchor, start, end)
    found = list(periods(rule, start + timedelta(days=2000)))
    if billing is Billing.ADVANCE:
        assert found[0].first == start
    for n, each in enumerate(found, start=1):
        assert each.n == n
        assert 1 <= each.days <= each.full_days
        assert each.days == (each.last - each.first).days + 1
        if n > 1:
            assert each.first == found[n - 2].last + timedelta(days=1)
            assert each.first.isoweekday() == anchor if frequency.weeks else True
            if not frequency.weeks and not twice:
                assert each.first == day_of_month(each.first.year, each.first.month, anchor)
    for each in found[1:-1]:
        assert each.days == each.full_days
    if end is not None and found and billing is Billing.ADVANCE and length < 2000:
        assert found[-1].last == end
        assert sum(each.days for each in found) == length + 1
