"""What people do with one document; each is a noun that is posted."""

from typing import Any

from litestar import Response, post
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from app.adapters.queue import Job, nudge
from app.clock import now, today
from app.core.errors import Refused
from app.invoices import actions, queries
from app.invoices.pages.one import found, shown
from app.web.forms import Form
from app.web.render import AnyRequest, redirect


@post("/invoices/{invoice_id:int}/issuance")
async def issuance(request: AnyRequest, invoice_id: FromPath[int]) -> Response[Any]:
    """Issue a draft on a day, and send it when the box is ticked."""
    form = await Form.read(request, today())
    await found(invoice_id)
    on = form.day("issued_on", required=False) or today()
    wants_sending = form.flag("send")
    to = form.email("to") if wants_sending else ""
    moment, by = now(), request.user.email
    try:
        form.check()
        if wants_sending:
            number = await actions.issue_and_send(
                invoice_id, on=on, at=moment, by=by, to=to or None, today=today()
            )
        else:
            number = await actions.issue(invoice_id, on=on, at=moment, by=by, today=today())
    except Refused as refused:
        return await shown(request, invoice_id, form.refused(refused), status=422)
    await nudge(Job.RENDER_DOCUMENTS)
    said = "%(number)s is issued and will be sent." if wants_sending else "%(number)s is issued."
    return await redirect(request, f"/invoices/{invoice_id}", flash=said, number=number)


@post("/invoices/{invoice_id:int}/sending")
async def sending(request: AnyRequest, invoice_id: FromPath[int]) -> Response[Any]:
    """Send an issued document, once for each time it was asked for."""
    form = await Form.read(request, today())
    await found(invoice_id)
    to, after = form.email("to"), form.whole("after", 0, 10_000)
    try:
        form.check()
        await actions.send(invoice_id, at=now(), by=request.user.email, to=to or None, after=after)
    except Refused as refused:
        return await shown(request, invoice_id, form.refused(refused), status=422)
    await nudge(Job.SEND_MESSAGES)
    return await redirect(request, f"/invoices/{invoice_id}", flash="It will be sent.")


@post("/invoices/{invoice_id:int}/credit-note")
async def credit_note(request: AnyRequest, invoice_id: FromPath[int]) -> Response[Any]:
    """Issue the credit note of the whole invoice, today."""
    form = await Form.read(request, today())
    await found(invoice_id)
    note = form.text("note", max=2000, lines=True)
    try:
        form.check()
        credit_id = await actions.credit_whole(
            invoice_id,
            on=today(),
            at=now(),
            by=request.user.email,
            note=note,
            today=today(),
        )
    except Refused as refused:
        return await shown(request, invoice_id, form.refused(refused), status=422)
    await nudge(Job.RENDER_DOCUMENTS)
    credit = await queries.invoice(credit_id)
    return await redirect(
        request,
        f"/invoices/{credit_id}",
        flash="Credit note %(number)s is issued.",
        number=credit.number,
    )


@post("/invoices/{invoice_id:int}/rendering")
async def rendering_again(request: AnyRequest, invoice_id: FromPath[int]) -> Response[Any]:
    """Try the PDF again now."""
    await found(invoice_id)
    try:
        await actions.request_rendering_again(invoice_id, at=now(), by=request.user.email)
    except Refused as refused:
        form = Form.blank(today()).refused(refused)
        return await shown(request, invoice_id, form, status=422)
    await nudge(Job.RENDER_DOCUMENTS)
    return await redirect(request, f"/invoices/{invoice_id}", flash="The PDF is tried again.")


@post("/invoices/{invoice_id:int}/link")
async def link(request: AnyRequest, invoice_id: FromPath[int]) -> Response[Any]:
    """Make the client's page of an issued document."""
    await found(invoice_id)
    try:
        await actions.share(invoice_id, at=now(), by=request.user.email)
    except Refused as refused:
        form = Form.blank(today()).refused(refused)
        return await shown(request, invoice_id, form, status=422)
    return await redirect(request, f"/invoices/{invoice_id}", flash="The client’s page is open.")


@post("/invoices/{invoice_id:int}/deletion")
async def deletion(request: AnyRequest, invoice_id: FromPath[int]) -> Response[Any]:
    """Throw a draft away."""
    try:
        await actions.delete_draft(invoice_id, at=now(), by=request.user.email)
    except Refused as refused:
        form = Form.blank(today()).refused(refused)
        return await shown(request, invoice_id, form, status=422)
    return await redirect(request, "/invoices", flash="Draft deleted.")


ROUTES: list[ControllerRouterHandler] = [
    issuance,
    sending,
    credit_note,
    rendering_again,
    link,
    deletion,
]
