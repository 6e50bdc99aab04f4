"""Statements by mail: sent by hand, on a day of the month, and those that were sent."""

from typing import Any

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from app.adapters import files
from app.adapters.queue import Job, nudge
from app.clients.queries import clients
from app.clock import now, today
from app.core.calendar import DAY_OF_EVERY_MONTH
from app.core.errors import Refused, refuse
from app.core.formats import day_short
from app.core.i18n import gettext
from app.messages.pages.words import STATES, TONES
from app.receivables import actions, queries
from app.receivables.pages.client import found
from app.receivables.pages.statement import period_of, statement_page
from app.receivables.rules import EVERYBODY, next_day
from app.web.address import address
from app.web.download import inline_pdf
from app.web.forms import Form
from app.web.render import AnyRequest, page, redirect

HERE = "/receivables/statements"


@get(HERE)
async def show(request: AnyRequest) -> Response[Any]:
    """The day for everybody, the clients with one of their own, and what was sent."""
    return await _shown(request, Form.blank(today()))


@post(f"{HERE}/plan")
async def plan(request: AnyRequest) -> Response[Any]:
    """Set the day of the month for all who owe something; an empty day is never."""
    form = await Form.read(request, today())
    day = form.whole("day", 1, DAY_OF_EVERY_MONTH, required=False)
    try:
        form.check()
        await actions.plan(EVERYBODY, day, on=today(), at=now(), by=request.user.email)
    except Refused as refused:
        return await _shown(request, form.refused(refused), 422)
    await nudge(Job.SEND_STATEMENTS)
    if day is None:
        return await redirect(request, HERE, "No statement leaves by itself.")
    next_on = next_day(day, today(), today())
    return await redirect(
        request, HERE, "Statements leave each month, the next on %(day)s.", day=next_on
    )


@get(f"{HERE}/{{statement_id:int}}")
async def kept_pdf(request: AnyRequest, statement_id: FromPath[int]) -> Response[Any]:
    """The PDF of a statement as it was sent; the page of its client while it is being made."""
    sent = await queries.sent_statement(statement_id)
    if sent is None:
        raise NotFoundException
    if sent.sha256 is None:
        return await redirect(
            request, f"/receivables/{sent.client_id}/statement", "Its PDF is being made."
        )
    try:
        data = files.read(sent.sha256)
    except files.FileFault as fault:
        raise refuse(
            f"messages.file_{fault.fault}",
            "The file %(name)s cannot be given back: it is missing or altered on the disk.",
            name=sent.last.isoformat(),
        ) from None
    name = gettext("Statement of account")
    return inline_pdf(data, f"{name} {sent.client} {sent.last.isoformat()}.pdf")


@post("/receivables/{client_id:int}/statement/sending")
async def sending(request: AnyRequest, client_id: FromPath[int]) -> Response[Any]:
    """Send a client the statement that is shown; the same form twice is one message."""
    client = await found(client_id)
    form = await Form.read(request, today())
    first, last = period_of(form)
    to, seen = form.email("to"), form.whole("seen", 0, 100_000)
    try:
        form.check()
        await actions.send(
            client_id, first, last, seen=seen, at=now(), by=request.user.email, to=to
        )
    except Refused as refused:
        return await statement_page(request, client, form.refused(refused), first, last)
    await nudge(Job.RENDER_STATEMENTS)
    days = {"from": day_short(first), "until": day_short(last)}
    back = address(f"/receivables/{client_id}/statement", days)
    return await redirect(request, back, "The statement will be sent.")


@post("/receivables/{client_id:int}/statement/plan")
async def own_plan(request: AnyRequest, client_id: FromPath[int]) -> Response[Any]:
    """A day of the month for this client, never, or as for everybody."""
    client = await found(client_id)
    form = await Form.read(request, today())
    first, last = period_of(form)
    how = form.typed.get("how", "")
    day = form.whole("day", 1, DAY_OF_EVERY_MONTH) if how == "own" else None
    try:
        form.check()
        await actions.plan(
            client_id,
            day,
            on=today(),
            at=now(),
            by=request.user.email,
            is_own=how in ("own", "never"),
        )
    except Refused as refused:
        return await statement_page(request, client, form.refused(refused), first, last)
    await nudge(Job.SEND_STATEMENTS)
    return await redirect(request, f"/receivables/{client_id}/statement", "Kept.")


async def _shown(request: AnyRequest, form: Form, status: int = 200) -> Response[Any]:
    own = await queries.own_plans()
    common = await queries.plan_of(EVERYBODY)
    return await page(
        request,
        "receivables/statements.html",
        status,
        form=form,
        common=common,
        today=today(),
        own=own,
        people=await clients(each.client_id for each in own),
        unreached=await queries.without_address(today()),
        sent=await queries.sent_statements(),
        states=STATES,
        tones=TONES,
    )


ROUTES: list[ControllerRouterHandler] = [show, plan, kept_pdf, sending, own_plan]
