"""What a client said on the phone or in a letter, written down by one of us."""

import secrets
from typing import Any

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.types import ControllerRouterHandler

from app.adapters.queue import Job, nudge
from app.clients.queries import ClientView, maybe_client
from app.clock import now, today
from app.core.errors import N_, Refused
from app.core.formats import money
from app.core.i18n import gettext
from app.disputes import actions, rules
from app.disputes.actions import Contest, Wish
from app.disputes.rules import Kind, Origin, Reason, Words
from app.invoices.queries import OpenInstalment, open_instalments
from app.web.forms import Form
from app.web.render import AnyRequest, page, redirect

_DONE = {
    Kind.PROMISE: N_("Promise noted: reminders wait for it."),
    Kind.DISPUTE: N_("Dispute noted: reminders of this invoice wait."),
    Kind.CALL: N_("Call noted."),
}


@get("/answers/new")
async def new(request: AnyRequest) -> Response[Any]:
    """The form: `kind`, of `client`, and of one `invoice` if asked."""
    form = Form.query(request, today())
    client, kind = await _client(form), _kind(form)
    chosen = [form.typed.get("invoice", "")]
    return await _page(request, client, kind, Form.blank(today()), chosen)


@post("/answers/new")
async def note(request: AnyRequest) -> Response[Any]:
    """Note it; the same form again changes nothing."""
    form = await Form.read(request, today())
    client, kind = await _client(form), _kind(form)
    try:
        answer_id = await _note(request, form, client.id, kind)
    except Refused as refused:
        chosen = form.lists.get("invoice", [])
        return await _page(request, client, kind, form.refused(refused), chosen, status=422)
    await nudge(Job.PROPOSE_REMINDERS)
    return await redirect(request, f"/answers/{answer_id}", _DONE[kind])


async def _note(request: AnyRequest, form: Form, client_id: int, kind: Kind) -> int:
    at = now()
    words = Words(
        name=form.text("name", max=rules.MAX_NAME),
        text=form.text("text", required=kind is not Kind.PROMISE, max=rules.MAX_TEXT, lines=True),
        key=f"hand:{form.text('key', required=True, max=80)}",
        by=request.user.email,
        origin=Origin.HAND,
    )
    mine = {each.invoice_id for each in await _owed(client_id)}
    ids = [each for each in form.ids("invoice") if each in mine]
    amount = form.amount("amount", required=False) if kind is not Kind.CALL else None
    if kind is Kind.CALL:
        again_on = form.day("day", required=False)
        form.check()
        return await actions.note_call(
            client_id, ids[0] if len(ids) == 1 else None, again_on, words, on=at.date(), at=at
        )
    if not ids:
        form.fail("disputes.which", "Choose what it is about.", "invoice")
    if kind is Kind.DISPUTE:
        reason = form.choice("reason", Reason)
        form.check()
        contest = Contest(ids[0], amount, reason)
        return await actions.dispute(contest, words, on=at.date(), at=at)
    day = form.day("day")
    form.check()
    return await actions.promise(Wish(ids, amount, day), words, on=at.date(), at=at)


async def _owed(client_id: int) -> list[OpenInstalment]:
    """What is open of a client's invoices, each once, the first due first."""
    found = [each for each in await open_instalments(client_id) if each.open > 0]
    return list({each.invoice_id: each for each in reversed(found)}.values())[::-1]


async def _client(form: Form) -> ClientView:
    client_id = form.whole("client", 1, 10**9, required=False)
    client = await maybe_client(client_id) if client_id else None
    if client is None:
        raise NotFoundException
    return client


def _kind(form: Form) -> Kind:
    kind = form.choice("kind", Kind, required=False)
    if kind is None or kind not in _DONE:
        raise NotFoundException
    return kind


async def _page(
    request: AnyRequest,
    client: ClientView,
    kind: Kind,
    form: Form,
    chosen: list[str],
    status: int = 200,
) -> Response[Any]:
    owed = await _owed(client.id)
    return await page(
        request,
        "disputes/new.html",
        status=status,
        client=client,
        kind=kind,
        form=form,
        owed=owed,
        chosen=chosen,
        invoice_options=[(each.invoice_id, f"{each.number} · {money(each.open)}") for each in owed],
        reasons=[(each.value, gettext(label)) for each, label in rules.REASON_LABELS.items()],
        key=form.value("key", secrets.token_urlsafe(18)),
    )


ROUTES: list[ControllerRouterHandler] = [new, note]
