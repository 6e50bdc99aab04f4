"""Numbers and texts as the XML writes them: a point, no thousands, nothing XML cannot hold."""

import re

# XML 1.0 has no way to write these; a tab or a line's end stays.
_UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def amount(cents: int) -> str:
    """Cents with two decimals: 123456 is 1234.56."""
    return _decimal(cents, 2, 2)


def quantity(value: int) -> str:
    """A quantity of 1e-4 with the decimals it needs: 15000 is 1.5."""
    return _decimal(value, 4, 0)


def price(value: int) -> str:
    """A price of 1e-6 euro with two to six decimals: 1500000 is 1.50."""
    return _decimal(value, 6, 2)


def percent(rate: int) -> str:
    """Basis points as a percentage with two decimals: 550 is 5.50."""
    return _decimal(rate, 2, 2)


def text(value: str) -> str:
    """A text without the control characters that no XML can hold."""
    return _UNWRITABLE.sub("", value)


def _decimal(value: int, places: int, least: int) -> str:
    whole, part = divmod(abs(value), 10**places)
    decimals = f"{part:0{places}}"
    kept = decimals[:least] + decimals[least:].rstrip("0")
    sign = "-" if value < 0 else ""
    return f"{sign}{whole}.{kept}" if kept else f"{sign}{whole}"
