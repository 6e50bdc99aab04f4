"""Documents made from another: lines credited, a correction, a deposit, a discount honoured."""

import secrets
from typing import Any

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from app.adapters.queue import Job, nudge
from app.clock import now, today
from app.core.errors import Refused
from app.invoices import actions, queries
from app.invoices.pages.one import found, shown
from app.invoices.queries import Original
from app.web.forms import Form
from app.web.render import AnyRequest, page, redirect


@get("/invoices/{invoice_id:int}/credit")
async def crediting(request: AnyRequest, invoice_id: FromPath[int]) -> Response[Any]:
    """The lines of an invoice, and how much of each can still be credited."""
    return await _crediting(request, invoice_id, Form.blank(today()))


@post("/invoices/{invoice_id:int}/credit")
async def credit(request: AnyRequest, invoice_id: FromPath[int]) -> Response[Any]:
    """Issue the credit note of what was typed, today; the same form sent twice is one."""
    form = await Form.read(request, today())
    of = await _original(invoice_id)
    chosen = {
        key: cut
        for key in of.issued.lines
        if (cut := form.quantity(f"credit-{key}", required=False))
    }
    note, key = form.text("note", max=2000, lines=True), form.text("key", max=40)
    try:
        form.check()
        credit_id = await actions.credit_lines(
            invoice_id,
            chosen,
            key=key,
            on=today(),
            at=now(),
            by=request.user.email,
            note=note,
            today=today(),
        )
    except Refused as refused:
        return await _crediting(request, invoice_id, form.refused(refused), status=422)
    return await _made(request, credit_id, "Credit note %(number)s is issued.")


async def _crediting(
    request: AnyRequest, invoice_id: int, form: Form, status: int = 200
) -> Response[Any]:
    of = await _original(invoice_id)
    return await page(
        request,
        "invoices/credit.html",
        status=status,
        form=form,
        invoice=await found(invoice_id),
        lines=[
            (key, line, of.issued.quantity_left(key), of.issued.net_left(key))
            for key, line in of.issued.lines.items()
        ],
        left=of.left,
        key=form.typed.get("key") or secrets.token_urlsafe(12),
    )


async def _original(invoice_id: int) -> Original:
    of = (await queries.originals([invoice_id])).get(invoice_id)
    if of is None or of.whole.invoice["state"] == "draft":
        raise NotFoundException
    return of


@post("/invoices/{invoice_id:int}/correction")
async def correction(request: AnyRequest, invoice_id: FromPath[int]) -> Response[Any]:
    """Draft the invoice that will replace this one, and open it in the editor."""
    await found(invoice_id)
    try:
        draft_id = await actions.correct(invoice_id, at=now(), by=request.user.email)
    except Refused as refused:
        form = Form.blank(today()).refused(refused)
        return await shown(request, invoice_id, form, status=422)
    return await redirect(request, f"/invoices/{draft_id}/edit")


@post("/invoices/{invoice_id:int}/deposit")
async def deposit(request: AnyRequest, invoice_id: FromPath[int]) -> Response[Any]:
    """Draft the deposit invoice asked for a draft."""
    form = await Form.read(request, today())
    await found(invoice_id)
    percent = form.rate("deposit_percent", required=False)
    amount = form.amount("deposit_amount", required=False)
    key = form.text("key", max=40)
    try:
        form.check()
        deposit_id = await actions.ask_deposit(
            invoice_id, percent=percent, amount=amount, key=key, at=now(), by=request.user.email
        )
    except Refused as refused:
        return await shown(request, invoice_id, form.refused(refused), status=422)
    return await redirect(request, f"/invoices/{deposit_id}", flash="Deposit invoice drafted.")


@post("/invoices/{invoice_id:int}/discount")
async def discount(request: AnyRequest, invoice_id: FromPath[int]) -> Response[Any]:
    """Issue the credit note of the discount for paying early, today."""
    await found(invoice_id)
    try:
        credit_id = await actions.grant_discount(
            invoice_id, on=today(), at=now(), by=request.user.email, today=today()
        )
    except Refused as refused:
        form = Form.blank(today()).refused(refused)
        return await shown(request, invoice_id, form, status=422)
    return await _made(request, credit_id, "Credit note %(number)s is issued.")


async def _made(request: AnyRequest, credit_id: int, said: str) -> Response[Any]:
    await nudge(Job.RENDER_DOCUMENTS)
    made = await queries.invoice(credit_id)
    return await redirect(request, f"/invoices/{credit_id}", flash=said, number=made.number)


ROUTES: list[ControllerRouterHandler] = [crediting, credit, correction, deposit, discount]
