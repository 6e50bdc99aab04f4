"""How money, days and numbers are written, in French or English: for pages, documents and mails.

Pure functions: `language` is "fr" or "en"; amounts are cents, quantities 1e-4, prices 1e-6 euro,
rates basis points. Nothing here rounds: every digit that is kept is shown.
"""

from datetime import date, datetime, time, timedelta

from app.core.calendar import month_end
from app.core.money import PRICE_SCALE, QUANTITY_SCALE

NARROW = "\u202f"
HARD = "\u00a0"
MINUS = "\u2212"

_MONTHS = {
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "en": "January February March April May June July August September October November December",
}
_SHORT_MONTHS = {
    "fr": "janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc.",
    "en": "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
}
_WEEKDAYS = {
    "fr": "lundi mardi mercredi jeudi vendredi samedi dimanche",
    "en": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
}


def _of(names: dict[str, str], language: str, index: int) -> str:
    return names["en" if language == "en" else "fr"].split()[index]


def _number(scaled: int, scale: int, least: int, language: str) -> str:
    """`scaled / scale` with at least `least` decimals and no trailing zero beyond them."""
    if isinstance(scaled, bool) or not isinstance(scaled, int):
        raise TypeError(f"a number is written from an integer, not {type(scaled).__name__}")
    whole, rest = divmod(abs(scaled), scale)
    digits = str(rest).zfill(len(str(scale)) - 1).rstrip("0").ljust(least, "0")
    group, point = (",", ".") if language == "en" else (NARROW, ",")
    text = f"{whole:,}".replace(",", group) + (point + digits if digits else "")
    return (MINUS if scaled < 0 else "") + text


def money_plain(cents: int, language: str = "fr") -> str:
    """Cents without the sign of the euro: "1 234,56" (also what a form field is refilled with)."""
    return _number(cents, 100, 2, language)


def money(cents: int, language: str = "fr") -> str:
    """Cents as an amount that never wraps: "1 234,56 €", in English "€1,234.56"."""
    return _euro(money_plain(cents, language), language)


def money_round(euros: int, language: str = "fr") -> str:
    """Whole euros, beside a chart: "1 235 €", in English "€1,235"."""
    return _euro(_number(euros, 1, 0, language), language)


def unit_price_plain(price: int, language: str = "fr") -> str:
    """A unit price in 1e-6 euro, two to six decimals, without the sign of the euro."""
    return _number(price, PRICE_SCALE, 2, language)


def unit_price(price: int, language: str = "fr") -> str:
    """A unit price in 1e-6 euro: "58,00 €", "0,1234 €"."""
    return _euro(unit_price_plain(price, language), language)


def _euro(text: str, language: str) -> str:
    if language != "en":
        return f"{text}{HARD}€"
    return f"{MINUS}€{text[1:]}" if text.startswith(MINUS) else f"€{text}"


def quantity(scaled: int, language: str = "fr") -> str:
    """A quantity in 1e-4: "1", "1,5"."""
    return _number(scaled, QUANTITY_SCALE, 0, language)


def percent_plain(basis_points: int, language: str = "fr") -> str:
    """A rate in basis points without its sign: "20", "5,5"."""
    return _number(basis_points, 100, 0, language)


def percent(basis_points: int, language: str = "fr") -> str:
    """A rate in basis points: "20 %", "5,5 %"; in English "5.5%"."""
    gap = "" if language == "en" else HARD
    return f"{percent_plain(basis_points, language)}{gap}%"


def grouped(text: str, size: int) -> str:
    """Cut an IBAN or a SIREN into groups that never part: grouped("732829320", 3)."""
    bare = "".join(text.split())
    return HARD.join(bare[at : at + size] for at in range(0, len(bare), size))


def _number_of_day(day: date, language: str) -> str:
    return "1er" if day.day == 1 and language != "en" else str(day.day)


def month(day: date, language: str = "fr") -> str:
    """ "novembre 2026"."""
    return f"{_of(_MONTHS, language, day.month - 1)} {day.year}"


def day(value: date, language: str = "fr") -> str:
    """ "21 novembre 2026", "1er novembre 2026"."""
    return f"{_number_of_day(value, language)}{HARD}{month(value, language)}"


def day_long(value: date, language: str = "fr") -> str:
    """ "samedi 21 novembre 2026"."""
    return f"{_of(_WEEKDAYS, language, value.weekday())} {day(value, language)}"


def weekday(value: date, language: str = "fr") -> str:
    """ "samedi 21 novembre": a day of this year, in a title or a sentence."""
    name = _of(_MONTHS, language, value.month - 1)
    number = _number_of_day(value, language)
    return f"{_of(_WEEKDAYS, language, value.weekday())} {number}{HARD}{name}"


def day_short(value: date, language: str = "fr") -> str:
    """ "21/11/2026", the same in both languages: it is also what a date field is refilled with."""
    return f"{value.day:02}/{value.month:02}/{value.year:04}"


def day_tiny(value: date, language: str = "fr") -> str:
    """ "21 nov."."""
    name = _of(_SHORT_MONTHS, language, value.month - 1)
    return f"{_number_of_day(value, language)}{HARD}{name}"


def day_near(value: date, today: date, language: str = "fr") -> str:
    """ "21 nov."; of another year than today's, "21 nov. 2025"."""
    tiny = day_tiny(value, language)
    return tiny if value.year == today.year else f"{tiny} {value.year}"


def clock_time(moment: datetime | time, language: str = "fr") -> str:
    """ "9 h 05"; in English "09:05". The moment is written in the zone that it carries."""
    if language == "en":
        return f"{moment.hour:02}:{moment.minute:02}"
    minutes = f"{HARD}{moment.minute:02}" if moment.minute else ""
    return f"{moment.hour}{HARD}h{minutes}"


def period(first: date, last: date, language: str = "fr") -> str:
    """Both days included: "novembre 2026" for a whole month, else "du 1er octobre au …"."""
    if first.day == 1 and last == month_end(first):
        return month(first, language)
    if first == last:
        return day(first, language)
    start = day(first, language)
    if first.year == last.year:
        name = _of(_MONTHS, language, first.month - 1)
        start = f"{_number_of_day(first, language)}{HARD}{name}"
    if language == "en":
        return f"{start} to {day(last, language)}"
    return f"du {start} au {day(last, language)}"


def ago(moment: datetime, now: datetime, language: str = "fr") -> str:
    """How long ago, as people say it; older than a week, the day. Both moments carry a zone."""
    seen = moment.astimezone(now.tzinfo)
    minutes = (now - moment) // timedelta(minutes=1)
    days = (now.date() - seen.date()).days
    english = language == "en"
    if minutes < 1:
        return "just now" if english else "à l’instant"
    if minutes < 60:
        return f"{minutes} min ago" if english else f"il y a {minutes}{HARD}min"
    if days == 0:
        hours = minutes // 60
        return f"{hours} h ago" if english else f"il y a {hours}{HARD}h"
    if days == 1:
        return "yesterday" if english else "hier"
    if days < 7:
        return f"{days} days ago" if english else f"il y a {days}{HARD}jours"
    return day_near(seen.date(), now.date(), language)
