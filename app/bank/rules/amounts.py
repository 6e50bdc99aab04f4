"""Amounts as banks write them in tables: read exactly, or refused; never taken for zero."""

import re
from decimal import Decimal

from app.core.errors import Refused, refuse
from app.core.money import MAX_CENTS

DECIMALS = (",", ".")

# Full-width characters, and the two dashes that stand for a minus.
_WIDTH = {0xFF01 + at: 0x21 + at for at in range(94)} | {0x2212: "-", 0x2013: "-", 0xFE63: "-"}
_SPACE = "[ \u00a0\u202f\u2009\u3000]"
_EURO = "(?:€|EUR)"
_AMOUNT = re.compile(
    rf"(?P<open>\()?(?P<before>[+-])?{_EURO}?(?P<again>[+-])?"
    rf"(?P<number>[0-9](?:{_SPACE}|['’.,0-9])*[.,]?|[.,][0-9]+)"
    rf"{_EURO}?(?P<after>[+-])?{_EURO}?"
    rf"(?P<mark>CR|DR|DB|C|D|CRE?DIT|DE?BIT|CRÉDIT|DÉBIT)?{_EURO}?(?P<close>\))?"
)
_OUTER = re.compile(rf"{_SPACE}+")
_GROUPED = re.compile(r"[0-9]{1,3}(?:(?P<gap>[ '.,])[0-9]{3})(?:(?P=gap)[0-9]{3})*|[0-9]+")
_SHOWN = 40


def read_amount(text: str, decimal: str) -> int:
    """An amount in cents; `decimal` is the sign before the cents, the other one may part thousands.
    Below zero: "-12,00", "12,00-", "(12,00)", "12,00 DB" (or D, DR). Refused: all that is not
    exactly an amount, two signs at once, a part of a cent, thousands that are not three digits.

    >>> read_amount("1.234,5-", ","), read_amount("1 234,56 CR", ","), read_amount("(12.00)", ".")
    (-123450, 123456, -1200)
    """
    found = _AMOUNT.fullmatch(_bare(text))
    if found is None or bool(found["open"]) != bool(found["close"]):
        raise unreadable(text)
    signs = [found["before"], found["again"], found["after"], found["mark"]]
    told = [sign for sign in signs if sign]
    negative = [sign for sign in told if sign == "-" or sign.startswith("D")]
    if found["open"]:
        negative.append("(")
    if len(negative) > 1 or (negative and len(told) + bool(found["open"]) > 1):
        raise unreadable(text)
    cents = _cents(found["number"], decimal)
    if cents is None:
        raise unreadable(text)
    return -cents if negative else cents


def decimal_of(texts: list[str]) -> str | None:
    """The sign before the cents, as far as these amounts tell: the last of two different signs, or
    a single one that does not stand before three digits. None when none tells, "" when they
    contradict each other."""
    told = {sign for text in texts if (sign := _decimal_of(_bare(text)))}
    return None if not told else told.pop() if len(told) == 1 else ""


def has_cents(texts: list[str]) -> bool:
    """Whether any of them has a sign that could be the one before cents."""
    return any("," in text or "." in text for text in texts)


def unreadable(text: str) -> Refused:
    """The refusal of an amount."""
    return refuse(
        "bank.unreadable",
        "“%(value)s” is not an amount that can be read without a guess.",
        value=text.strip()[:_SHOWN],
    )


def _bare(text: str) -> str:
    """In upper case, without spaces around its parts; those within the number stay."""
    plain = _OUTER.sub(" ", text.translate(_WIDTH)).strip().upper()
    return re.sub(r"(?<![0-9]) | (?![0-9])", "", plain)


def _cents(number: str, decimal: str) -> int | None:
    if len(number) > _SHOWN:
        return None
    whole, _, part = number.replace("’", "'").partition(decimal)
    other = "," if decimal == "." else "."
    if (part and not part.isdecimal()) or len(part.rstrip("0")) > 2:
        return None
    if not whole and part:
        whole = "0"
    if decimal in whole or not _GROUPED.fullmatch(whole):
        return None
    digits = whole.replace(other, "").replace(" ", "").replace("'", "")
    value = Decimal(f"{digits}.{part or 0}").scaleb(2)
    return int(value) if value <= MAX_CENTS else None


def _decimal_of(text: str) -> str | None:
    found = re.search(r"[0-9][0-9 .,'’]*", text)
    number = found[0].strip().replace("’", "'") if found else ""
    commas, points = number.count(","), number.count(".")
    if commas and points:
        last = "," if number.rfind(",") > number.rfind(".") else "."
        whole, _, part = number.rpartition(last)
        return last if _GROUPED.fullmatch(whole) and part.isdecimal() else None
    if commas + points != 1:
        # "12..34" says nothing: its own line is refused.
        if not _GROUPED.fullmatch(number):
            return None
        return "." if commas > 1 else "," if points > 1 else None
    sign = "," if commas else "."
    before, _, after = number.partition(sign)
    grouped = len(after) == 3 and len(before.replace(" ", "")) <= 3 and before[0] != "0"
    return None if grouped else sign
