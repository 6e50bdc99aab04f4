"""The legal values: what is in force, from where, and what still has to be confirmed."""

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from app.auth.guards import OWNER_ONLY
from app.clock import now, today
from app.core.errors import Refused
from app.law import actions, queries
from app.law.rules import PENALTY_RATE, half_year
from app.web.forms import Form
from app.web.render import AnyRequest, page, redirect

LAW = "/settings/law"


@get(LAW, opt=OWNER_ONLY)
async def law(request: AnyRequest) -> Response[Any]:
    """Everything in force today; in red what is missing."""
    return await _show(request, Form.blank(today()))


@post(LAW + "/penalty-rates", opt=OWNER_ONLY)
async def enter_rate(request: AnyRequest) -> Response[Any]:
    """Enter the ECB's rate of this half-year."""
    form = await Form.read(request, today())
    try:
        ecb_rate = form.rate("ecb_rate")
        source = form.text("source", required=True, max=300)
        form.check()
        await actions.enter_penalty_rate(
            ecb_rate, source=source, on=today(), at=now(), by=request.user.email
        )
    except Refused as refused:
        return await _show(request, form.refused(refused), status=422)
    return await redirect(request, LAW, "The rate is entered; invoices print it from now on.")


@post(LAW + "/{value_id:int}/confirmation", opt=OWNER_ONLY)
async def confirm(request: AnyRequest, value_id: FromPath[int]) -> Response[Any]:
    """Mark a value as read at its source."""
    form = await Form.read(request, today())
    try:
        source = form.text("read_in", required=True, max=300)
        form.check()
        await actions.confirm(value_id, source=source, at=now(), by=request.user.email)
    except Refused as refused:
        shown = Form.blank(today()).refused(refused)
        return await _show(request, shown, status=422)
    return await redirect(request, LAW, "Confirmed.")


async def _show(request: AnyRequest, form: Form, status: int = 200) -> Response[Any]:
    in_force = await queries.law_on(today())
    first, last = half_year(today())
    return await page(
        request,
        "settings/law.html",
        status,
        form=form,
        values=sorted(
            in_force.values.values(), key=lambda value: (value.number is None, value.key)
        ),
        past=[v for v in await queries.all_values() if v.valid_to and v.valid_to < today()],
        half=(first, last),
        rate=in_force.values.get(PENALTY_RATE),
        mention=in_force.penalty(request.user.language),
    )


ROUTES: list[ControllerRouterHandler] = [law, enter_rate, confirm]
