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
    score = rules.score_client(1, [outcome(12), outcome(30)], STARTING_PRIOR, ON)
    assert (score.outcomes, score.p_late, score.grade) == (2, None, None)
    assert score.reasons[0].code == "risk.too_few"


def test_a_year_halves_the_weight_of_an_outcome() -> None:
    # Four outcomes of a year ago weigh 2 in all, the two late ones 1: with the prior (0.43, 0.65)
    # p = 1.43 / 3.08; the delay is (0.5 x 10 + 0.5 x 20 + 3 x 5) / (2 + 3) = 6 days.
    history = [outcome(10), outcome(20), outcome(0), outcome(-3)]
    score = rules.score_client(1, history, STARTING_PRIOR, ON)
    assert score.p_late == pytest.approx(1.43 / 3.08)
    assert score.expected_days_late == pytest.approx(6.0)
    assert score.low is not None and score.high is not None
    assert score.low < 1.43 / 3.08 < score.high
    assert score.grade == "C"
    assert dict(score.reasons[0].facts) == {"late": 2, "n": 4, "days": "15"}


def test_recent_lateness_counts_more_than_old() -> None:
    recent, old = ON - timedelta(days=30), ON - timedelta(days=730)
    worse = [outcome(0, old)] * 3 + [outcome(20, recent)] * 3
    better = [outcome(20, old)] * 3 + [outcome(0, recent)] * 3
    now_late = rules.score_client(1, worse, STARTING_PRIOR, ON).p_late
    once_late = rules.score_client(1, better, STARTING_PRIOR, ON).p_late
    assert now_late is not None and once_late is not None and now_late > 0.6 > 0.4 > once_late


def test_an_open_overdue_instalment_is_late_by_its_age() -> None:
    score = rules.score_client(
        1, [outcome(0), outcome(0), outcome(None, ON - timedelta(days=40))], STARTING_PRIOR, ON
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


def test_grades_by_probability() -> None:
    grades = [rules.grade_of(p) for p in (0.0, 0.1999, 0.2, 0.45, 0.65, 0.8, 1.0)]
    assert grades == ["A", "A", "B", "C", "D", "E", "E"]


def test_the_strip_shows_the_last_twelve_by_age() -> None:
    delays = [0, 1, 30, 31, 60, 61, 90, 91, 400]
    history = [
        outcome(delay, ON - timedelta(days=600 - n)) for n, delay in enumerate([5] * 6 + delays)
    ]
    assert rules.strips(history, ON)[1] == [1, 1, 1, 0, 1, 1, 2, 2, 3, 3, 4, 4]
