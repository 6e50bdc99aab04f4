"""What a client says on the page of an invoice: a date promised, what is contested, a
question. No script is needed, and a button tapped twice says it once."""

import secrets
import time
from typing import Any

from litestar import Response, post
from litestar.exceptions import TooManyRequestsException
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from app.adapters.queue import Job, nudge
from app.auth.guards import PUBLIC
from app.clock import now, today
from app.core.errors import Refused
from app.disputes import actions, rules
from app.disputes.actions import Contest, Wish
from app.disputes.rules import Reason, Words
from app.invoices.queries import InvoiceView
from app.portal.pages.door import address, nothing, private
from app.portal.pages.invoice import found, shown
from app.portal.rules import Patience
from app.web.forms import Form
from app.web.render import AnyRequest, redirect

# Whoever posts a form of this page has its secret address; no cookie follows a client.
_OPEN = PUBLIC | {"exclude_from_csrf": True}
patience = Patience(20, 600.0)


@post("/p/{token:str}/promise", opt=_OPEN)
async def promise(request: AnyRequest, token: FromPath[str]) -> Response[Any]:
    """Promise a date, for all that is left or a part of it."""
    view = await _view(request, token)
    if view is None:
        return await nothing(request)
    form, at = await Form.read(request, today()), now()
    try:
        words = words_of(request, form, view, "promised_by", None)
        day, amount = form.day("day"), form.amount("amount", required=False)
        form.check()
        await actions.promise(Wish([view.id], amount, day), words, on=at.date(), at=at)
    except Refused as refused:
        return await shown(request, token, view, form.refused(refused))
    return await said_once(request, token)


@post("/p/{token:str}/dispute", opt=_OPEN)
async def dispute(request: AnyRequest, token: FromPath[str]) -> Response[Any]:
    """Contest the invoice, in whole or in part, and say why."""
    view = await _view(request, token)
    if view is None:
        return await nothing(request)
    form, at = await Form.read(request, today()), now()
    try:
        words = words_of(request, form, view, "disputed_by", "why")
        reason, amount = form.choice("reason", Reason), form.amount("contested", required=False)
        form.check()
        await actions.dispute(Contest(view.id, amount, reason), words, on=at.date(), at=at)
    except Refused as refused:
        return await shown(request, token, view, form.refused(refused))
    return await said_once(request, token)


@post("/p/{token:str}/question", opt=_OPEN)
async def question(request: AnyRequest, token: FromPath[str]) -> Response[Any]:
    """Ask something about the invoice."""
    view = await _view(request, token)
    if view is None:
        return await nothing(request)
    form, at = await Form.read(request, today()), now()
    try:
        words = words_of(request, form, view, "asked_by", "question")
        form.check()
        await actions.ask(view.id, words, on=at.date(), at=at)
    except Refused as refused:
        return await shown(request, token, view, form.refused(refused))
    return await said_once(request, token)


async def _view(request: AnyRequest, token: str) -> InvoiceView | None:
    """The invoice that may be answered; TooManyRequests (429) for who writes without end."""
    if not patience.allows(address(request), time.monotonic()):
        raise TooManyRequestsException(headers={"Retry-After": "600"})
    view = await found(request, token, today())
    return None if view is None or view.is_credit_note else view


def words_of(
    request: AnyRequest, form: Form, view: InvoiceView, name: str, text: str | None
) -> Words:
    """What was said, once for each form that was shown."""
    key = form.typed.get("key", "").strip()[:80] or secrets.token_urlsafe(18)
    user = request.scope.get("user")
    return Words(
        name=form.text(name, required=True, max=rules.MAX_NAME),
        text=form.text(text, required=True, max=rules.MAX_TEXT, lines=True) if text else "",
        key=f"page:{view.id}:{key}",
        by=str(user.email) if user is not None else actions.CLIENT,
        address=address(request),
        agent=request.headers.get("user-agent", ""),
    )


async def said_once(request: AnyRequest, token: str) -> Response[Any]:
    """Back on the page, where what was said stands."""
    await nudge(Job.SEND_MESSAGES)
    return private(await redirect(request, f"/p/{token}#said"))


ROUTES: list[ControllerRouterHandler] = [promise, dispute, question]
