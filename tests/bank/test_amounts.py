"""Amounts in bank tables: to the cent, or refused; nothing unreadable ever becomes zero."""

from decimal import Decimal, InvalidOperation

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.bank.rules.amounts import decimal_of, read_amount
from app.core.errors import Refused

READ = [
    ("1.234,5-", ",", -123_450),
    ("1 234,56 CR", ",", 123_456),
    ("1\u202f234,56", ",", 123_456),
    ("1\u00a0234\u00a0567,89 €", ",", 123_456_789),
    ("(12,00)", ",", -1_200),
    ("( 12,00 € )", ",", -1_200),
    ("１２，５０", ",", 1_250),
    ("−12,00", ",", -1_200),
    ("12,00 DB", ",", -1_200),
    ("12.00 dr", ".", -1_200),
    ("12,00 Débit", ",", -1_200),
    ("12,00 C", ",", 1_200),
    ("+12", ",", 1_200),
    ("- 12,00", ",", -1_200),
    ("EUR 12.00", ".", 1_200),
    ("-€1,234.56", ".", -123_456),
    ("1'234.50", ".", 123_450),
    ("1.234", ",", 123_400),
    (",5", ",", 50),
    ("12,", ",", 1_200),
    ("12,500", ",", 1_250),
    ("0,00", ",", 0),
    ("99999999999,99", ",", 9_999_999_999_999),
]
REFUSED = [
    ("", ","), (" ", ","), ("-", ","), ("()", ","), ("€", ","), ("n/a", ","), ("#REF!", ","),
    ("1.234", "."), ("12,345", ","), ("1.23,45", ","), ("12 34,50", ","), ("1 234 5", ","),
    ("12..34", "."), ("12,3,4", ","), ("1,234.56", ","), ("1.234,56", "."), ("--12", ","),
    ("-12-", ","), ("(-12)", ","), ("-12 DB", ","), ("(12", ","), ("12)", ","), ("12²", ","),
    ("①②", ","), ("١٢", ","), ("1e3", "."), ("0x10", ","), ("12,00 USD", ","), ("$12.00", "."),
    ("12 €uros", ","), ("12,00 CRDB", ","), ("+12 DB", ","), ("1O,00", ","), ("9" * 60, ","),
    ("100000000000001", ","), ("NaN", "."), ("∞", "."), ("\x00", ","), ("12\x00", ","),
]  # fmt: skip


@pytest.mark.parametrize(("text", "decimal", "cents"), READ)
def test_what_banks_write_is_read_to_the_cent(text: str, decimal: str, cents: int) -> None:
    assert read_amount(text, decimal) == cents


@pytest.mark.parametrize(("text", "decimal"), REFUSED)
def test_what_is_no_amount_is_refused(text: str, decimal: str) -> None:
    with pytest.raises(Refused, match="without a guess"):
        read_amount(text, decimal)


@given(st.text(alphabet="0123456789,.-+() €CDRB'\u00a0\u202f０９١²eE", max_size=12))
def test_no_text_becomes_zero_unless_it_says_so(text: str) -> None:
    """Whatever is typed: a refusal, or an amount whose digits are those of the text."""
    for decimal in (",", "."):
        try:
            cents = read_amount(text, decimal)
        except Refused:
            continue
        digits = "".join(str(int(char)) for char in text if char.isdecimal())
        assert digits
        if cents == 0:
            assert not digits.strip("0")
        assert str(abs(cents)).strip("0") == digits.strip("0")


@given(st.integers(-(10**13), 10**13), st.sampled_from([",", "."]))
def test_every_amount_is_read_as_it_is_written(cents: int, decimal: str) -> None:
    gap = "." if decimal == "," else ","
    whole, part = divmod(abs(cents), 100)
    number = f"{whole:,}".replace(",", gap) + f"{decimal}{part:02}"
    for written in (f"-{number}", f"{number}-", f"({number})", f"{number} DB"):
        assert read_amount(written, decimal) == -abs(cents)
    for written in (number, f"+{number}", f"{number} CR", f"{number.replace(gap, ' ')} €"):
        assert read_amount(written, decimal) == abs(cents)


def test_the_sign_before_the_cents_is_told_by_the_amounts() -> None:
    assert decimal_of(["1.234,56", "12"]) == ","
    assert decimal_of(["12.5", "1,234"]) == "."
    assert decimal_of(["1.234", "12"]) is None
    assert decimal_of(["1.234", "5,678"]) is None
    assert decimal_of(["12.50", "12,50"]) == ""
    assert decimal_of(["1.234.567"]) == ","
    assert decimal_of(["1 234,567"]) == ","
    assert decimal_of(["0.125"]) == "."
    assert decimal_of(["12..34", "1.2.3,4,5"]) is None
    assert decimal_of(["100.00", "12..34"]) == "."


@given(st.integers(0, 10**9))
def test_decimal_agrees_with_the_library(cents: int) -> None:
    """The same number by another road: the library's own decimals."""
    text = f"{cents // 100}.{cents % 100:02}"
    try:
        expected = int(Decimal(text) * 100)
    except InvalidOperation:
        raise AssertionError(text) from None
    assert read_amount(text, ".") == expected
