"""When a backup is due, which are kept, when its absence alarms, what may be restored."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.clock import ZONE
from app.core.errors import Refused
from app.upkeep.rules.backups import (
    DAILY,
    MONTHLY,
    WEEKLY,
    Copy,
    Proof,
    Standing,
    is_alarming,
    is_drill_due,
    is_due,
    judge_origin,
    moment_of,
    name_at,
    newest_good,
    surplus,
)

NOON = datetime(2027, 1, 4, 12, 0, tzinfo=ZONE)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ONE_MINUTE = timedelta(minutes=1)


def copy(at: datetime, proof: Proof = Proof.CHECKED) -> Copy:
    return Copy(name_at(at), at, proof)


def nightly(days: int, proof: Proof = Proof.CHECKED) -> list[Copy]:
    """One each night at 2:20, the last of them this morning."""
    first = datetime(2027, 1, 4, 2, 20, tzinfo=ZONE)
    return [copy(first - n * DAY, proof) for n in range(days)]


copies_strategy = st.lists(
    st.builds(
        lambda hours, proof: copy(NOON - hours * HOUR, proof),
        st.integers(0, 24 * 900),
        st.sampled_from(Proof),
    ),
    unique_by=lambda one: one.name,
    max_size=60,
)


def test_the_name_says_the_moment_in_utc() -> None:
    assert name_at(NOON) == "echeance-20270104T110000Z.tar"
    assert moment_of("echeance-20270104T110000Z.tar") == datetime(2027, 1, 4, 11, tzinfo=UTC)
    for foreign in (
        "notes.tar",
        "echeance-20271399T110000Z.tar",
        "echeance-20270104T110000Z.tar.part",
    ):
        assert moment_of(foreign) is None


def test_a_year_of_nights_leaves_seven_days_four_weeks_twelve_months() -> None:
    copies = nightly(400)
    gone = set(surplus(copies, NOON, ZONE))
    kept = sorted((c.at.date().isoformat() for c in copies if c.name not in gone), reverse=True)
    days = [
        "2027-01-04",
        "2027-01-03",
        "2027-01-02",
        "2027-01-01",
        "2026-12-31",
        "2026-12-30",
        "2026-12-29",
    ]
    # Weeks end on Sunday: 4 January (this week), 3 January, 27 and 20 December.
    weeks = ["2026-12-27", "2026-12-20"]
    # The last day of each of the twelve months up to this one; December's is among the days.
    months = ["2026-11-30", "2026-10-31", "2026-09-30", "2026-08-31", "2026-07-31", "2026-06-30",
              "2026-05-31", "2026-04-30", "2026-03-31", "2026-02-28"]  # fmt: skip
    assert kept == days + weeks + months


def test_after_forty_days_off_nothing_is_taken_away_for_its_age() -> None:
    copies = [c for c in nightly(60) if NOON - c.at > 40 * DAY]
    seven = sorted((c.at for c in copies), reverse=True)[:7]
    gone = set(surplus(copies, NOON, ZONE))
    assert not {name_at(at) for at in seven} & gone


def test_a_clock_moved_backwards_keeps_everything() -> None:
    assert surplus(nightly(400), NOON - 2 * DAY, ZONE) == []


def test_a_checked_one_is_kept_before_a_newer_unchecked_one_of_the_same_day() -> None:
    morning = [copy(NOON - 10 * DAY - n * HOUR, Proof.UNCHECKED) for n in (0, 1)]
    checked = copy(NOON - 10 * DAY - 2 * HOUR)
    gone = surplus([*morning, checked, copy(NOON)], NOON, ZONE)
    assert sorted(gone) == sorted(one.name for one in morning)


def test_without_any_checked_one_nothing_goes() -> None:
    assert surplus(nightly(100, Proof.UNCHECKED), NOON, ZONE) == []
    assert surplus(nightly(100, Proof.FAILED), NOON, ZONE) == []


def test_a_damaged_one_goes_once_a_newer_one_is_checked() -> None:
    broken = copy(NOON - 3 * DAY, Proof.FAILED)
    assert surplus([broken, copy(NOON - 4 * DAY)], NOON, ZONE) == []
    assert surplus([broken, copy(NOON - 2 * DAY)], NOON, ZONE) == [broken.name]


@given(copies_strategy)
def test_the_newest_checked_one_always_stays(copies: list[Copy]) -> None:
    best = newest_good(copies, NOON)
    gone = surplus(copies, NOON, ZONE)
    assert set(gone) <= {one.name for one in copies}
    assert best is None or best.name not in gone
    assert best is not None or gone == []


@given(copies_strategy)
def test_taking_away_again_takes_nothing_more(copies: list[Copy]) -> None:
    gone = set(surplus(copies, NOON, ZONE))
    left = [one for one in copies if one.name not in gone]
    assert surplus(left, NOON, ZONE) == []


@given(copies_strategy)
def test_no_more_is_kept_than_the_rule_says(copies: list[Copy]) -> None:
    gone = set(surplus(copies, NOON, ZONE))
    best = newest_good(copies, NOON)
    left = [
        one for one in copies
        if one.name not in gone and one.proof is not Proof.FAILED and NOON - one.at >= DAY
    ]  # fmt: skip
    assert best is None or len(left) <= DAILY + WEEKLY + MONTHLY + 1


@given(copies_strategy)
def test_the_last_seven_days_that_have_one_keep_one(copies: list[Copy]) -> None:
    gone = set(surplus(copies, NOON, ZONE))
    sound = [one for one in copies if one.proof is not Proof.FAILED]
    days = sorted({one.at.astimezone(ZONE).date() for one in sound}, reverse=True)[:DAILY]
    left = {one.at.astimezone(ZONE).date() for one in sound if one.name not in gone}
    assert set(days) <= left


@given(st.lists(st.integers(1, 40), min_size=1, max_size=80))
def test_pruning_night_after_night_with_gaps_never_loses_the_last_week(gaps: list[int]) -> None:
    there: list[Copy] = []
    at = NOON
    for gap in gaps:
        at += gap * DAY
        there.append(copy(at))
        gone = set(surplus(there, at, ZONE))
        there = [one for one in there if one.name not in gone]
        assert len(there) <= DAILY + WEEKLY + MONTHLY
    expected = sorted((NOON + sum(gaps[: n + 1]) * DAY for n in range(len(gaps))), reverse=True)[:7]
    assert {one.at for one in there} >= set(expected)


def test_a_night_missed_is_made_up_for_whatever_the_day() -> None:
    assert is_due([], NOON)
    assert is_due([copy(NOON - 3 * DAY)], NOON)
    assert not is_due(nightly(1), NOON)
    assert not is_due([copy(NOON - HOUR)], NOON), "made by hand this morning: it will do"
    before_two = datetime(2027, 1, 5, 1, 30, tzinfo=ZONE)
    assert not is_due(nightly(1), before_two), "the next night has not begun"
    assert is_due(nightly(1), before_two + HOUR)


def test_what_was_not_checked_or_is_dated_later_does_not_count() -> None:
    assert is_due([copy(NOON - HOUR, Proof.UNCHECKED)], NOON)
    assert is_due([copy(NOON - HOUR, Proof.FAILED)], NOON)
    assert is_due([copy(NOON + 300 * DAY)], NOON)


def test_the_nights_when_the_clocks_change() -> None:
    spring = datetime(2027, 3, 28, 3, 20, tzinfo=ZONE)
    assert is_due([copy(datetime(2027, 3, 27, 2, 20, tzinfo=ZONE))], spring)
    autumn = datetime(2026, 10, 25, 2, 20, tzinfo=ZONE, fold=1)
    assert not is_due([copy(datetime(2026, 10, 25, 2, 20, tzinfo=ZONE, fold=0))], autumn)


def test_thirty_six_hours_without_one_alarm_and_a_new_installation_does_not() -> None:
    assert not is_alarming([], None, NOON)
    assert not is_alarming([], NOON - 36 * HOUR, NOON)
    assert is_alarming([], NOON - 36 * HOUR - ONE_MINUTE, NOON)
    assert not is_alarming([copy(NOON - 36 * HOUR)], NOON - 90 * DAY, NOON)
    assert is_alarming([copy(NOON - 36 * HOUR - ONE_MINUTE)], NOON - 90 * DAY, NOON)
    assert is_alarming([copy(NOON - HOUR, Proof.FAILED)], NOON - 90 * DAY, NOON)


def test_a_drill_each_week() -> None:
    assert not is_drill_due(None, [], NOON)
    assert is_drill_due(None, nightly(1), NOON)
    assert not is_drill_due(NOON - 7 * DAY + ONE_MINUTE, nightly(1), NOON)
    assert is_drill_due(NOON - 7 * DAY, nightly(1), NOON)
    assert is_drill_due(NOON + DAY, nightly(1), NOON), "the clock was wrong then"


def judge(**changes: object) -> None:
    origin = {"form": 1, "version": "0.1.0", "engine": "sqlite", "migrations": ["0001-people"]}
    ours = {"our_version": "0.1.0", "our_engine": "sqlite", "our_migrations": ["0001-people", "2"]}
    judge_origin(**(origin | ours | changes))  # type: ignore[arg-type]


def test_an_older_one_of_the_same_engine_may_be_restored() -> None:
    judge()
    judge(version="0.0.9")


@pytest.mark.parametrize(
    "newer",
    [{"form": 2}, {"version": "0.2.0"}, {"version": "0.10.0"}, {"migrations": ["0099-tomorrow"]}],
)
def test_a_newer_one_is_refused(newer: dict[str, object]) -> None:
    with pytest.raises(Refused, match="newer than this one"):
        judge(**newer)


def test_another_engine_is_refused_with_what_to_do() -> None:
    with pytest.raises(Refused, match=r"PostgreSQL database.*uses SQLite.*in DATABASE_URL"):
        judge(engine="postgres")
    with pytest.raises(Refused, match=r"SQLite database.*uses PostgreSQL.*not set"):
        judge(our_engine="postgres")


def test_what_would_be_lost_is_said_in_full() -> None:
    assert Standing().is_empty
    held = Standing("Atelier Vauban", 3, 12, 140, "F2027-000140", "2027-01-04 09:12", 139)
    assert held.lines() == [
        "the business Atelier Vauban, 3 users",
        "12 clients, 140 issued documents (the last: F2027-000140)",
        "139 stored files",
        "everything done since; the last act is of 2027-01-04 09:12",
    ]
    assert not Standing(unreadable="not a database").is_empty
