"""The days that money takes: four measures, a year of them, and on whom it depends."""

from datetime import date, timedelta
from typing import Any

from litestar import Response, get
from litestar.types import ControllerRouterHandler

from app.accounting.queries import account_balance, known_until
from app.accounting.rules import DOUBTFUL
from app.clock import today
from app.core.calendar import add_months
from app.receivables import queries, rules
from app.receivables.rules import Board
from app.web.address import address
from app.web.forms import Form
from app.web.render import AnyRequest, page

PATH = "/receivables/days"


@get(PATH)
async def days(request: AnyRequest) -> Response[Any]:
    """As of a day (`on`), as it was known at the end of another (`known_on`); `month` (a day of it)
    shows the payments behind that month's mean delay."""
    form = Form.query(request, today())
    on = form.day("on", required=False) or today()
    known_on = form.day("known_on", required=False)
    asked = form.day("month", required=False)
    if form.findings:
        on, known_on = today(), None
    months = await queries.months(on, known_on)
    board = await queries.aging(on, known_on)
    until = known_until(known_on)
    kept = {name: form.typed.get(name, "") for name in ("on", "known_on")}
    first, last = _span(asked or on, on)
    return await page(
        request,
        "receivables/days.html",
        422 if form.findings else 200,
        form=form,
        known_on=known_on,
        is_today=on == today() and known_on is None,
        to=lambda path=PATH, **changes: address(path, kept, **changes),
        path=PATH,
        on=on,
        figures=await _figures(board),
        doubtful=await account_balance(DOUBTFUL, on, until),
        months=[
            (one, _whole(one.simple), _whole(one.count_back), _whole(one.mean_delay))
            for one in reversed(months)
        ],
        trend=rules.trend(months),
        size=(rules.WIDTH, rules.HEIGHT),
        weights=rules.concentration(board.rows),
        shown=first if asked else None,
        payments=await queries.payments(first, last, until=until)
        if asked and not form.findings
        else [],
    )


async def _figures(board: Board) -> dict[str, int | None]:
    """The four measures as of the board's day, in whole days."""
    on, known_on = board.on, board.known_on
    year = await queries.dso(on, known_on)
    best = await queries.best_possible(on, board.total.not_due, known_on)
    return {
        "count_back": _whole(year.count_back),
        "simple": _whole(year.simple),
        "best": _whole(best),
        "delay": _whole(year.mean_delay),
    }


def _span(day: date, on: date) -> tuple[date, date]:
    first = day.replace(day=1)
    return first, min(on, add_months(first, 1) - timedelta(days=1))


def _whole(tenths: int | None) -> int | None:
    return None if tenths is None else rules.whole_days(tenths)


ROUTES: list[ControllerRouterHandler] = [days]
