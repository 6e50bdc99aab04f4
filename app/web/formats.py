"""The formats of `core/formats` as Jinja filters, in the language of the page being rendered."""

from collections.abc import Callable
from datetime import date, datetime

from jinja2 import Environment

from app.core import formats
from app.core.i18n import current_language

_FILTERS: dict[str, Callable[..., str]] = {
    "money": formats.money,
    "money_plain": formats.money_plain,
    "money_round": formats.money_round,
    "unit_price": formats.unit_price,
    "unit_price_plain": formats.unit_price_plain,
    "quantity": formats.quantity,
    "percent": formats.percent,
    "percent_plain": formats.percent_plain,
    "day": formats.day,
    "day_long": formats.day_long,
    "day_short": formats.day_short,
    "weekday": formats.weekday,
    "month": formats.month,
    "clock_time": formats.clock_time,
}


def install(environment: Environment) -> None:
    """Register every format as a filter, and the functions of days below."""
    for name, function in _FILTERS.items():
        environment.filters[name] = _spoken(function)
    environment.filters["grouped"] = formats.grouped
    environment.globals["period"] = period
    environment.globals["ago"] = ago
    environment.globals["near"] = near


def _spoken(function: Callable[..., str]) -> Callable[[object], str]:
    return lambda value: function(value, current_language())


def period(first: date, last: date) -> str:
    """A period of whole days, both included, in the current language."""
    return formats.period(first, last, current_language())


def ago(moment: datetime, now: datetime) -> str:
    """How long ago, in the current language; `now` is given by the page."""
    return formats.ago(moment, now, current_language())


def near(value: date, today: date) -> str:
    """A short day, with its year where that is not the year of `today`."""
    return formats.day_near(value, today, current_language())
