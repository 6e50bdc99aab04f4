"""Recurring revenue: twelve months, what moved them, what is about to renew or to end."""

from typing import Any

from litestar import Response, get
from litestar.types import ControllerRouterHandler

from app.clock import today
from app.contracts import queries, rules
from app.contracts.rules import Move
from app.core.i18n import gettext
from app.web.charts import COLUMNS_HEIGHT, COLUMNS_WIDTH, columns
from app.web.forms import Form
from app.web.render import AnyRequest, page

PATH = "/contracts/revenue"


@get(PATH)
async def show(request: AnyRequest) -> Response[Any]:
    """As of today; `month` (a day of it) shows what moved that month."""
    on = today()
    form = Form.query(request, on)
    asked = form.day("month", required=False)
    found = await queries.revenue(on)
    shown = next(
        (
            one
            for one in found.months
            if asked and (one.ends_on.year, one.ends_on.month) == (asked.year, asked.month)
        ),
        None,
    )
    return await page(
        request,
        "contracts/revenue.html",
        form=form,
        path=PATH,
        months=list(reversed(found.months)),
        now=found.months[-1],
        churn=rules.lost_over(found.months),
        shown=shown,
        contracts=found.contracts,
        moves={each.value: gettext(rules.MOVE_LABELS[each]) for each in Move},
        chart=columns([one.after for one in found.months], [one.ends_on for one in found.months]),
        size=(COLUMNS_WIDTH, COLUMNS_HEIGHT),
        ahead=await queries.ahead(on),
    )


ROUTES: list[ControllerRouterHandler] = [show]
