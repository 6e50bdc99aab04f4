"""Writing off what is left of an invoice, said before it is done; keeping a few cents too much."""

import secrets
from typing import Any

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from app.adapters.queue import Job, nudge
from app.clock import now, today
from app.core.errors import Refused
from app.core.i18n import gettext
from app.core.money import Euros
from app.invoices import queries as invoices
from app.invoices.queries import InvoiceView
from app.invoices.rules import Source
from app.payments import actions, queries
from app.payments.queries import WriteOffView
from app.payments.rules import REASON_LABELS, Asked, Reason, kind_of
from app.web.forms import Form
from app.web.render import AnyRequest, page, redirect


@get("/invoices/{invoice_id:int}/write-off")
async def ask(request: AnyRequest, invoice_id: FromPath[int]) -> Response[Any]:
    """What writing it off would do, and the form."""
    return await _page(request, await _invoice(invoice_id), Form.blank(today()))


async def _invoice(invoice_id: int) -> InvoiceView:
    there = await invoices.maybe_invoice(invoice_id)
    if there is None or there.is_draft or there.is_credit_note:
        raise NotFoundException
    return there


async def _page(
    request: AnyRequest, there: InvoiceView, form: Form, status: int = 200
) -> Response[Any]:
    limits = await queries.limits()
    kind = kind_of(there.open, limits)
    is_small = kind is Source.DIFFERENCE
    reasons = [each for each in Reason if is_small or each is not Reason.SMALL]
    return await page(
        request,
        "payments/write_off.html",
        status=status,
        form=form,
        invoice=there,
        is_small=is_small,
        limits=limits,
        may=request.user.is_owner or there.open <= limits.without_owner,
        reasons=[(each.value, gettext(REASON_LABELS[each])) for each in reasons],
        key=form.value("key", secrets.token_urlsafe(18)),
        today=today(),
    )


@post("/invoices/{invoice_id:int}/write-off")
async def write_off(request: AnyRequest, invoice_id: FromPath[int]) -> Response[Any]:
    """Write it off; the same form again changes nothing."""
    form, there = await Form.read(request, today()), await _invoice(invoice_id)
    try:
        asked = Asked(
            reason=form.choice("reason", Reason),
            note=form.text("note", max=500, lines=True),
            on=form.day("on"),
            is_owner=request.user.is_owner,
        )
        key = form.text("key", required=True, max=80)
        form.check()
        made = await actions.write_off(invoice_id, asked, key=key, at=now(), by=request.user.email)
    except Refused as refused:
        return await _page(request, there, form.refused(refused), status=422)
    await nudge(Job.RESCORE)
    done = await queries.write_off(made)
    return await redirect(
        request,
        f"/invoices/{invoice_id}",
        flash="%(amount)s of %(number)s written off.",
        amount=Euros(done.amount),
        number=done.number,
    )


@post("/payments/write-offs/{write_off_id:int}/undoing")
async def undo(request: AnyRequest, write_off_id: FromPath[int]) -> Response[Any]:
    """The invoice is owed again, from today."""
    there = await _write_off(write_off_id)
    try:
        await actions.undo_write_off(
            write_off_id,
            on=today(),
            is_owner=request.user.is_owner,
            at=now(),
            by=request.user.email,
        )
    except Refused as refused:
        form = Form.blank(today()).refused(refused)
        return await _page(request, await _invoice(there.invoice_id), form, status=422)
    await nudge(Job.RESCORE)
    return await redirect(
        request,
        f"/invoices/{there.invoice_id}",
        flash="%(number)s owes %(amount)s again",
        amount=Euros(there.amount),
        number=there.number,
    )


async def _write_off(write_off_id: int) -> WriteOffView:
    try:
        return await queries.write_off(write_off_id)
    except Refused as refused:
        raise NotFoundException from refused


ROUTES: list[ControllerRouterHandler] = [ask, write_off, undo]
