"""Ages and days outstanding, worked by hand."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.receivables import rules
from app.receivables.rules import Age, Sums

DUE = date(2026, 11, 21)


def test_on_its_due_day_an_invoice_is_not_late() -> None:
    assert rules.age_of(DUE, DUE) is Age.NOT_DUE
    assert rules.age_of(DUE, DUE - timedelta(days=40)) is Age.NOT_DUE


def test_the_edges_of_each_age() -> None:
    seen = {days: rules.age_of(DUE, DUE + timedelta(days=days)) for days in (1, 30, 31, 60, 61)}
    assert seen == {1: Age.D1_30, 30: Age.D1_30, 31: Age.D31_60, 60: Age.D31_60, 61: Age.D61_90}
    assert rules.age_of(DUE, DUE + timedelta(days=90)) is Age.D61_90
    assert rules.age_of(DUE, DUE + timedelta(days=91)) is Age.OVER_90


@given(st.integers(-500, 500))
def test_each_instalment_is_in_exactly_one_age(days: int) -> None:
    since = DUE - timedelta(days=days)
    first, second, third, fourth = rules.first_days(DUE)
    inside = [
        since >= first,
        second <= since < first,
        third <= since < second,
        fourth <= since < third,
        since < fourth,
    ]
    assert inside.count(True) == 1
    assert tuple(Age)[inside.index(True)] is rules.age_of(since, DUE)


def test_totals_add_up_both_ways() -> None:
    rows = [Sums(100, 200, 0, 0, 5, -50), Sums(0, 1, 2, 3, 4, 0)]
    total = rules.add_up(rows)
    assert total == Sums(100, 201, 2, 3, 9, -50)
    assert (total.late, total.owed, total.total) == (215, 315, 265)
    assert rules.add_up([]) == Sums()


def test_count_back_gives_82_4_days() -> None:
    """2 500 € at the end of November; sales: Nov 1 200, Oct 800, Sept 700 (law, B11)."""
    months = [(120_000, 30), (80_000, 31), (70_000, 30)]
    assert rules.dso_count_back(250_000, months) == 824


def test_count_back_at_its_edges() -> None:
    assert rules.dso_count_back(0, [(100, 30)]) == 0
    assert rules.dso_count_back(-50, []) == 0
    assert rules.dso_count_back(120_000, [(120_000, 30), (1, 31)]) == 300
    assert rules.dso_count_back(100, [(0, 30), (0, 31)]) is None


def test_simple_dso() -> None:
    """20 000 € owed on 45 000 € of sales in 90 days: 40 days."""
    assert rules.dso_simple(2_000_000, 4_500_000, 90) == 400
    assert rules.dso_simple(100, 0, 90) is None


def test_mean_delay_is_weighted_by_amount() -> None:
    """900 € paid 10 days late and 100 € paid in time: 9 days."""
    assert rules.mean_delay([(90_000, 10), (10_000, 0)]) == 90
    assert rules.mean_delay([(90_000, -5), (10_000, 5)]) == -40
    assert rules.mean_delay([]) is None
