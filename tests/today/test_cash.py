"""The rules of the cash forecast, worked by hand."""

from datetime import date, timedelta

import pytest

from app.risk.rules import Outcome
from app.today.rules import (
    Debt,
    Habits,
    Judged,
    Opening,
    Outflow,
    Outgo,
    Scenario,
    Twist,
    balances,
    coverage,
    days_out,
    habits,
    judge_outflow,
    judge_scenario,
    less_credits,
    lowest,
    simulate,
    vat_day,
    week_of,
)
from app.today.rules.receipts import band

D = date.fromisoformat
ON = D("2026-11-27")
ON_TIME = Habits(usual=((0, False),))


def out(cents: int, first: str, months: int = 1, until: str | None = None) -> Outflow:
    return Outflow(Outgo.RENT, "", cents, D(first), months, D(until) if until else None)


def test_weeks_end_seven_days_apart() -> None:
    assert [week_of(ON + timedelta(days=n), ON) for n in (1, 7, 8, 14, 182)] == [0, 0, 1, 1, 25]


def test_rent_on_the_31st_is_paid_on_the_last_day_of_each_month() -> None:
    rent = out(90_000, "2026-10-31", until="2027-02-28")
    assert days_out(rent, ON, D("2027-12-31")) == [
        D("2026-11-30"), D("2026-12-31"), D("2027-01-31"), D("2027-02-28"),
    ]  # fmt: skip
    assert days_out(out(1, "2026-12-24", months=0), ON, D("2028-01-01")) == [D("2026-12-24")]
    assert days_out(out(1, "2026-11-27", months=3), ON, D("2027-06-01")) == [
        D("2027-02-27"), D("2027-05-27"),
    ]  # fmt: skip


def test_vat_of_a_month_is_paid_on_the_24th_of_the_next() -> None:
    assert vat_day(D("2026-11-01")) == vat_day(D("2026-11-30")) == D("2026-12-24")
    assert vat_day(D("2026-12-31")) == D("2027-01-24")


def test_who_pays_on_the_due_day_is_foreseen_to_the_cent() -> None:
    """1 200 € due on 10 December, 200 € of it VAT; the balance is 5 000 €, rent 800 € on the 5th.
    Weeks end on Fridays: 4, 11, 18 and 25 December, when the VAT of the month is not paid yet; it
    is on 24 January, in the ninth (ending on 29 January), with a second rent before it."""
    weeks = simulate([Debt(1, D("2026-12-10"), 120_000, ON, 20_000)], ON_TIME, ON, paths=10)
    opening = Opening(500_000, ON)
    found = balances(weeks, opening, [out(80_000, "2026-12-05")], ON)
    assert [(str(w.ends_on), w.receipts, w.out, w.low, w.mid, w.high) for w in found[:3]] == [
        ("2026-12-04", 0, 0, 500_000, 500_000, 500_000),
        ("2026-12-11", 120_000, 80_000, 540_000, 540_000, 540_000),
        ("2026-12-18", 0, 0, 540_000, 540_000, 540_000),
    ]
    assert (found[5].mid, found[7].mid) == (460_000, 460_000)
    assert (found[8].out, found[8].mid) == (20_000, 440_000)
    # Rents of 5 December to 5 May are six by 28 May, the end of the twenty-sixth week.
    assert found[-1].ends_on == D("2027-05-28")
    assert found[-1].mid == 500_000 + 120_000 - 20_000 - 6 * 80_000
    assert lowest(found) is found[-1] or lowest(found).mid == found[-1].mid


def test_what_went_out_since_the_statement_is_taken_off() -> None:
    weeks = simulate([], ON_TIME, ON, paths=10)
    opening = Opening(500_000, D("2026-11-20"), since=30_000)
    found = balances(weeks, opening, [out(80_000, "2026-11-25", months=0)], ON)
    assert found[0].mid == 450_000
    # Without a statement there is nothing that it could be taken off.
    assert balances(weeks, Opening(None, None), [], ON)[0].mid == 0


def test_vat_that_is_due_whoever_pays() -> None:
    weeks = simulate([], ON_TIME, ON, vat=[(D("2026-12-24"), 33_000)], paths=10)
    assert (weeks[2].net_mid, weeks[3].net_mid, weeks[3].vat) == (0, -33_000, 33_000)


def test_a_client_that_pays_later_moves_by_so_many_days_and_no_other() -> None:
    debts = [Debt(1, D("2026-12-10"), 100, ON), Debt(2, D("2026-12-10"), 7, ON)]
    one = simulate(debts, ON_TIME, ON, later=(1, 14), paths=10)
    assert [week.receipts for week in one[:4]] == [0, 7, 0, 100]
    everybody = simulate(debts, ON_TIME, ON, later=(None, 14), paths=10)
    assert [week.receipts for week in everybody[:4]] == [0, 0, 0, 107]


def test_credits_are_taken_off_the_oldest_debt_with_its_vat() -> None:
    debts = [Debt(1, D("2026-12-20"), 500, ON), Debt(1, D("2026-12-10"), 1_200, ON, 200)]
    left = less_credits([*debts, Debt(2, D("2026-12-01"), 50, ON)], {1: 600, 2: 80})
    assert [(each.client_id, each.cents, each.vat) for each in left] == [(1, 600, 100), (1, 500, 0)]


def test_an_open_debt_is_never_foreseen_for_a_day_that_is_past() -> None:
    """Always paid five days after it is due; this one is open nine days after it."""
    known = [
        Outcome(1, "company", day, day + timedelta(days=5))
        for day in (D("2026-06-01"), D("2026-07-01"), D("2026-08-01"))
    ]
    weeks = simulate([Debt(1, D("2026-11-18"), 100, D("2026-10-18"))], habits(known, ON), ON)
    assert weeks[0].in_mid == 100


def test_the_same_facts_give_the_same_figures() -> None:
    debts = [Debt(n, ON + timedelta(days=n), 1_000 * n, ON) for n in range(1, 20)]
    assert simulate(debts, Habits(), ON) == simulate(debts, Habits(), ON)


def test_percentiles_are_drawn_values() -> None:
    assert band(range(100)) == (10, 50, 89)


def test_coverage_counts_by_how_far_ahead_it_looked() -> None:
    def judged(weeks: int, actual: int) -> Judged:
        return Judged(ON, ON + timedelta(days=7 * weeks), 10, 20, 30, actual)

    found = coverage([judged(1, 10), judged(1, 31), judged(1, 9), judged(4, 30), judged(26, 15)])
    assert [(c.first, c.last, c.held, c.count, c.percent) for c in found] == [
        (1, 1, 1, 3, 33),
        (2, 4, 1, 1, 100),
        (14, 26, 1, 1, 100),
    ]


@pytest.mark.parametrize(
    ("outflow", "code"),
    [
        (out(0, "2026-12-01"), "today.outflow_amount"),
        (out(-5, "2026-12-01"), "today.outflow_amount"),
        (out(5, "2026-12-02", until="2026-12-01"), "today.outflow_order"),
    ],
)
def test_what_cannot_go_out(outflow: Outflow, code: str) -> None:
    assert [each.code for each in judge_outflow(outflow)] == [code]


@pytest.mark.parametrize(
    ("scenario", "codes"),
    [
        (Scenario(Twist.LATER, 1, 0), ["today.scenario_days"]),
        (Scenario(Twist.LATER, 1, 181), ["today.scenario_days"]),
        (Scenario(Twist.LATER, None, 180), []),
        (Scenario(Twist.EXPENSE, cents=0), ["today.outflow_amount", "today.scenario_day"]),
        (Scenario(Twist.EXPENSE, cents=1, day=ON), []),
    ],
)
def test_what_cannot_be_a_scenario(scenario: Scenario, codes: list[str]) -> None:
    assert [each.code for each in judge_scenario(scenario)] == codes
