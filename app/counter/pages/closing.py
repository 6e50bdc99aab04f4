"""The closing of the till: what it should hold, what is counted, the closings there were."""

from datetime import timedelta
from typing import Any

from litestar import Response, get, post
from litestar.types import ControllerRouterHandler

from app.accounting import queries as books
from app.accounting.rules import CASH
from app.clock import now, today
from app.core.errors import N_, Refused
from app.counter import actions, queries
from app.counter.rules import CountValues
from app.web.download import inline_pdf
from app.web.forms import Form
from app.web.render import AnyRequest, page, redirect


@get("/counter/closing")
async def closing(request: AnyRequest) -> Response[Any]:
    """The form for `day`, today unless asked otherwise; below it, the closings there were."""
    asked = Form.query(request, today())
    return await _page(request, asked)


async def _page(request: AnyRequest, form: Form) -> Response[Any]:
    day = form.day("day", required=False) or today()
    closed = await books.till_closed_on()
    if closed is not None and day <= closed:
        day = max(today(), closed + timedelta(days=1))
    return await page(
        request,
        "counter/closing.html",
        status=422 if form.findings else 200,
        form=form,
        day=day,
        is_closed=closed is not None and closed >= today(),
        closed=closed,
        expected=await books.account_balance(CASH, day),
        taken=await books.taken_since(await books.last_closure()),
        closings=await queries.closings(),
    )


@post("/counter/closing")
async def close(request: AnyRequest) -> Response[Any]:
    """Close the till of a day."""
    form = await Form.read(request, today())
    try:
        values = CountValues(
            day=form.day("day"),
            shown=form.whole("shown", -(10**15), 10**15),
            counted=form.amount("counted"),
            banked=form.amount("banked", required=False) or 0,
            reason=form.text("reason", max=200),
        )
        form.check()
        await actions.close(values, at=now(), by=request.user.email)
    except Refused as refused:
        return await _page(request, form.refused(refused))
    return await redirect(
        request, "/counter/closing", N_("The till of %(day)s is closed."), day=values.day
    )


@get("/counter/attestation.pdf")
async def attestation(request: AnyRequest) -> Response[bytes]:
    """The draft that the publisher completes and signs."""
    return inline_pdf(await actions.attestation_pdf(), "attestation-caisse.pdf")


ROUTES: list[ControllerRouterHandler] = [closing, close, attestation]
