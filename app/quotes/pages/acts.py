"""What people do with one quote; each is a noun that is posted."""

from typing import Any

from litestar import Response, post
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from app.adapters.queue import Job, nudge
from app.clock import now, today
from app.core.errors import Refused
from app.quotes import actions
from app.quotes.pages.one import found, shown
from app.web.forms import Form
from app.web.render import AnyRequest, redirect


@post("/quotes/{quote_id:int}/issuance")
async def issuance(request: AnyRequest, quote_id: FromPath[int]) -> Response[Any]:
    """Make a draft final, and send it when the box is ticked."""
    form = await Form.read(request, today())
    await found(quote_id)
    by_mail = form.flag("send")
    to = form.email("to") if by_mail else ""
    try:
        form.check()
        number = await actions.send(
            quote_id,
            on=today(),
            at=now(),
            by=request.user.email,
            by_mail=by_mail,
            to=to or None,
        )
    except Refused as refused:
        return await shown(request, quote_id, form.refused(refused), status=422)
    await nudge(Job.RENDER_QUOTES)
    said = "Quote %(number)s will be sent." if by_mail else "Quote %(number)s is final."
    return await redirect(request, f"/quotes/{quote_id}", flash=said, number=number)


@post("/quotes/{quote_id:int}/sending")
async def sending(request: AnyRequest, quote_id: FromPath[int]) -> Response[Any]:
    """Send an open quote, once for each time it was asked for."""
    form = await Form.read(request, today())
    await found(quote_id)
    to, after = form.email("to"), form.whole("after", 0, 10_000)
    try:
        form.check()
        await actions.send_again(
            quote_id, on=today(), at=now(), by=request.user.email, to=to or None, after=after
        )
    except Refused as refused:
        return await shown(request, quote_id, form.refused(refused), status=422)
    await nudge(Job.SEND_MESSAGES)
    return await redirect(request, f"/quotes/{quote_id}", flash="It will be sent.")


@post("/quotes/{quote_id:int}/version")
async def version(request: AnyRequest, quote_id: FromPath[int]) -> Response[Any]:
    """Begin a new version; the one sent holds until the new one is sent."""
    await found(quote_id)
    try:
        made = await actions.revise(quote_id, at=now(), by=request.user.email)
    except Refused as refused:
        form = Form.blank(today()).refused(refused)
        return await shown(request, quote_id, form, status=422)
    return await redirect(request, f"/quotes/{made}/edit")


@post("/quotes/{quote_id:int}/rendering")
async def rendering_again(request: AnyRequest, quote_id: FromPath[int]) -> Response[Any]:
    """Try the PDF again now."""
    await found(quote_id)
    try:
        await actions.request_rendering_again(quote_id, at=now(), by=request.user.email)
    except Refused as refused:
        form = Form.blank(today()).refused(refused)
        return await shown(request, quote_id, form, status=422)
    await nudge(Job.RENDER_QUOTES)
    return await redirect(request, f"/quotes/{quote_id}", flash="The PDF is tried again.")


@post("/quotes/{quote_id:int}/deletion")
async def deletion(request: AnyRequest, quote_id: FromPath[int]) -> Response[Any]:
    """Throw a draft away."""
    try:
        await actions.delete(quote_id, at=now(), by=request.user.email)
    except Refused as refused:
        form = Form.blank(today()).refused(refused)
        return await shown(request, quote_id, form, status=422)
    return await redirect(request, "/quotes", flash="Draft deleted.")


ROUTES: list[ControllerRouterHandler] = [issuance, sending, version, rendering_again, deletion]
