"""What money may be and how it is spread, worked by hand."""

from datetime import date

import pytest

from app.core.errors import Refused
from app.payments import rules
from app.payments.rules import Method, Owed, ReceiptValues, Wanted

TODAY = date(2026, 11, 21)
OCTOBER = Owed(1, date(2026, 10, 31), 12_000)
SEPTEMBER = Owed(2, date(2026, 9, 30), 5_000)
NOVEMBER = Owed(3, date(2026, 11, 30), 7_000)
OPEN = [OCTOBER, SEPTEMBER, NOVEMBER]


def test_the_oldest_due_is_settled_first_and_the_rest_in_part() -> None:
    assert rules.oldest_first(9_000, OPEN) == [(2, 5_000), (1, 4_000)]


def test_money_left_over_stays_with_the_receipt() -> None:
    parts = rules.oldest_first(30_000, OPEN)
    assert parts == [(2, 5_000), (1, 12_000), (3, 7_000)]
    assert sum(cents for _, cents in parts) == 24_000


def test_parts_by_hand_are_taken_as_they_are() -> None:
    assert rules.by_hand(10_000, OPEN, [(3, 7_000), (1, 3_000)]) == [(1, 3_000), (3, 7_000)]


@pytest.mark.parametrize(
    ("wanted", "code", "field"),
    [
        ([(9, 100)], "payments.not_open", "part-9"),
        ([(2, 5_001)], "payments.more_than_open", "part-2"),
        ([(2, 0)], "payments.part", "part-2"),
        ([(2, -1)], "payments.part", "part-2"),
        ([(2, 10), (2, 10)], "payments.twice", "part-2"),
        ([(1, 6_000), (2, 5_000)], "payments.parts", "amount"),
    ],
)
def test_impossible_parts_are_refused(wanted: list[tuple[int, int]], code: str, field: str) -> None:
    with pytest.raises(Refused) as refused:
        rules.by_hand(10_000, OPEN, wanted)
    assert refused.value.code == code
    assert refused.value.findings[0].field == field


def test_ticks_take_what_typed_amounts_leave() -> None:
    shared = rules.parts_of(10_000, OPEN, Wanted((1, 2, 3), {3: 2_000}))
    assert shared == [(1, 3_000), (2, 5_000), (3, 2_000)]
    assert rules.parts_of(10_000, OPEN, Wanted((), {})) == []
    assert rules.parts_of(6_000, OPEN, None) == [(2, 5_000), (1, 1_000)]
    assert rules.parts_of(6_000, OPEN, [(3, 6_000)]) == [(3, 6_000)]


@pytest.mark.parametrize("amount", [0, -1, 10**13 + 1])
def test_an_amount_that_cannot_be_received(amount: int) -> None:
    with pytest.raises(Refused) as refused:
        rules.judge(amount, TODAY, "k", TODAY)
    assert refused.value.findings[0].field == "amount"


def test_a_day_to_come_and_a_lost_key_are_both_named() -> None:
    with pytest.raises(Refused) as refused:
        rules.judge(100, date(2026, 11, 22), "", TODAY)
    codes = [finding.code for finding in refused.value.findings]
    assert codes == ["payments.future", "payments.key"]


def test_a_key_used_for_another_amount_is_refused() -> None:
    stored = ReceiptValues(4, Method.CASH, 5_000, TODAY, "k")
    rules.same_receipt(stored, ReceiptValues(4, Method.CASH, 5_000, TODAY, "k", note="again"))
    with pytest.raises(Refused, match=r"already recorded"):
        rules.same_receipt(stored, ReceiptValues(4, Method.CASH, 6_000, TODAY, "k"))
