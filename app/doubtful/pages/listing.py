"""What is in doubt, and what is proposed, with its evidence."""

from typing import Any

from litestar import Response, get
from litestar.types import ControllerRouterHandler

from app.clock import today
from app.doubtful import queries, rules
from app.web.forms import Form
from app.web.render import AnyRequest, page

PATH = "/doubtful"
_SHOWN = 200


@get(PATH)
async def listing(request: AnyRequest) -> Response[Any]:
    """`days`: how late an invoice is before its age alone proposes it."""
    form = Form.query(request, today())
    days = form.whole("days", 1, 3650, required=False) or rules.LATE_DAYS
    debts = await queries.debts()
    proposed = await queries.proposals(today(), days)
    return await page(
        request,
        "doubtful/list.html",
        status=422 if form.findings else 200,
        form=form if request.query_params else Form.blank(today()),
        days=days,
        debts=debts,
        doubtful=rules.total(each.doubtful for each in debts),
        depreciation=rules.total(each.depreciation for each in debts),
        proposed=proposed[:_SHOWN],
        more=max(0, len(proposed) - _SHOWN),
        proposed_total=rules.total(each.open for each in proposed),
        courts=[each for of in (await queries.in_course(today())).values() for each in of],
        proceedings=rules.PROCEEDINGS,
        today=today(),
    )


ROUTES: list[ControllerRouterHandler] = [listing]
