"""Recording money received: the client, what is open ticked oldest first, the amount filled in."""

import secrets
from typing import Any

from litestar import Response, get, post
from litestar.types import ControllerRouterHandler

from app.adapters.queue import Job, nudge
from app.clients import queries as clients
from app.clock import now, today
from app.core.errors import Refused
from app.core.i18n import gettext
from app.core.money import Euros
from app.invoices import queries as invoices
from app.invoices.queries import OpenInstalment
from app.payments import actions, queries, rules
from app.payments.rules import METHOD_LABELS, Method, Owed, ReceiptValues, Typed, Wanted
from app.receivables.queries import aging
from app.web.forms import Form
from app.web.render import AnyRequest, fragment, page, redirect


@get("/payments/new")
async def new(request: AnyRequest) -> Response[Any]:
    """The form for a client (`client`) or for one invoice (`invoice`); first, which client."""
    asked = Form.query(request, today())
    invoice_id = asked.whole("invoice", 1, 10**9, required=False)
    client_id = asked.whole("client", 1, 10**9, required=False)
    if invoice_id and not client_id:
        client_id = (await invoices.invoice(invoice_id)).client_id
    if not client_id:
        return await _which_client(request, asked)
    return await _form(request, Form.blank(today()), client_id, invoice_id)


async def _which_client(request: AnyRequest, asked: Form) -> Response[Any]:
    text = asked.text("q")
    owing = {row.client_id: row for row in (await aging(today())).rows}
    if text.strip():
        found = [(one.id, one.name, one.town) for one in await clients.search(text, limit=12)]
    else:
        most = sorted(owing.values(), key=lambda row: (-row.late, -row.owed))[:12]
        found = [(row.client_id, row.client, row.group) for row in most if row.owed > 0]
    return await page(request, "payments/which.html", form=asked, found=found, owing=owing)


async def _form(
    request: AnyRequest, form: Form, client_id: int, invoice_id: int | None, status: int = 200
) -> Response[Any]:
    client = await clients.client(client_id)
    open_now = await _open(client_id)
    chosen = rules.proposed(
        [(Owed(one.instalment_id, one.due_on, one.open), one.invoice_id) for one in open_now],
        invoice_id,
        today(),
    )
    ticked = set(form.ids("pay")) if form.submitted else {one.instalment_id for one in chosen}
    plan = await _plan(form, client_id) if form.submitted else None
    return await page(
        request,
        "payments/new.html",
        status=status,
        form=form,
        client=client,
        open_now=open_now,
        ticked=ticked,
        amount=rules.total_of(chosen) or None,
        today=today(),
        key=form.value("key", secrets.token_urlsafe(18)),
        methods=[(each.value, gettext(METHOD_LABELS[Method(each.value)])) for each in Typed],
        invoice_id=invoice_id,
        plan=plan,
        address=await clients.address_for(client_id),
    )


async def _open(client_id: int) -> list[OpenInstalment]:
    found = [one for one in await invoices.open_instalments(client_id) if one.open > 0]
    return sorted(found, key=lambda one: (one.due_on, one.instalment_id))


@post("/payments/plan", status_code=200)
async def plan(request: AnyRequest) -> Response[Any]:
    """What recording would do, while the form is being filled in; changes nothing."""
    form = await Form.read(request, today())
    client_id = form.whole("client", 1, 10**9)
    return await fragment(
        request, "payments/_plan.html", plan=await _plan(form, client_id), form=form
    )


async def _plan(form: Form, client_id: int) -> rules.Plan | None:
    """None as long as what is typed makes no sense: the faults are told when it is sent."""
    trial = Form(form.typed, form.today, lists=form.lists)
    open_now = await _open(client_id)
    try:
        amount = trial.amount("amount")
        wanted = _wanted(trial, open_now)
        trial.check()
        owed = [Owed(one.instalment_id, one.due_on, one.open) for one in open_now]
        parts = rules.parts_of(amount, owed, wanted)
    except Refused:
        return None
    return rules.plan(
        amount, {one.instalment_id: (one.number, one.open) for one in open_now}, parts
    )


def _wanted(form: Form, open_now: list[OpenInstalment]) -> Wanted:
    typed: dict[int, int] = {}
    for one in open_now:
        cents = form.amount(f"part-{one.instalment_id}", required=False)
        if cents is not None:
            typed[one.instalment_id] = cents
    return Wanted(tuple(form.ids("pay")), typed)


@post("/payments")
async def record(request: AnyRequest) -> Response[Any]:
    """Record it; the same form again leads to the same receipt."""
    form = await Form.read(request, today())
    client_id = form.whole("client", 1, 10**9)
    if form.findings:
        return await redirect(request, "/payments/new")
    try:
        values = ReceiptValues(
            client_id=client_id,
            method=Method(form.choice("method", Typed).value),
            amount=form.amount("amount"),
            received_on=form.day("received_on"),
            key=form.text("key", max=80),
            allocations=_wanted(form, await _open(client_id)),
            reference=form.text("reference", max=140),
            note=form.text("note", max=1000, lines=True),
        )
        form.check()
        receipt_id = await actions.record(
            values, thank=form.flag("thank"), at=now(), by=request.user.email
        )
        await nudge(Job.SEND_MESSAGES)
    except Refused as refused:
        return await _form(request, form.refused(refused), client_id, None, status=422)
    await nudge(Job.RESCORE)
    there = await queries.receipt(receipt_id)
    return await redirect(
        request,
        f"/payments/{receipt_id}",
        flash="%(amount)s from %(client)s recorded.",
        amount=Euros(there.amount),
        client=there.client,
    )


ROUTES: list[ControllerRouterHandler] = [new, plan, record]
