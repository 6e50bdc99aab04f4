"""One answer: what was said, its proof, how it stands, and what is done about it."""

import secrets
from typing import Any

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from app.adapters import files
from app.adapters.queue import Job, nudge
from app.auth.queries import names, timeline
from app.clients.queries import address_for
from app.clock import now, today
from app.core.errors import N_, Refused
from app.core.i18n import gettext
from app.disputes import actions, queries
from app.disputes.actions import Deed
from app.disputes.pages.listing import labels
from app.disputes.queries import AnswerView
from app.disputes.rules import MAX_TEXT, OUTCOME_LABELS, Outcome, StepKind
from app.invoices.queries import maybe_invoice
from app.invoices.rules import Origin
from app.web.download import attachment
from app.web.forms import Form
from app.web.render import AnyRequest, page, redirect
from app.web.timeline import told

_DONE = {
    StepKind.REPLY: N_("Your reply leaves by e-mail."),
    StepKind.NOTE: N_("Noted."),
    StepKind.CLOSED: N_("Dealt with."),
}


@get("/answers/{answer_id:int}")
async def show(request: AnyRequest, answer_id: FromPath[int]) -> Response[Any]:
    """What was said and what can be done."""
    return await shown(request, await found(answer_id), Form.blank(today()))


@post("/answers/{answer_id:int}/steps")
async def step(request: AnyRequest, answer_id: FromPath[int]) -> Response[Any]:
    """Reply, note or close (`do`); the same form again changes nothing."""
    form, view = await Form.read(request, today()), await found(answer_id)
    kind = form.choice("do", StepKind)
    try:
        text = form.text("text", max=MAX_TEXT, lines=True)
        key = form.text("key", required=True, max=80)
        seen = form.whole("seen", 0, 10_000)
        form.check()
        await actions.handle(view.id, Deed(kind, text, key, seen, now(), request.user.email))
    except Refused as refused:
        return await shown(request, await found(answer_id), form.refused(refused))
    await nudge(Job.SEND_MESSAGES)
    return await redirect(request, f"/answers/{answer_id}", _DONE[kind])


@post("/answers/{answer_id:int}/taking-back")
async def take_back(request: AnyRequest, answer_id: FromPath[int]) -> Response[Any]:
    """End a promise: reminders go on."""
    view = await found(answer_id)
    if view.promise is None:
        raise NotFoundException
    await actions.take_back(view.promise.id, at=now(), by=request.user.email)
    await nudge(Job.PROPOSE_REMINDERS)
    return await redirect(request, f"/answers/{answer_id}", N_("Reminders may leave again."))


@get("/answers/{answer_id:int}/proof")
async def proof(request: AnyRequest, answer_id: FromPath[int]) -> Response[bytes]:
    """The file that proves it, as it was kept."""
    view = await found(answer_id)
    data = files.read(view.evidence_sha256)
    return attachment(data, f"preuve-{answer_id}.json", "application/json")


async def found(answer_id: int) -> AnswerView:
    """The answer of an address, or 404."""
    view = await queries.maybe_answer(answer_id, today())
    if view is None:
        raise NotFoundException
    return view


async def shown(request: AnyRequest, view: AnswerView, form: Form) -> Response[Any]:
    """The page of an answer, with what was refused, if anything was."""
    people, here = await names(), f"/answers/{view.id}"
    return await page(
        request,
        "disputes/show.html",
        status=422 if form.findings else 200,
        answer=view,
        form=form,
        here=here,
        key=secrets.token_urlsafe(18),
        to=await address_for(view.client_id),
        names=people,
        verdicts=[
            (each.value, gettext(label))
            for each, label in OUTCOME_LABELS.items()
            if each is not Outcome.OPEN
        ],
        may_credit=await _may_credit(view),
        items=told(await timeline("answer", view.id), now(), here, people),
        **labels(),
    )


async def _may_credit(view: AnswerView) -> bool:
    invoice = await maybe_invoice(view.invoice_id) if view.dispute and view.invoice_id else None
    return invoice is not None and invoice.origin is Origin.OWN


ROUTES: list[ControllerRouterHandler] = [show, step, take_back, proof]
