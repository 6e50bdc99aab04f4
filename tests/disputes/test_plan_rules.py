"""Plans of payments by hand: how cents are cut, which days, how a plan stands by what was paid."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.disputes.rules import (
    Every,
    Part,
    PartFacts,
    PlanFacts,
    counts,
    cut,
    last_in_time,
    plan_faults,
    plan_standing,
)

D = date.fromisoformat


def test_odd_cents_go_into_the_last_part_and_months_are_cut_at_their_end() -> None:
    parts = cut(10_000, 3, D("2027-01-31"))
    assert [part.amount for part in parts] == [3_333, 3_333, 3_334]
    assert [part.due_on for part in parts] == [D("2027-01-31"), D("2027-02-28"), D("2027-03-31")]
    assert [part.due_on for part in cut(5, 3, D("2026-12-28"), Every.FORTNIGHT)] == [
        D("2026-12-28"), D("2027-01-11"), D("2027-01-25"),
    ]  # fmt: skip


@given(
    cents=st.integers(2, 10**9), count=st.integers(2, 36), every=st.sampled_from(list(Every)),
    first=st.dates(D("2026-01-01"), D("2040-12-31")),
)  # fmt: skip
def test_parts_always_add_up_and_days_always_go_on(
    cents: int, count: int, every: Every, first: date
) -> None:
    parts = cut(cents, count, first, every)
    assert sum(part.amount for part in parts) == cents
    days = [part.due_on for part in parts]
    assert days[0] == first and days == sorted(set(days))
    if every is Every.MONTH:
        for place, day in enumerate(days):
            months = first.year * 12 + first.month + place
            assert day.year * 12 + day.month == months
            # The day wanted, or the last one of a shorter month.
            assert day.day == first.day or (day + timedelta(days=1)).day == 1
    if cents >= count and first >= D("2026-01-01"):
        codes = {each.code for each in plan_faults(parts, cents, first)}
        assert codes == set()


def test_a_payment_has_its_days_of_patience_and_at_least_those_of_a_transfer() -> None:
    # 2026-12-24 is a Thursday before Christmas, a Friday.
    assert last_in_time(D("2026-12-24"), 0) == D("2026-12-28")
    assert last_in_time(D("2026-12-24"), 5) == D("2026-12-29")


def test_in_how_many_parts_a_client_may_ask() -> None:
    assert list(counts(54_000, 4, 10_000)) == [2, 3, 4]
    assert list(counts(25_000, 4, 10_000)) == [2]
    assert list(counts(19_999, 4, 10_000)) == []
    assert list(counts(54_000, 0, 0)) == []


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([(54_000, "2026-12-01")], "disputes.plan_few"),
        ([(27_000, "2026-12-01"), (26_999, "2027-01-01")], "disputes.plan_sum"),
        ([(27_000, "2026-12-01"), (27_001, "2027-01-01")], "disputes.plan_sum"),
        ([(27_000, "2026-11-22"), (27_000, "2027-01-01")], "disputes.past"),
        ([(27_000, "2027-01-01"), (27_000, "2027-01-01")], "disputes.plan_order"),
        ([(54_000, "2027-01-01"), (0, "2027-02-01")], "disputes.nothing"),
        ([(55_000, "2027-01-01"), (-1_000, "2027-02-01")], "disputes.nothing"),
        ([(27_000, "2027-01-01"), (27_000, "2029-11-24")], "disputes.plan_long"),
    ],
)
def test_what_cannot_be_agreed(rows: list[tuple[int, str]], code: str) -> None:
    parts = [Part(cents, D(day)) for cents, day in rows]
    assert code in {each.code for each in plan_faults(parts, 54_000, D("2026-11-23"))}


def facts(
    first: int, second: int, third: int, *, relieved: int = 0, noted: str = "running"
) -> PlanFacts:
    """540,00 in three of 180,00; money that had come in all by each part's last day."""
    days = ("2026-12-01", "2027-01-01", "2027-02-01")
    parts = tuple(
        PartFacts(18_000, D(day), D(day) + timedelta(days=5), cents)
        for day, cents in zip(days, (first, second, third), strict=True)
    )
    open_now = 54_000 - third - relieved
    return PlanFacts(parts, noted, D("2026-11-23"), 54_000, third, relieved, open_now)


@pytest.mark.parametrize(
    ("plan", "on", "said"),
    [
        (facts(0, 0, 0), "2026-12-06", "running"),
        (facts(0, 0, 0), "2026-12-07", "broken"),
        (facts(17_999, 17_999, 17_999), "2026-12-07", "broken"),
        (facts(18_000, 18_000, 18_000), "2027-01-06", "running"),
        (facts(18_000, 18_000, 18_000), "2027-01-07", "broken"),
        # All at once is early, not another plan.
        (facts(54_000, 54_000, 54_000), "2026-12-01", "kept"),
        # Two parts with the first: the second is not asked for again.
        (facts(36_000, 36_000, 36_000), "2027-01-20", "running"),
        # The first came late: what comes afterwards mends nothing.
        (facts(0, 54_000, 54_000), "2027-03-01", "broken"),
        # A credit note of 300 leaves 240: the second part is of 60, the third of nothing.
        (facts(18_000, 24_000, 24_000, relieved=30_000), "2027-01-02", "kept"),
        (facts(18_000, 23_999, 23_999, relieved=30_000), "2027-01-07", "broken"),
        (facts(0, 0, 0, relieved=54_000), "2026-12-20", "moot"),
        (facts(0, 0, 0, noted="withdrawn"), "2026-12-01", "withdrawn"),
    ],
)
def test_how_a_plan_stands(plan: PlanFacts, on: str, said: str) -> None:
    assert plan_standing(plan, D(on)) == said


def test_what_is_still_to_come_of_a_plan() -> None:
    def amounts(plan: PlanFacts) -> list[tuple[int, str]]:
        return [(each.amount, each.due_on.isoformat()) for each in plan.to_come()]

    assert amounts(facts(10_000, 10_000, 10_000)) == [
        (8_000, "2026-12-01"), (18_000, "2027-01-01"), (18_000, "2027-02-01"),
    ]  # fmt: skip
    assert amounts(facts(20_000, 20_000, 20_000)) == [
        (16_000, "2027-01-01"), (18_000, "2027-02-01"),
    ]  # fmt: skip
    # 300 credited: 240 are wanted in all, 180 and 60.
    assert amounts(facts(0, 0, 0, relieved=30_000)) == [
        (18_000, "2026-12-01"), (6_000, "2027-01-01"),
    ]  # fmt: skip
