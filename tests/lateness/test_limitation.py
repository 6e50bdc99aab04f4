"""The last day to claim, and the stages of a case; days reckoned by hand."""

from datetime import date

import pytest

from app.core.errors import Refused
from app.lateness.rules import Alarm, Reached, Stage, check_stage, clock, waits_until

D = date.fromisoformat
YEARS = {"company": 5, "consumer": 2}


@pytest.mark.parametrize(
    ("kind", "starts", "ends"),
    [
        ("company", "2022-03-31", "2027-03-31"),
        ("consumer", "2025-05-20", "2027-05-20"),
        # Five years after a 29 February that they do not have.
        ("company", "2024-02-29", "2029-02-28"),
    ],
)
def test_five_years_and_two(kind: str, starts: str, ends: str) -> None:
    found = clock(kind, D(starts), YEARS)
    assert found and found.ends_on == D(ends)


@pytest.mark.parametrize(
    ("on", "alarm"),
    [
        # 2027-05-20 less 180 days is 2026-11-21; less 60 days is 2027-03-21.
        ("2026-11-20", Alarm.NONE),
        ("2026-11-21", Alarm.SOON),
        ("2027-03-20", Alarm.SOON),
        ("2027-03-21", Alarm.URGENT),
        ("2027-05-20", Alarm.URGENT),
        ("2027-05-21", Alarm.PAST),
    ],
)
def test_alarms_at_180_and_60_days(on: str, alarm: Alarm) -> None:
    found = clock("consumer", D("2025-05-20"), YEARS)
    assert found and found.alarm(D(on)) is alarm


def test_a_part_payment_is_told_and_no_alarm_waits_for_it() -> None:
    paid = [D("2025-12-01"), D("2026-02-10"), D("2028-01-01")]
    found = clock("consumer", D("2025-05-20"), YEARS, paid)
    # What came after the end renews nothing.
    assert found and (found.ends_on, found.renewed_until) == (D("2027-05-20"), D("2028-02-10"))
    assert found.alarm(D("2027-05-01")) is Alarm.URGENT


def test_filed_in_court_it_stops() -> None:
    found = clock("consumer", D("2025-05-20"), YEARS, filed_on=D("2026-12-01"))
    assert found and found.alarm(D("2027-06-01")) is Alarm.NONE


def test_a_public_body_waits_for_its_text_then_counts_from_january() -> None:
    assert clock("public", D("2024-06-30"), YEARS) is None
    found = clock("public", D("2024-06-30"), YEARS | {"public": 4})
    assert found and found.ends_on == D("2028-12-31")


def test_stages_follow_each_other() -> None:
    today = D("2026-12-31")
    posted = Reached(Stage.POSTED, D("2026-11-02"))
    check_stage(posted, Stage.FILED, D("2026-11-20"), today)
    check_stage(posted, Stage.CLOSED, D("2026-11-02"), today)
    for stage, day, code in (
        (Stage.ORDERED, "2026-11-20", "lateness.stage_order"),
        (Stage.POSTED, "2026-11-20", "lateness.stage_order"),
        (Stage.FILED, "2026-11-01", "lateness.stage_before"),
        (Stage.FILED, "2027-01-01", "lateness.stage_future"),
    ):
        with pytest.raises(Refused) as refusal:
            check_stage(posted, stage, D(day), today)
        assert refusal.value.code == code
    with pytest.raises(Refused):
        check_stage(Reached(Stage.CLOSED, D("2026-11-02")), Stage.FILED, D("2026-11-20"), today)


def test_an_order_may_be_opposed_within_a_month_of_its_service() -> None:
    assert waits_until(Reached(Stage.SERVED, D("2027-01-31"))) == D("2027-02-28")
    assert waits_until(Reached(Stage.ORDERED, D("2027-01-31"))) is None
