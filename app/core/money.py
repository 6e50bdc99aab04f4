"""Money as integers: cents, quantities in 1e-4, unit prices in 1e-6 euro, rates in basis points.

One rounding rule, half away from zero, in `divide`; everything else is exact. A float is refused.
"""

import re
from decimal import Decimal, InvalidOperation

from app.core.errors import Refused, refuse

QUANTITY_SCALE = 10_000
PRICE_SCALE = 1_000_000
RATE_SCALE = 10_000
MAX_CENTS = 10**13

_SPACES = re.compile(r"[\s\u00a0\u202f\u2009']")
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")
_GROUPED = re.compile(r"[+-]?\d{1,3}(?P<sep>[.,])\d{3}((?P=sep)\d{3})*")


class Euros(int):
    """An amount in cents that a sentence shows as money."""


def divide(numerator: int, denominator: int) -> int:
    """Integer division rounded half away from zero: the one rounding of the program.

    >>> divide(5, 2), divide(-5, 2), divide(7, 3)
    (3, -3, 2)
    """
    _whole(numerator)
    _whole(denominator)
    sign = -1 if (numerator < 0) != (denominator < 0) else 1
    return sign * ((2 * abs(numerator) + abs(denominator)) // (2 * abs(denominator)))


def _whole(value: int) -> None:
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"money is counted in integers, not {type(value).__name__}")


def line_net(quantity: int, unit_price: int, discount: int = 0) -> int:
    """Net of a line in cents: quantity (1e-4) x unit price (1e-6 euro), less a discount in
    basis points, rounded once to the cent (EN 16931, BT-131)."""
    for value in (quantity, unit_price, discount):
        _whole(value)
    exact = quantity * unit_price * (RATE_SCALE - discount)
    return divide(exact * 100, QUANTITY_SCALE * PRICE_SCALE * RATE_SCALE)


def vat_on(base: int, rate: int) -> int:
    """VAT in cents on a base in cents at a rate in basis points (EN 16931, BR-CO-17)."""
    return divide(base * rate, RATE_SCALE)


def net_of_gross(gross: int, rate: int) -> int:
    """The base in cents contained in a price that includes VAT at `rate` basis points."""
    return divide(gross * RATE_SCALE, RATE_SCALE + rate)


def share(amount: int, part: int, whole: int) -> int:
    """`part / whole` of an amount in cents; 0 when whole is 0."""
    return divide(amount * part, whole) if whole else 0


def basis_points(part: int, whole: int) -> int:
    """What a part is of a whole, in basis points; 0 when the whole is 0.

    >>> basis_points(1, 3), basis_points(5, 0)
    (3333, 0)
    """
    return divide(part * RATE_SCALE, whole) if whole else 0


def split(total: int, parts: int) -> list[int]:
    """Cut cents into equal parts, the remainder in the last one; the sum is the total."""
    if parts < 1:
        raise ValueError("parts must be at least 1")
    _whole(total)
    sign = -1 if total < 0 else 1
    each = sign * (abs(total) // parts)
    return [each] * (parts - 1) + [total - each * (parts - 1)]


def price_of_cents(cents: int) -> int:
    """An amount in cents as a unit price in 1e-6 euro."""
    _whole(cents)
    return cents * (PRICE_SCALE // 100)


def parse_amount(text: str, field: str | None = None) -> int:
    """Read an amount typed or imported ("1 234,56", "1.234,56", "-12.5 €") as cents.

    Refused: what is not a number, more than two decimals, 100 billion and more, and a lone
    separator before three digits ("1.234"), which could mean a thousand or one.
    """
    return _parse(text, 2, field)


def parse_quantity(text: str, field: str | None = None) -> int:
    """Read a quantity with at most four decimals as an integer of 1e-4."""
    return _parse(text, 4, field)


def parse_unit_price(text: str, field: str | None = None) -> int:
    """Read a unit price with at most six decimals as an integer of 1e-6 euro."""
    return _parse(text, 6, field)


def parse_rate(text: str, field: str | None = None) -> int:
    """Read a percentage ("20", "5,5 %") as basis points, from 0 to 100 %."""
    rate = _parse(text.replace("%", ""), 2, field)
    if not 0 <= rate <= RATE_SCALE:
        raise refuse(
            "money.rate", "“%(value)s” is not a rate between 0 and 100 %%.", field, value=text
        )
    return rate


def _parse(text: str, decimals: int, field: str | None) -> int:
    if not isinstance(text, str):
        raise TypeError("an amount is parsed from text")
    cleaned = _SPACES.sub("", text).replace("€", "").replace("EUR", "").replace("−", "-")
    plain = _plain_number(cleaned, decimals)
    if plain is None:
        raise refuse(
            "money.unreadable",
            "“%(value)s” is not a number. Write it like 1234,50.",
            field,
            value=text[:60],
        )
    try:
        scaled = Decimal(plain).scaleb(decimals)
    except InvalidOperation as error:
        raise _too_large(text, field) from error
    if scaled != scaled.to_integral_value():
        raise refuse(
            "money.decimals",
            "“%(value)s” has more than %(decimals)s decimals.",
            field,
            value=text[:60],
            decimals=decimals,
        )
    if abs(scaled) > MAX_CENTS * 10 ** max(0, decimals - 2):
        raise _too_large(text, field)
    return int(scaled)


def _too_large(text: str, field: str | None) -> Refused:
    return refuse("money.too_large", "“%(value)s” is too large.", field, value=text[:60])


def _plain_number(text: str, decimals: int) -> str | None:
    """The number with a decimal point only, or None when it cannot be read without a guess."""
    if not text or len(text) > 40 or not text.isascii():
        return None
    commas, points = text.count(","), text.count(".")
    if commas and points:
        grouping, decimal = (",", ".") if text.rfind(".") > text.rfind(",") else (".", ",")
        whole, _, cents = text.rpartition(decimal)
        if decimal in whole or not _GROUPED.fullmatch(whole) or grouping not in whole:
            return None
        text = whole.replace(grouping, "") + "." + cents
    elif commas > 1 or points > 1:
        if not _GROUPED.fullmatch(text):
            return None
        text = text.replace(",", "").replace(".", "")
    elif decimals == 2 and _GROUPED.fullmatch(text):
        return None
    text = text.replace(",", ".")
    return text if _NUMBER.fullmatch(text) else None
