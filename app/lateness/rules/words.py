"""The lines of an invoice of interest, and the half-years whose rate is missing, in words."""

from collections.abc import Sequence
from datetime import date, timedelta

from app.accounting.rules import INDEMNITIES, LATE_INTEREST
from app.core import formats
from app.core.errors import N_
from app.core.money import Euros, price_of_cents
from app.core.sentences import sentence, spoken
from app.invoices.rules import LineDraft
from app.lateness.rules.accrual import Lateness, rule
from app.lateness.rules.interest import Period
from app.law.rules import half_year

_ONE = 10_000
# At most so many periods stand on an invoice; with more, the first and last day do.
_MOST = 12


def half_name(day: date, language: str) -> str:
    """The half-year of a day in words."""
    first, _ = half_year(day)
    message = N_("first half of %(year)s") if first.month == 1 else N_("second half of %(year)s")
    return spoken(message, {"year": first.year}, language)


def last_known(found: Sequence[Lateness], on: date) -> date:
    """The last day up to which the interest of all of them can be worked out."""
    missing = [first for each in found for first in each.missing]
    return min(missing) - timedelta(days=1) if missing else on


def period_text(period: Period, language: str) -> str:
    """One line of the working: from when to when, on how much, at what rate, how much."""
    facts = {
        "first": period.first,
        "last": period.last,
        "days": period.days,
        "base": Euros(period.base),
        "rate": formats.percent(period.rate or 0, language),
        "interest": Euros(period.interest or 0),
    }
    message = N_(
        "%(first)s to %(last)s: %(days)s days on %(base)s at %(rate)s a year = %(interest)s"
    )
    return spoken(message, facts, language)


def lines(number: str, late: Lateness, category: str, language: str) -> list[LineDraft]:
    """The lines that ask for the interest and the indemnity of one invoice, without VAT: what makes
    good a loss is no supply. Each is booked where it belongs (7631, 7588), and so is what
    credits it. Nothing is written of an amount of zero."""
    found = []
    if late.interest:
        facts = {
            "number": number,
            "first": late.periods[0].first,
            "last": max(each.last for each in late.periods),
        }
        label = N_("Interest for late payment of %(number)s, from %(first)s to %(last)s")
        found.append(_line(spoken(label, facts, language), late, category, language))
    if late.indemnity:
        label = N_("Fixed compensation for recovery costs, %(number)s (C. com. D441-5)")
        text = spoken(label, {"number": number}, language)
        found.append(
            LineDraft(
                text,
                _ONE,
                price_of_cents(late.indemnity),
                0,
                vat_category=category,
                nature="services",
                account=INDEMNITIES,
            )
        )
    return found


def _line(label: str, late: Lateness, category: str, language: str) -> LineDraft:
    told = [sentence(rule(late.terms, language), language)]
    if len(late.periods) <= _MOST:
        told += [period_text(each, language) for each in late.periods]
    return LineDraft(
        label,
        _ONE,
        price_of_cents(late.interest or 0),
        0,
        detail="\n".join(told),
        vat_category=category,
        nature="services",
        account=LATE_INTEREST,
    )
