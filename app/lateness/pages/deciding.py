"""Interest and indemnities invoiced, given up, taken up again."""

from typing import Any

from litestar import Response, post
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from app.adapters.queue import Job, nudge
from app.clock import now, today
from app.core.errors import N_, Refused
from app.core.money import Euros
from app.lateness import actions
from app.lateness.pages import of_client, of_invoice
from app.web.forms import Form
from app.web.render import AnyRequest, redirect


@post("/clients/{client_id:int}/lateness/invoices")
async def invoice(request: AnyRequest, client_id: FromPath[int]) -> Response[Any]:
    """Issue one invoice for what was ticked, at the amounts that were shown."""
    form = await Form.read(request, today())
    try:
        until_on = form.day("until_on")
        ticked = form.ids("late")
        shown = {each: form.whole(f"shown-{each}", 0, 10**13) for each in ticked}
        form.check()
        made = await actions.invoice_late(
            client_id, shown, until_on=until_on, on=today(), at=now(), by=request.user.email
        )
    except Refused as refused:
        return await of_client.shown(request, client_id, form.refused(refused))
    await nudge(Job.RENDER_DOCUMENTS)
    said = N_("%(number)s is issued: %(total)s of interest and compensation.")
    return await redirect(
        request, f"/invoices/{made.id}", said, number=made.number, total=Euros(made.total)
    )


@post("/invoices/{invoice_id:int}/lateness/waivers")
async def waive(request: AnyRequest, invoice_id: FromPath[int]) -> Response[Any]:
    """Give up what is due today."""
    await of_invoice.found(invoice_id)
    form = await Form.read(request, today())
    reason = form.text("reason", required=True, max=300)
    try:
        form.check()
        await actions.waive(invoice_id, reason=reason, on=today(), at=now(), by=request.user.email)
    except Refused as refused:
        return await of_invoice.shown(request, invoice_id, form.refused(refused), status=422)
    said = N_("Given up: neither interest up to today nor compensation is asked for.")
    return await redirect(request, f"/invoices/{invoice_id}/lateness", said)


@post("/invoices/{invoice_id:int}/lateness/waivers/{claim_id:int}/undoing")
async def take_up_again(
    request: AnyRequest, invoice_id: FromPath[int], claim_id: FromPath[int]
) -> Response[Any]:
    """Undo a waiver."""
    await of_invoice.found(invoice_id)
    await actions.take_up_again(claim_id, at=now(), by=request.user.email)
    return await redirect(
        request, f"/invoices/{invoice_id}/lateness", N_("It is no longer given up.")
    )


ROUTES: list[ControllerRouterHandler] = [invoice, waive, take_up_again]
