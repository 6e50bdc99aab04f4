"""The days of a page of the books: from its address, or this year; touched at once by month."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from app.accounting.queries import fiscal_years
from app.books import rules
from app.books.queries import Span
from app.clock import today
from app.core.calendar import add_months, month_end
from app.core.errors import Refused
from app.core.formats import day_short
from app.core.i18n import gettext
from app.web.address import address
from app.web.forms import Form


async def span_of(form: Form) -> Span:
    """The days asked for; where they are wrong, noted in the form, and this fiscal year."""
    on = today()
    usual = Span((await fiscal_years()).of(on).first, on)
    first = form.day("from", required=False) or usual.first
    last = form.day("until", required=False) or usual.last
    known_on = form.day("known_on", required=False)
    try:
        form.check()
        rules.check_days(first, last)
    except Refused as refused:
        form.refused(refused)
        return usual
    # What is shown is what is known, also where nothing was typed.
    form.submitted = False
    return Span(first, last, known_on)


def kept(span: Span) -> dict[str, str]:
    """The days as an address carries them."""
    known = day_short(span.known_on) if span.known_on else ""
    return {"from": day_short(span.first), "until": day_short(span.last), "known_on": known}


async def periods(
    path: str, span: Span, more: Mapping[str, str] | None = None
) -> list[tuple[str, str, bool]]:
    """Periods at one touch: label, address (keeping `more`), whether it is the one shown."""
    on = today()
    month, years = on.replace(day=1), await fiscal_years()
    year = years.of(on)
    quarter = date(on.year, 3 * ((on.month - 1) // 3) + 1, 1)
    before, last_year = add_months(month, -1), years.before(year)
    choices = [
        (gettext("This month"), month, on),
        (gettext("Last month"), before, month_end(before)),
        (gettext("This quarter"), quarter, on),
        (gettext("This year"), year.first, on),
        (gettext("Last year"), last_year.first, last_year.last),
    ]
    return [
        (
            label,
            address(path, kept(Span(first, last, span.known_on)) | dict(more or {})),
            (first, last) == (span.first, span.last),
        )
        for label, first, last in choices
    ]


def pager(path: str, days: Mapping[str, str], number: int, pages: int) -> dict[str, Any]:
    """The page shown of how many, and the addresses of those beside it."""
    return {
        "number": number,
        "pages": pages,
        "previous": address(path, days, page=number - 1) if number > 1 else None,
        "next": address(path, days, page=number + 1) if number < pages else None,
    }
