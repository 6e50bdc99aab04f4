"""The days that money takes: four measures, a year of them, and on whom it depends."""

from datetime import date, timedelta
from typing import Any

from litestar import Response, get
from litestar.types import ControllerRouterHandler

from app.accounting.queries import account_balance
from app.accounting.rules import DOUBTFUL
from app.clock import today
from app.core.calendar import add_months
from app.receivables import queries, rules
from app.web.forms import Form
from app.web.render import AnyRequest, page

PATH = "/receivables/days"


@get(PATH)
async def days(request: AnyRequest) -> Response[Any]:
    """As of today; `month` (a day of it) shows the payments behind that month's mean delay."""
    on = today()
    form = Form.query(request, on)
    asked = form.day("month", required=False)
    months = await queries.months(on)
    board = await queries.aging(on)
    best = await queries.best_possible(on, board.total.not_due)
    year = await queries.dso(on)
    first, last = _span(asked or on, on)
    return await page(
        request,
        "receivables/days.html",
        form=form,
        path=PATH,
        on=on,
        figures={
            "count_back": _whole(year.count_back),
            "simple": _whole(year.simple),
            "best": _whole(best),
            "delay": _whole(year.mean_delay),
        },
        doubtful=await account_balance(DOUBTFUL, on),
        months=[
            (one, _whole(one.simple), _whole(one.count_back), _whole(one.mean_delay))
            for one in reversed(months)
        ],
        trend=rules.trend(months),
        size=(rules.WIDTH, rules.HEIGHT),
        weights=rules.concentration(board.rows),
        shown=first if asked else None,
        payments=await queries.payments(first, last) if asked and not form.findings else [],
    )


def _span(day: date, on: date) -> tuple[date, date]:
    first = day.replace(day=1)
    return first, min(on, add_months(first, 1) - timedelta(days=1))


def _whole(tenths: int | None) -> int | None:
    return None if tenths is None else rules.whole_days(tenths)


ROUTES: list[ControllerRouterHandler] = [days]
