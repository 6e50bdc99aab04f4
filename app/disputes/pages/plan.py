"""A plan of payments granted on an issued invoice: proposed, changed, looked at, then granted."""

import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from app.adapters.queue import Job, nudge
from app.clients.queries import address_for
from app.clock import now, today
from app.core.errors import N_, Refused, refuse
from app.core.i18n import gettext
from app.core.money import Euros
from app.debits.queries import coming
from app.disputes import actions, queries, rules
from app.disputes.actions import Grant, Word
from app.disputes.pages.one import found, shown
from app.disputes.queries import PlanView
from app.disputes.rules import MAX_TEXT, Every, Part, PlanStanding
from app.invoices.queries import InvoiceView, maybe_invoice
from app.web.forms import Form
from app.web.render import AnyRequest, page, redirect

_USUAL, _SOON, _SPARE = 3, timedelta(days=7), 2


@get("/invoices/{invoice_id:int}/plan")
async def new(request: AnyRequest, invoice_id: FromPath[int]) -> Response[Any]:
    """The payments proposed: as asked for by the client, or `count` of them from `first` on."""
    view, form = await _invoice(invoice_id), Form.query(request, today())
    about = await queries.plans_about(view.id, today())
    asked = about[0] if about and about[0].standing is PlanStanding.ASKED else None
    try:
        parts = _proposed(form, view, asked)
    except Refused as refused:
        return await _page(request, view, about, form.refused(refused), _USUAL)
    form.submitted = False
    return await _page(request, view, about, form, len(parts) + _SPARE, parts=parts)


@post("/invoices/{invoice_id:int}/plan")
async def grant(request: AnyRequest, invoice_id: FromPath[int]) -> Response[Any]:
    """`do` is `look` (what will be agreed, nothing yet), `edit` or `grant`; the same form again
    grants nothing more."""
    view, form = await _invoice(invoice_id), await Form.read(request, today())
    about, do, at = await queries.plans_about(view.id, today()), form.typed.get("do"), now()
    rows = _in_order(form)
    try:
        wish = replace(_wish(form, view, rows), by=request.user.email)
        form.check()
        await _no_debit(view)
        if do == "look":
            faults = rules.plan_faults(wish.parts, view.open, at.date())
            if faults:
                raise Refused(faults)
            return await _page(request, view, about, form, rows, wish)
        if do == "edit":
            return await _page(request, view, about, form, rows + _SPARE)
        answer_id = await actions.grant(wish, on=at.date(), at=at)
    except Refused as refused:
        return await _page(request, view, about, form.refused(refused), rows + _SPARE)
    await nudge(Job.SEND_MESSAGES)
    await nudge(Job.PROPOSE_REMINDERS)
    return await redirect(request, f"/answers/{answer_id}", N_("Plan of payments granted."))


@post("/answers/{answer_id:int}/plan/refusal")
async def decline(request: AnyRequest, answer_id: FromPath[int]) -> Response[Any]:
    """Decline what was asked for, with a word."""
    return await _ended(request, answer_id, True)


@post("/answers/{answer_id:int}/plan/end")
async def end(request: AnyRequest, answer_id: FromPath[int]) -> Response[Any]:
    """End a plan that was granted: reminders go on."""
    return await _ended(request, answer_id, False)


async def _ended(request: AnyRequest, answer_id: int, declines: bool) -> Response[Any]:
    form, view = await Form.read(request, today()), await found(answer_id)
    if view.plan is None:
        raise NotFoundException
    try:
        text = form.text("word", max=MAX_TEXT, lines=True)
        tells = declines or form.flag("tells")
        form.check()
        word = Word(text, tells, now(), request.user.email)
        await (actions.decline if declines else actions.end_plan)(view.plan.id, word)
    except Refused as refused:
        return await shown(request, await found(answer_id), form.refused(refused))
    await nudge(Job.SEND_MESSAGES)
    await nudge(Job.PROPOSE_REMINDERS)
    done = N_("The plan is over: reminders may leave again.")
    if declines and await address_for(view.client_id):
        done = N_("Declined: the client is told.")
    elif declines:
        done = N_("Declined: tell the client yourself, no e-mail address is known.")
    return await redirect(request, f"/answers/{answer_id}", done)


async def _invoice(invoice_id: int) -> InvoiceView:
    view = await maybe_invoice(invoice_id)
    if view is None or view.is_draft or view.is_credit_note or view.withdrawn:
        raise NotFoundException
    return view


async def _no_debit(view: InvoiceView) -> None:
    """Refused: the bank is about to take what the plan would spread."""
    for each in await coming(view.id):
        raise refuse(
            "disputes.plan_debit",
            "A debit of %(amount)s is on its way for %(day)s: take it back first, or wait for it.",
            amount=Euros(each.amount),
            day=each.on,
        )


def _proposed(form: Form, view: InvoiceView, asked: PlanView | None) -> list[Part]:
    on = today()
    if asked and "count" not in form.typed:
        same = sum(part.amount for part in asked.asked) == view.open
        if same and asked.asked[0].due_on >= on:
            return list(asked.asked)
        # Something was paid, or the first day has passed, since it was asked for.
        return rules.cut(view.open, len(asked.asked), max(on, asked.asked[0].due_on))
    count = form.whole("count", rules.FEWEST, rules.MOST_PARTS, required=False) or _USUAL
    every = form.choice("every", Every, required=False) or Every.MONTH
    first = form.day("first", required=False) or on + _SOON
    form.check()
    return rules.cut(view.open, count, first, every)


def _in_order(form: Form) -> int:
    """How many payments were typed; those left empty are taken out from between the others."""
    rows = form.rows("row", ("day", "amount"))
    for name in [name for name in form.typed if name.startswith("row-")]:
        del form.typed[name]
    for place, row in enumerate(rows):
        form.typed |= {f"row-{place}-{part}": value for part, value in row.items()}
    return len(rows)


def _wish(form: Form, view: InvoiceView, rows: int) -> Grant:
    return Grant(
        invoice_id=view.id,
        parts=[
            Part(form.amount(f"row-{place}-amount"), form.day(f"row-{place}-day"))
            for place in range(min(rows, rules.MOST_PARTS + 1))
        ],
        patience=form.whole("patience", 0, rules.MOST_PATIENCE),
        reason=form.text("reason", required=True, max=MAX_TEXT, lines=True),
        word=form.text("word", max=MAX_TEXT, lines=True),
        tells=form.flag("tells"),
        seen=form.text("seen", max=40),
        key=form.text("key", required=True, max=80),
        by="",
    )


async def _page(
    request: AnyRequest,
    view: InvoiceView,
    about: list[PlanView],
    form: Form,
    rows: int = 0,
    wish: Grant | None = None,
    parts: Sequence[Part] = (),
) -> Response[Any]:
    """The form with so many rows, filled in with `parts`; or what will be agreed, where `wish` is
    given."""
    last = about[0] if about else None
    seen = last.seen if last else ""
    return await page(
        request,
        "disputes/plan.html",
        status=422 if form.findings else 200,
        invoice=view,
        form=form,
        rows=min(rows, rules.MOST_PARTS),
        wish=wish,
        asked=last if last and last.standing is PlanStanding.ASKED else None,
        running=next((each for each in about if each.standing is PlanStanding.RUNNING), None),
        parts=parts,
        # Who reads a refusal sees what there is now; else the form says what it was shown.
        seen=seen if form.findings else form.typed.get("seen", seen),
        key=form.typed.get("key") or secrets.token_urlsafe(18),
        to=await address_for(view.client_id),
        everies=[(each.value, gettext(label)) for each, label in rules.EVERY_LABELS.items()],
        patience=rules.PATIENCE,
    )


ROUTES: list[ControllerRouterHandler] = [new, grant, decline, end]
