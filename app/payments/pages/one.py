"""One receipt: what it settles, what is left of it, and undoing, spelled out before it is done."""

import secrets
from collections.abc import Awaitable
from typing import Any

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from app.adapters.queue import Job, nudge
from app.auth.queries import names, timeline
from app.clients.queries import address_for
from app.clock import now, today
from app.core.errors import N_, Refused
from app.core.money import Euros
from app.invoices import queries as invoices
from app.messages.queries import of_cause
from app.payments import actions, queries, rules
from app.payments.queries import ReceiptView
from app.payments.rules import METHOD_LABELS, REASON_LABELS, Wanted
from app.web.forms import Form
from app.web.render import AnyRequest, fragment, is_htmx, page, redirect
from app.web.timeline import told


@get("/payments/{receipt_id:int}")
async def show(request: AnyRequest, receipt_id: FromPath[int]) -> Response[Any]:
    """A receipt with its allocations."""
    return await _page(request, receipt_id, Form.blank(today()))


async def _page(
    request: AnyRequest, receipt_id: int, form: Form, status: int = 200
) -> Response[Any]:
    there = await _found(receipt_id)
    every = await queries.allocations(receipt_id)
    open_now = await invoices.open_instalments(there.client_id) if there.open else []
    return await page(
        request,
        "payments/show.html",
        status=status,
        form=form,
        receipt=there,
        slip=await queries.slip_of(receipt_id),
        is_thanked=rules.is_thanked(there.method, there.amount),
        letters=await of_cause("receipt", receipt_id),
        address=await address_for(there.client_id),
        allocations=every,
        live=[one for one in every if one.reversed_on is None],
        open_now=sorted((o for o in open_now if o.open > 0), key=lambda o: o.due_on),
        labels=METHOD_LABELS,
        items=told(
            await timeline("receipt", receipt_id),
            now(),
            here=f"/payments/{receipt_id}",
            names=await names(),
        ),
        today=today(),
        key=secrets.token_urlsafe(12),
        is_small=0 < there.open <= (await queries.limits()).difference,
    )


async def _found(receipt_id: int) -> ReceiptView:
    try:
        return await queries.receipt(receipt_id)
    except Refused as refused:
        raise NotFoundException from refused


@post("/payments/{receipt_id:int}/thanks")
async def thank(request: AnyRequest, receipt_id: FromPath[int]) -> Response[Any]:
    """Send the client a receipt, once."""
    form = await Form.read(request, today())
    await _found(receipt_id)
    try:
        to = form.text("to", required=True, max=250)
        form.check()
        await actions.send_receipt(receipt_id, to=to, at=now(), by=request.user.email)
    except Refused as refused:
        return await _page(request, receipt_id, form.refused(refused), status=422)
    await nudge(Job.SEND_MESSAGES)
    return await redirect(
        request, f"/payments/{receipt_id}", flash="The receipt leaves for %(to)s.", to=to
    )


@post("/payments/{receipt_id:int}/undoing")
async def undo(request: AnyRequest, receipt_id: FromPath[int]) -> Response[Any]:
    """Undo the receipt from today."""
    there = await _found(receipt_id)
    act = actions.undo(receipt_id, on=today(), at=now(), by=request.user.email)
    return await _done(request, receipt_id, act, N_("%(amount)s undone."), there.amount)


@post("/payments/{receipt_id:int}/allocations")
async def allocate(request: AnyRequest, receipt_id: FromPath[int]) -> Response[Any]:
    """Put what is left on the ticked invoices, oldest due first."""
    form = await Form.read(request, today())
    there = await _found(receipt_id)
    wanted = Wanted(tuple(form.ids("pay")), {})
    try:
        form.check()
        used = await actions.allocate_more(receipt_id, wanted, at=now(), by=request.user.email)
    except Refused as refused:
        return await _page(request, receipt_id, form.refused(refused), status=422)
    await nudge(Job.RESCORE)
    return await redirect(
        request,
        f"/payments/{there.id}",
        flash="%(amount)s put on what was open.",
        amount=Euros(used),
    )


@post("/payments/{receipt_id:int}/difference")
async def keep_difference(request: AnyRequest, receipt_id: FromPath[int]) -> Response[Any]:
    """Keep what is left, too little to be paid back."""
    there, form = await _found(receipt_id), await Form.read(request, today())
    key = f"difference:{receipt_id}:{form.text('key', max=40)}"
    act = actions.keep_difference(receipt_id, key=key, on=today(), at=now(), by=request.user.email)
    return await _done(request, receipt_id, act, N_("%(amount)s kept."), there.open)


@post("/payments/allocations/{allocation_id:int}/undoing")
async def undo_allocation(request: AnyRequest, allocation_id: FromPath[int]) -> Response[Any]:
    """Take money off an invoice; it stays with its receipt."""
    try:
        there = await queries.allocation(allocation_id)
    except Refused as refused:
        raise NotFoundException from refused
    act = actions.undo_allocation(allocation_id, on=today(), at=now(), by=request.user.email)
    said = N_("%(amount)s taken off that invoice.")
    if there.source_kind == "receipt":
        return await _done(request, there.source_id, act, said, there.amount)
    await act
    await nudge(Job.RESCORE)
    path = f"/invoices/{there.invoice_id}"
    return await redirect(request, path, flash=said, amount=Euros(abs(there.amount)))


@post("/credits/{invoice_id:int}/allocations")
async def use_credit(request: AnyRequest, invoice_id: FromPath[int]) -> Response[Any]:
    """Put what is left of a credit note on its client's invoices, oldest due first."""
    used = await actions.use_credit(invoice_id, on=today(), at=now(), by=request.user.email)
    await nudge(Job.RESCORE)
    return await redirect(
        request,
        f"/invoices/{invoice_id}",
        flash="%(amount)s put on what was open.",
        amount=Euros(used),
    )


async def _done(
    request: AnyRequest, receipt_id: int, act: Awaitable[int], said: str, cents: int
) -> Response[Any]:
    try:
        await act
    except Refused as refused:
        form = Form.blank(today()).refused(refused)
        return await _page(request, receipt_id, form, status=422)
    await nudge(Job.RESCORE)
    return await redirect(request, f"/payments/{receipt_id}", flash=said, amount=Euros(cents))


@get("/invoices/{invoice_id:int}/payments")
async def of_invoice(request: AnyRequest, invoice_id: FromPath[int]) -> Response[Any]:
    """What was put on an invoice: the part of its page that money fills."""
    there = await invoices.maybe_invoice(invoice_id)
    if there is None or there.is_draft:
        raise NotFoundException
    context: dict[str, Any] = {
        "settled": await queries.of_invoice(invoice_id),
        "labels": METHOD_LABELS,
        "invoice": there,
        "contests": await queries.contests_of(invoice_id),
        "owing": bool(await queries.owed(there.client_id)),
        "write_offs": await queries.write_offs_of(invoice_id),
        "reasons": REASON_LABELS,
        "limits": await queries.limits(),
    }
    if is_htmx(request):
        return await fragment(request, "payments/_of_invoice.html", **context)
    return await page(request, "payments/of_invoice.html", **context)


@post("/payments/contests/{back_id:int}/end")
async def end_contest(request: AnyRequest, back_id: FromPath[int]) -> Response[Any]:
    """A contested payment by card is over: its invoice may be reminded of again."""
    try:
        invoice_id = await actions.end_contest(back_id, at=now(), by=request.user.email)
    except Refused as refused:
        raise NotFoundException from refused
    await nudge(Job.PROPOSE_REMINDERS)
    return await redirect(
        request, f"/invoices/{invoice_id}", N_("It is over: the invoice may be reminded of again.")
    )


ROUTES: list[ControllerRouterHandler] = [
    show,
    thank,
    undo,
    allocate,
    keep_difference,
    undo_allocation,
    use_credit,
    of_invoice,
    end_contest,
]
