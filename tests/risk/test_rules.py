"""The late-payment score, against figures worked by hand."""

from datetime import date, timedelta
from random import Random

import pytest

from app.risk import rules
from app.risk.rules import STARTING_PRIOR, Outcome

ON = date(2026, 11, 22)
YEAR_AGO = ON - timedelta(days=365)


def outcome(delay: int | None, due_on: date = YEAR_AGO, client_id: int = 1) -> Outcome:
    paid_on = None if delay is None else due_on + timedelta(days=delay)
    return Outcome(client_id, "company", due_on, paid_on)


def test_beta_quantiles_have_closed_forms_to_check_against() -> None:
    assert rules.beta_quantile(0.25, 1, 1) == pytest.approx(0.25, abs=1e-5)  # uniform
    assert rules.beta_quantile(0.1, 2, 1) == pytest.approx(0.316228, abs=1e-5)  # x^2 = 0.1
    assert rules.beta_quantile(0.9, 1, 3) == pytest.approx(0.535841, abs=1e-5)  # 1-(1-x)^3
    assert rules.beta_cdf(0.5, 7.3, 7.3) == pytest.approx(0.5, abs=1e-9)
    assert rules.beta_cdf(0.0, 2, 2) == 0.0 and rules.beta_cdf(1.0, 2, 2) == 1.0


def test_under_three_outcomes_nothing_is_said() -> None:
    score = rules.score_client(1, [outcome(12), outcome(30)], {}, ON)
    assert (score.outcomes, score.p_late, score.grade) == (2, None, None)
    assert score.reasons[0].code == "risk.too_few"


def test_a_year_halves_the_weight_of_an_outcome() -> None:
    # Four outcomes of a year ago weigh 2 in all, the two late ones 1: with the prior (0.43, 0.65)
    # p = 1.43 / 3.08.
    history = [outcome(10), outcome(20), outcome(0), outcome(-3)]
    score = rules.score_client(1, history, {}, ON)
    assert score.p_late == pytest.approx(1.43 / 3.08)
    assert score.low is not None and score.high is not None
    assert score.low < 1.43 / 3.08 < score.high
    assert score.grade == "C"
    assert dict(score.reasons[0].facts) == {"late": 2, "n": 4, "days": "15"}


def test_recent_lateness_counts_more_than_old() -> None:
    recent, old = ON - timedelta(days=30), ON - timedelta(days=730)
    worse = [outcome(0, old)] * 3 + [outcome(20, recent)] * 3
    better = [outcome(20, old)] * 3 + [outcome(0, recent)] * 3
    now_late = rules.score_client(1, worse, {}, ON).p_late
    once_late = rules.score_client(1, better, {}, ON).p_late
    assert now_late is not None and once_late is not None and now_late > 0.6 > 0.4 > once_late


def test_an_open_overdue_instalment_is_late_by_its_age() -> None:
    score = rules.score_client(
        1, [outcome(0), outcome(0), outcome(None, ON - timedelta(days=40))], {}, ON
    )
    assert [reason.code for reason in score.reasons] == ["risk.history", "risk.overdue_now"]
    assert dict(score.reasons[1].facts) == {"n": 1, "days": 40}


def test_the_prior_is_learnt_from_the_segment_once_it_has_thirty_outcomes() -> None:
    few = [outcome(0, client_id=n) for n in range(29)]
    assert rules.fit_prior(few, ON) is STARTING_PRIOR
    random = Random(7)
    prompt = [
        outcome(0 if random.random() < 0.9 else 8, ON - timedelta(days=5), client_id=n % 20)
        for n in range(200)
    ]
    fitted = rules.fit_prior(prompt, ON)
    assert fitted.a / (fitted.a + fitted.b) < 0.2


def test_the_prior_is_where_its_likelihood_is_highest() -> None:
    """Of 300 clients with four outcomes each, drawn from Beta(1, 3): a mean of a quarter, and a
    strength of four, give or take what such a draw leaves open."""
    random = Random(11)
    drawn = []
    for client in range(300):
        p = random.betavariate(1, 3)
        drawn += [outcome(9 if random.random() < p else 0, ON, client) for _ in range(4)]
    fitted = rules.fit_prior(drawn, ON + timedelta(days=1))
    assert fitted.mean == pytest.approx(0.25, abs=0.03)
    assert 2.5 < fitted.a + fitted.b < 6.5
    assert fitted.learnt_from == 1200


def test_without_history_the_weeks_have_a_closed_form() -> None:
    """A hazard of -ln .6 = .5108 a week under a gamma pace of shape 2: after w weeks
    (2 / (2 + .5108 w))² are unpaid: .6345 and .4381."""
    days = rules.foresee([], rules.STARTING, ON)
    assert days.p_late == pytest.approx(0.43 / 1.08)
    assert days.unpaid[1:3] == pytest.approx((0.6345, 0.4381), abs=1e-4)
    # Late 39.81 % of the time: by day 7 all is paid but .3981 x .6345, by day 14 but .3981 x .4381.
    assert (days.by(7), days.by(14)) == pytest.approx((0.7474, 0.8256), abs=1e-4)
    # Half-way between them half of it; still open at 7, paid by 14 with 1 - .4381 / .6345.
    assert days.by(10.5) == pytest.approx((0.7474 + 0.8256) / 2, abs=1e-4)
    assert days.paid_between(7, 14) == pytest.approx(0.3095, abs=1e-4)


def test_a_week_in_which_a_client_paid_before_weighs_more() -> None:
    """Ten days late a year ago: half an outcome through two weeks of .5108, paid in the second.

    Pace: Gamma(2.5, 2.5108). First week 1 - (2.5108 / 3.0216)^2.5 = .3706, and with the half that
    did not pay in it, habit of two: 2 x .3706 / 2.5 = .2965. Second week 1 - (3.0216 / 3.5325)^2.5
    = .3233, and with the half that did: (.5 + 2 x .3233) / 2.5 = .4586. Unpaid: .7035, .3809.
    """
    days = rules.foresee([outcome(10)], rules.STARTING, ON)
    assert days.unpaid[1:3] == pytest.approx((0.7035, 0.3809), abs=2e-4)


def test_who_always_pays_twenty_days_late_is_expected_on_the_twentieth_day() -> None:
    usual = [outcome(20, ON - timedelta(days=30 * n)) for n in range(2, 14)]
    score = rules.score_client(1, usual, {}, ON)
    assert score.expected_days_late == pytest.approx(18, abs=3.5)
    prompt = [outcome(-5, ON - timedelta(days=30 * n)) for n in range(2, 14)]
    assert rules.score_client(1, prompt, {}, ON).expected_days_late == 0.0
    days = rules.foresee(prompt, rules.STARTING, ON)
    assert (days.quantile(0.3), days.by(-6), days.by(-5) > 0.7) == (-5.0, 0.0, True)


def test_what_is_open_only_says_that_it_is_not_paid_yet() -> None:
    """Thirty days late and open: four whole weeks at risk, none paid: later than without it."""
    waiting = rules.foresee([outcome(None, ON - timedelta(days=30))], rules.STARTING, ON)
    nothing = rules.foresee([], rules.STARTING, ON)
    assert all(w > n for w, n in zip(waiting.unpaid[1:5], nothing.unpaid[1:5], strict=True))


def test_a_debit_is_late_when_it_came_back_and_is_told_apart() -> None:
    """Collected ten days after the due day: our choice. Of six debits one came back."""
    debits = [
        Outcome(1, "company", due, due + timedelta(days=10), means="debit", is_returned=n == 2)
        for n in range(6)
        if (due := ON - timedelta(days=40 + 30 * n))
    ]
    score = rules.score_client(1, [outcome(25), outcome(25), *debits], {}, ON)
    assert score.outcomes == 6 and score.p_late is not None and score.p_late < 0.3
    assert [(r.code, dict(r.facts)) for r in score.reasons] == [
        ("risk.debits_returned", {"returned": 1, "n": 6})
    ]


def test_what_is_in_dispute_is_left_out_and_said() -> None:
    contested = Outcome(1, "company", ON - timedelta(days=200), None, is_disputed=True)
    with_it = rules.score_client(1, [outcome(0)] * 4 + [contested], {}, ON)
    without = rules.score_client(1, [outcome(0)] * 4, {}, ON)
    assert (with_it.p_late, with_it.outcomes) == (without.p_late, 4)
    assert with_it.reasons[-1].code == "risk.disputed"
    alone = rules.score_client(1, [contested], {}, ON)
    assert (alone.outcomes, alone.p_late, alone.reasons[-1].code) == (0, None, "risk.disputed")


def test_grades_by_probability() -> None:
    grades = [rules.grade_of(p) for p in (0.0, 0.1999, 0.2, 0.45, 0.65, 0.8, 1.0)]
    assert grades == ["A", "A", "B", "C", "D", "E", "E"]


def test_the_strip_shows_the_last_twelve_by_age() -> None:
    delays = [0, 1, 30, 31, 60, 61, 90, 91, 400]
    history = [
        outcome(delay, ON - timedelta(days=600 - n)) for n, delay in enumerate([5] * 6 + delays)
    ]
    assert rules.strips(history, ON)[1] == [1, 1, 1, 0, 1, 1, 2, 2, 3, 3, 4, 4]
