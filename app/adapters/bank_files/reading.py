"""Days and amounts as bank files write them, read exactly or refused with their line."""

import re
from datetime import date, datetime
from decimal import Decimal

from app.adapters.bank_files.found import at_place
from app.clock import ZONE
from app.core.errors import Refused
from app.core.money import MAX_CENTS

_AMOUNT = re.compile(r"[+-]?[0-9]{1,15}([.,][0-9]{1,10})?")
_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_FIRST, _LAST = 1990, 2099


def cents(text: str, place: int) -> int:
    """An amount of an electronic message ("18.15", "-200,00", "6.3") in cents. Refused: anything
    else, a part of a cent, a hundred billion and more."""
    bare = text.strip()
    if not _AMOUNT.fullmatch(bare):
        raise _unreadable(text, place)
    scaled = Decimal(bare.replace(",", ".")).scaleb(2)
    if scaled != scaled.to_integral_value() or abs(scaled) > MAX_CENTS:
        raise _unreadable(text, place)
    return int(scaled)


def iso_day(text: str, place: int) -> date:
    """The day of an ISO date or moment; a moment with an offset is taken to French time, since
    some banks write midnight in UTC."""
    bare = text.strip()
    try:
        if _ISO_DAY.fullmatch(bare[:10]) and bare.isascii():
            moment = datetime.fromisoformat(bare) if "T" in bare else None
            if moment is not None and moment.tzinfo is not None:
                return within(moment.astimezone(ZONE).date(), text, place)
            return within(date.fromisoformat(bare[:10]), text, place)
    except (ValueError, OverflowError):
        pass
    raise not_a_day(text, place)


def within(day: date, text: str, place: int) -> date:
    """A day of a year in which there may be a statement, or a refusal."""
    if not _FIRST <= day.year <= _LAST:
        raise not_a_day(text, place)
    return day


def not_a_day(text: str, place: int) -> Refused:
    """The refusal of a day."""
    return at_place(
        "bank.day",
        "Line %(line)s: “%(value)s” is not a day of the calendar.",
        place,
        value=text.strip()[:40],
    )


def _unreadable(text: str, place: int) -> Refused:
    return at_place(
        "bank.amount",
        "Line %(line)s: “%(value)s” is not an amount in euros and cents.",
        place,
        value=text.strip()[:40],
    )
