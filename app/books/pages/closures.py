"""Closures of months and years: what is closed, and what can be."""

from datetime import date, timedelta
from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from app.accounting import actions as accounting
from app.accounting import queries as ledger
from app.accounting.rules import PeriodKind
from app.auth.guards import OWNER_ONLY
from app.clock import now, today
from app.core.calendar import add_months, month_end
from app.core.errors import N_, Refused
from app.core.fiscal_years import FiscalYear
from app.core.formats import month
from app.core.i18n import current_language
from app.web.forms import Form
from app.web.render import AnyRequest, page, redirect

PATH = "/books/closures"


@get(PATH)
async def closures(request: AnyRequest) -> Response[Any]:
    """What is closed with its totals, and the months that are over and open."""
    return await _page(request, Form.blank(today()))


@post(PATH, opt=OWNER_ONLY)
async def close(request: AnyRequest) -> Response[Any]:
    """Close every month up to the one asked for, and the years they end."""
    form = await Form.read(request, today())
    try:
        until = form.day("until")
        form.check()
        if until not in await _months():
            form.fail("books.no_month", "Choose a month that is over and still open.", "until")
        form.check()
        await accounting.close_until(until, at=now(), by=request.user.email)
    except Refused as refused:
        return await _page(request, form.refused(refused), 422)
    return await redirect(request, PATH, N_("The books are closed up to %(day)s."), day=until)


@post(f"{PATH}/years", opt=OWNER_ONLY)
async def enter_year(request: AnyRequest) -> Response[Any]:
    """Enter a fiscal year that is not the calendar year."""
    form = await Form.read(request, today())
    first, last = form.day("first"), form.day("last")
    try:
        form.check()
        await accounting.enter_year(FiscalYear(first, last), at=now(), by=request.user.email)
    except Refused as refused:
        return await _page(request, form.refused(refused), 422)
    return await redirect(request, PATH, N_("Fiscal year entered."))


@post(f"{PATH}/years/{{year_id:int}}/removal", opt=OWNER_ONLY)
async def remove_year(request: AnyRequest, year_id: FromPath[int]) -> Response[Any]:
    """Take back a fiscal year entered by mistake."""
    try:
        await accounting.remove_year(year_id, at=now(), by=request.user.email)
    except Refused as refused:
        return await _page(request, Form.blank(today()).refused(refused), 422)
    return await redirect(request, PATH, N_("Fiscal year taken back."))


async def _months() -> list[date]:
    """The last days of the months that can be closed, in their order."""
    periods = await ledger.next_periods(today())
    ends = [each.last for each in periods if each.kind is PeriodKind.MONTH]
    while ends and month_end(add_months(ends[-1], 1)) < today():
        ends.append(month_end(add_months(ends[-1], 1)))
    return ends


async def _page(request: AnyRequest, form: Form, status: int = 200) -> Response[Any]:
    closed, years = await ledger.closed_until(), await ledger.fiscal_years()
    language = current_language()
    return await page(
        request,
        "books/closures.html",
        status,
        form=form,
        closed=closed,
        first_open=closed + timedelta(days=1) if closed else None,
        months=[(day.isoformat(), month(day, language)) for day in await _months()],
        done=await ledger.period_closures(),
        current=years.of(today()),
        entered=await ledger.years_entered(),
    )


ROUTES: list[ControllerRouterHandler] = [closures, close, enter_year, remove_year]
