"""A line put on a client by hand: which invoices and how much, or what it gives or pays back."""

import secrets
from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from app.bank import actions
from app.bank.pages.matching import PATH
from app.bank.pages.one import found, pointed
from app.bank.queries import LineListed
from app.bank.rules.deals import Deal, PaidBack, Returned, Share
from app.clients import queries as clients
from app.clock import now, today
from app.core.errors import N_, Refused
from app.invoices import queries as invoices
from app.invoices.queries import OpenInstalment
from app.payments import queries as receipts
from app.payments.rules import Owed, Wanted, oldest_first, parts_of
from app.web.forms import Form
from app.web.render import AnyRequest, page

_CLIENT = f"{PATH}/{{line_id:int}}/clients/{{client_id:int}}"


@get(_CLIENT)
async def choose(
    request: AnyRequest, line_id: FromPath[int], client_id: FromPath[int]
) -> Response[Any]:
    """What is open of the client, the invoice named in the address or the oldest ticked."""
    asked = Form.query(request, today())
    invoice_id = asked.whole("invoice", 1, 10**9, required=False)
    return await _page(request, line_id, client_id, Form.blank(today()), invoice_id)


async def _page(
    request: AnyRequest,
    line_id: int,
    client_id: int,
    form: Form,
    invoice_id: int | None = None,
    status: int = 200,
) -> Response[Any]:
    row = await found(line_id)
    client = await clients.client(client_id)
    open_now = await _open(client_id)
    proposed = _proposed(row.open, open_now, invoice_id)
    ticked = set(form.ids("pay")) if form.submitted else proposed
    received = await receipts.list_receipts(
        receipts.Filters(client_id=client_id), limit=None if row.open < 0 else 0
    )
    return await page(
        request,
        "bank/client.html",
        status=status,
        form=form,
        line=row.line,
        left=row.open,
        client=client,
        open_now=open_now,
        ticked=ticked,
        received=[
            each
            for each in received.receipts
            if 0 < each.amount <= -row.open and each.undone_by is None
        ],
        unused=await receipts.unallocated(client_id) if row.open < 0 else [],
        key=form.value("key", secrets.token_urlsafe(18)),
        today=today(),
    )


async def _open(client_id: int) -> list[OpenInstalment]:
    """Invoices and credit notes that are open, oldest due first, credit notes last."""
    every = await invoices.open_instalments(client_id)
    return sorted(every, key=lambda one: (one.open < 0, one.due_on, one.instalment_id))


def _proposed(left: int, open_now: list[OpenInstalment], invoice_id: int | None) -> set[int]:
    if invoice_id is not None:
        return {one.instalment_id for one in open_now if one.invoice_id == invoice_id}
    owed = [Owed(o.instalment_id, o.due_on, o.open) for o in open_now if o.open > 0]
    return {instalment for instalment, _ in oldest_first(max(left, 0), owed)}


@post(_CLIENT)
async def put(
    request: AnyRequest, line_id: FromPath[int], client_id: FromPath[int]
) -> Response[Any]:
    """Do it: money in is put on what is ticked, money out gives or pays back."""
    form = await Form.read(request, today())
    row = await found(line_id)
    key = form.text("key", max=60)
    try:
        deals = await _deals(form, row, client_id)
        form.check()
        await actions.point(line_id, deals, key=f"form:{key}", at=now(), by=request.user.email)
    except Refused as refused:
        return await _page(request, line_id, client_id, form.refused(refused), status=422)
    return await pointed(request, line_id, row)


async def _deals(form: Form, row: LineListed, client_id: int) -> list[Deal]:
    typed = form.amount("amount", required=False)
    cents = abs(row.open) if typed is None else typed
    if row.open > 0:
        fee = form.amount("fee", required=False) or 0
        puts = await _puts(form, cents + fee, client_id)
        return [Share(client_id, cents, tuple(puts), fee)]
    what, _, id = form.text("what", required=True).partition(":")
    number = int(id) if id.isdigit() and len(id) < 18 else 0
    if what == "return":
        return [Returned(number, form.amount("fee", required=False) or 0)]
    if what == "receipt":
        return [PaidBack(client_id, cents, receipt_id=number)]
    if what != "note":
        form.fail("bank.what", N_("Choose what this money was."), "what")
    return [PaidBack(client_id, cents, instalment_id=number)]


async def _puts(form: Form, gross: int, client_id: int) -> list[tuple[int, int]]:
    """The ticked invoices, oldest first as far as the money and the ticked credit notes go; the
    amounts typed beside some of them as they are."""
    open_now = await _open(client_id)
    ticked = set(form.ids("pay"))
    notes = [
        (o.instalment_id, o.open) for o in open_now if o.open < 0 and o.instalment_id in ticked
    ]
    debts = [o for o in open_now if o.open > 0]
    amounts = {
        one.instalment_id: cents
        for one in debts
        if (cents := form.amount(f"part-{one.instalment_id}", required=False)) is not None
    }
    form.check()
    owed = [Owed(o.instalment_id, o.due_on, o.open) for o in debts]
    chosen = tuple(ticked - {note for note, _ in notes})
    total = gross - sum(cents for _, cents in notes)
    return [*parts_of(total, owed, Wanted(chosen, amounts)), *notes]


ROUTES: list[ControllerRouterHandler] = [choose, put]
