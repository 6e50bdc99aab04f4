"""Integer money: one rounding, exact parts, nothing guessed from what was typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core import money
from app.core.errors import Refused

CENTS = st.integers(min_value=-(10**12), max_value=10**12)


def test_half_cents_go_away_from_zero() -> None:
    assert [money.divide(n, 2) for n in (5, -5, 1, -1, 4)] == [3, -3, 1, -1, 2]


def test_a_float_is_refused() -> None:
    with pytest.raises(TypeError):
        money.line_net(10_000, 1.5)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        money.split(10.0, 3)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        money.divide(True, 2)


def test_line_net_rounds_once() -> None:
    # 2.5 h at 72.00 EUR
    assert money.line_net(25_000, 72_000_000) == 18_000
    # 3 x 0.333333 EUR = 0.999999 EUR, one euro
    assert money.line_net(30_000, 333_333) == 100
    # 7 x 12.345 EUR = 86.415 EUR, half a cent goes up
    assert money.line_net(70_000, 12_345_000) == 8_642
    # 100.00 EUR less 33.33 %
    assert money.line_net(10_000, 100_000_000, 3_333) == 6_667


def test_vat_is_reckoned_on_the_base() -> None:
    assert money.vat_on(48_850, 2_000) == 9_770
    assert money.vat_on(333, 550) == 18  # 3.33 x 5.5 % = 0.18315
    assert money.vat_on(-333, 550) == -18


def test_a_price_with_vat_gives_back_its_net() -> None:
    # 9.99 EUR cannot be had from a net price at 20 %: 8.33 + 1.67 = 10.00
    assert money.net_of_gross(999, 2_000) == 833
    assert money.net_of_gross(12_000, 2_000) == 10_000


@given(CENTS, st.integers(min_value=1, max_value=400))
def test_parts_sum_to_the_whole(total: int, parts: int) -> None:
    cut = money.split(total, parts)
    assert sum(cut) == total and len(cut) == parts
    assert len(set(cut[:-1])) <= 1 and abs(cut[-1] - cut[0]) < parts


@given(st.integers(), st.integers(min_value=1))
def test_rounding_is_never_off_by_more_than_half(numerator: int, denominator: int) -> None:
    assert abs(2 * (money.divide(numerator, denominator) * denominator - numerator)) <= denominator


@pytest.mark.parametrize(
    ("typed", "cents"),
    [
        ("1234,5", 123_450),
        ("1 234.50", 123_450),
        ("1 234,56 €", 123_456),
        ("1.234,56", 123_456),
        ("1,234.56", 123_456),
        ("1.234.567,89", 123_456_789),
        ("1.234.567", 123_456_700),
        ("-12,3", -1_230),
        ("−12,3", -1_230),
        ("0", 0),
        ("007", 700),
        ("1234", 123_400),
        ("12 EUR", 1_200),
    ],
)
def test_amounts_as_people_write_them(typed: str, cents: int) -> None:
    assert money.parse_amount(typed) == cents


@pytest.mark.parametrize(
    "typed",
    ["", " ", "abc", "12a", "1,2,3", "1.2.3", "1..2", "12,", ",5", "1.234", "1,234", "12.345",
     "1.23,4.5", "12,34,56.7", "1e5", "nan", "inf", "--5", "+-5", "٣", "１２", "5 5 5 €x", "0x10",
     "9" * 39, "1.23.456,00"],
)  # fmt: skip
def test_what_is_not_surely_money_is_refused_by_name(typed: str) -> None:
    with pytest.raises(Refused) as refused:
        money.parse_amount(typed, "amount")
    assert refused.value.findings[0].field == "amount"
    assert refused.value.code.startswith("money.")


@given(st.text(max_size=50))
def test_nothing_unreadable_becomes_an_amount(typed: str) -> None:
    try:
        cents = money.parse_amount(typed)
    except Refused:
        return
    digits = [char for char in typed if char.isdigit()]
    assert digits and (cents == 0) == (set(digits) == {"0"})


def test_scales_of_quantity_price_and_rate() -> None:
    assert money.parse_quantity("2,5") == 25_000
    assert money.parse_unit_price("0,333333") == 333_333
    assert money.parse_unit_price("1,234") == 1_234_000
    assert money.parse_rate("5,5 %") == 550
    for typed in ("101", "-1", "20,001"):
        with pytest.raises(Refused):
            money.parse_rate(typed)
    with pytest.raises(Refused):
        money.parse_quantity("1,23456")
