"""From which certainty on lines are pointed without a person: the owner's choice."""

from typing import Any

from litestar import Response, get, post
from litestar.types import ControllerRouterHandler

from app.adapters.queue import Job, nudge
from app.auth.guards import OWNER_ONLY
from app.bank import actions, queries
from app.clock import now, today
from app.core.errors import N_, Refused
from app.web.forms import Form
from app.web.render import AnyRequest, page, redirect

PATH = "/settings/matching"


@get(PATH, opt=OWNER_ONLY)
async def show_choice(request: AnyRequest) -> Response[Any]:
    """The choice, and what it has brought so far."""
    return await _page(request, Form.blank(today()))


async def _page(request: AnyRequest, form: Form, status: int = 200) -> Response[Any]:
    return await page(
        request,
        "bank/threshold.html",
        status=status,
        form=form,
        choice=await queries.choice(),
        record=await queries.record(),
    )


@post(PATH, opt=OWNER_ONLY)
async def change_choice(request: AnyRequest) -> Response[Any]:
    """Keep it; what is sure then is pointed at once."""
    form = await Form.read(request, today())
    threshold = form.rate("threshold")
    try:
        form.check()
        await actions.set_choice(threshold, form.flag("automatic"), at=now(), by=request.user.email)
    except Refused as refused:
        return await _page(request, form.refused(refused), status=422)
    await nudge(Job.MATCH_LINES)
    return await redirect(request, PATH, N_("Saved: it holds for the lines that wait too."))


ROUTES: list[ControllerRouterHandler] = [show_choice, change_choice]
