"""The rows follow the terms; what is billed stays; a refusal is kept as facts."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.contracts.rules import (
    Billing,
    ContractValues,
    Frequency,
    Line,
    Mode,
    Row,
    Span,
    State,
    Terms,
    holding,
    judge,
    keep,
    kept,
    monthly_net,
    net_to_bill,
    periods,
    reconcile,
)
from app.core.errors import Refused, finding
from app.core.money import Euros

MONTHLY = Terms(Frequency.MONTHLY, Billing.ADVANCE, 1, date(2026, 1, 1))
UNTIL = date(2026, 6, 30)


def rows_of(terms, until=UNTIL, billed=0):
    return [
        Row(
            100 + each.n,
            each.n,
            each.first,
            each.last,
            each.days,
            each.full_days,
            each.bill_on,
            each.bill_on,
            State.BILLED if each.n <= billed else State.PLANNED,
        )
        for each in periods(terms, until)
    ]


def test_a_schedule_that_follows_its_terms_is_left_alone():
    changes = reconcile(MONTHLY, rows_of(MONTHLY), UNTIL)
    assert changes.add == changes.redraw == changes.leave_out == changes.remove == ()


def test_two_more_months_are_added_after_the_last_row():
    changes = reconcile(MONTHLY, rows_of(MONTHLY), date(2026, 8, 31))
    assert [str(each.first) for each in changes.add] == ["2026-07-01", "2026-08-01"]


def test_ending_on_10_may_cuts_may_and_removes_june():
    ended = replace(MONTHLY, end_on=date(2026, 5, 10))
    changes = reconcile(ended, rows_of(MONTHLY, billed=2), UNTIL)
    assert [(each.n, str(each.last), each.days) for each in changes.redraw] == [
        (5, "2026-05-10", 10)
    ]
    assert changes.remove == (106,)


def test_a_moved_row_keeps_its_day_when_the_terms_change():
    rows = rows_of(MONTHLY)
    rows[4] = replace(rows[4], bill_on=date(2026, 5, 20))
    ended = replace(MONTHLY, billing=Billing.ARREARS)
    drawn = {each.n: each for each in reconcile(ended, rows, UNTIL).redraw}
    assert (drawn[5].planned_on, drawn[5].bill_on) == (date(2026, 5, 31), date(2026, 5, 20))
    assert drawn[4].bill_on == date(2026, 4, 30)


def test_a_row_before_a_billed_one_is_left_out_not_removed():
    rows = rows_of(MONTHLY)
    rows[5] = replace(rows[5], state=State.BILLED)
    changes = reconcile(replace(MONTHLY, end_on=date(2026, 4, 30)), rows, UNTIL)
    assert (changes.leave_out, changes.remove) == ((105,), ())


def test_an_end_moved_on_after_the_cut_period_was_billed_is_refused():
    cut = replace(MONTHLY, end_on=date(2026, 3, 10))
    with pytest.raises(Refused) as refused:
        reconcile(MONTHLY, rows_of(cut, billed=3), UNTIL)
    assert refused.value.code == "contracts.cut_period_billed"
    assert refused.value.findings[0].facts == {"last": date(2026, 3, 10)}


@given(st.integers(0, 6), st.dates(date(2026, 1, 1), date(2026, 12, 31)))
def test_the_rows_are_stable_after_any_end(billed, end):
    rows = rows_of(MONTHLY, billed=billed)
    ended = replace(MONTHLY, end_on=end)
    changes = reconcile(ended, rows, UNTIL)
    gone = set(changes.remove)
    drawn = {each.id: each for each in changes.redraw}
    left = [
        replace(each, state=State.SKIPPED) if each.id in changes.leave_out else each
        for each in (drawn.get(row.id, row) for row in rows if row.id not in gone)
    ]
    again = reconcile(ended, left, UNTIL)
    assert again.add == again.redraw == again.leave_out == again.remove == ()
    assert [row.n for row in left] == list(range(1, len(left) + 1))


terms = st.builds(
    Terms,
    st.sampled_from(list(Frequency)),
    st.sampled_from(list(Billing)),
    st.integers(1, 7),
    st.dates(date(2026, 1, 1), date(2026, 3, 31)),
)


@given(terms, terms)
def test_rows_are_redrawn_one_by_one_without_two_that_begin_on_the_same_day(before, after):
    rows = {row.id: row for row in rows_of(before, date(2027, 1, 1))}
    changes = reconcile(after, list(rows.values()), date(2027, 1, 1))
    for gone in changes.remove:
        del rows[gone]
    for drawn in changes.redraw:
        rows[drawn.id] = drawn
        assert len({row.first for row in rows.values()}) == len(rows)


def test_a_pause_holds_the_periods_that_begin_in_it():
    pause = Span(1, date(2026, 3, 10), date(2026, 5, 20))
    held = [row.n for row in rows_of(MONTHLY) if holding([pause], row.first)]
    assert held == [4, 5]
    assert holding([Span(2, date(2026, 3, 10), None)], date(2040, 1, 1)).id == 2


VALUES = ContractValues(
    1, "Ascenseur", Frequency.MONTHLY, Billing.ADVANCE, date(2026, 1, 3), Mode.ISSUE
)
LIFT = Line("Ascenseur", 10_000, 120_000_000, 2000)


def test_a_contract_without_anchor_runs_from_its_start():
    assert VALUES.terms.anchor_day == 3
    assert replace(VALUES, frequency=Frequency.WEEKLY).terms.anchor_day == 6


def test_everything_wrong_is_said_at_once():
    wrong = replace(
        VALUES, label=" ", anchor_day=32, end_on=date(2026, 1, 2), max_entries=0, terms_days=90
    )
    with pytest.raises(Refused) as refused:
        judge(wrong, [replace(LIFT, label=""), replace(LIFT, unit_price=-1)])
    assert [each.field for each in refused.value.findings] == [
        "label",
        "anchor_day",
        "end_on",
        "max_entries",
        "terms_days",
        "line-0-label",
        "line-1-unit_price",
    ]


@pytest.mark.parametrize("lines", [[], [replace(LIFT, quantity=0)], [replace(LIFT, quantity=-1)]])
def test_a_contract_that_bills_nothing_is_refused(lines):
    with pytest.raises(Refused):
        judge(VALUES, lines)


def test_a_weekly_anchor_is_a_day_of_the_week():
    with pytest.raises(Refused) as refused:
        judge(replace(VALUES, frequency=Frequency.WEEKLY, anchor_day=8), [LIFT])
    assert refused.value.code == "contracts.anchor_week"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"anchor_day": 15, "second_day": 15}, "second_day"),
        ({"anchor_day": 15, "second_day": 1}, "second_day"),
        ({"anchor_day": 28, "second_day": 31}, "second_day"),
        ({"every": 2}, "every"),
        ({"every": 0}, "every"),
        ({"every": 61}, "every"),
    ],
)
def test_two_days_of_a_month_differ_in_every_month(changes, field):
    with pytest.raises(Refused) as refused:
        judge(replace(VALUES, frequency=Frequency.TWICE_MONTHLY, **changes), [LIFT])
    assert field in [each.field for each in refused.value.findings]


def test_twice_a_month_is_the_1st_and_the_15th_unless_said_otherwise():
    twice = replace(VALUES, frequency=Frequency.TWICE_MONTHLY)
    assert (twice.terms.anchor_day, twice.terms.second_day) == (1, 15)
    judge(twice, [LIFT])
    assert monthly_net([LIFT], twice.terms) == 24_000
    assert monthly_net([LIFT], replace(VALUES, every=4).terms) == 3_000
    assert VALUES.terms.second_day is None


@pytest.mark.parametrize("net", [0, -1, 10**14])
def test_an_amended_amount_is_more_than_nothing(net):
    with pytest.raises(Refused):
        net_to_bill(net)
    assert net_to_bill(None) is None


def test_a_refusal_is_kept_with_its_facts():
    said = finding("x.y", "%(a)s %(b)s %(c)s", "f", a=Euros(1234), b=date(2026, 1, 2), c=["é", 3])
    (again,) = kept(keep([said]))
    assert (again.code, again.message, again.field) == ("x.y", said.message, "f")
    assert again.facts == {"a": 1234, "b": date(2026, 1, 2), "c": ["é", 3]}
    assert isinstance(again.facts["a"], Euros)
    assert kept("") == []
