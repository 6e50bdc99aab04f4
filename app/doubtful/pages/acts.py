"""What a person decides of an invoice: each act said before it is done."""

import secrets
from enum import StrEnum
from typing import Any

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from app.adapters.queue import Job, nudge
from app.clock import now, today
from app.core.errors import N_, Refused
from app.doubtful import actions
from app.doubtful.pages.one import context, found
from app.doubtful.rules import Depreciating, Losing
from app.invoices.queries import InvoiceView
from app.invoices.rules import Origin
from app.web.forms import Form
from app.web.render import AnyRequest, page, redirect


class Act(StrEnum):
    """The acts, by the last word of their address."""

    TRANSFER = "transfer"
    DEPRECIATE = "depreciation"
    GIVE_BACK = "return"
    LOSE = "loss"
    KEEP = "keeping"


_DONE = {
    Act.TRANSFER: N_("%(number)s is doubtful now (416)."),
    Act.DEPRECIATE: N_("Depreciation of %(number)s booked."),
    Act.GIVE_BACK: N_("%(number)s is doubtful no more."),
    Act.LOSE: N_("%(number)s is lost for good."),
    Act.KEEP: N_("%(number)s is not proposed for 90 days."),
}


@get("/doubtful/{invoice_id:int}/{act:str}")
async def ask(request: AnyRequest, invoice_id: FromPath[int], act: FromPath[str]) -> Response[Any]:
    """What the act would do, and its form."""
    return await _page(request, await found(invoice_id), _act(act), Form.blank(today()))


@post("/doubtful/{invoice_id:int}/{act:str}")
async def do(request: AnyRequest, invoice_id: FromPath[int], act: FromPath[str]) -> Response[Any]:
    """Do it; the same form again changes nothing."""
    form, there, what = await Form.read(request, today()), await found(invoice_id), _act(act)
    try:
        await _do(request, form, there, what)
    except Refused as refused:
        return await _page(request, there, what, form.refused(refused), status=422)
    await nudge(Job.RESCORE)
    return await redirect(request, f"/doubtful/{invoice_id}", _DONE[what], number=there.title)


async def _do(request: AnyRequest, form: Form, there: InvoiceView, what: Act) -> None:
    on = form.day("on")
    note = form.text("note", max=500, lines=True)
    key = form.text("key", required=True, max=80)
    by = request.user.email
    if what is Act.DEPRECIATE:
        vat = form.amount("vat", required=False)
        asked = Depreciating(form.rate("rate"), on, vat, note)
        form.check()
        await actions.depreciate(there.id, asked, key=key, at=now(), by=by)
        return
    if what is Act.LOSE:
        losing = Losing(on, note, form.flag("recovers"), request.user.is_owner)
        form.check()
        await actions.lose(there.id, losing, key=key, at=now(), by=by)
        return
    form.check()
    plain = {
        Act.TRANSFER: actions.transfer,
        Act.GIVE_BACK: actions.give_back,
        Act.KEEP: actions.keep,
    }
    await plain[what](there.id, on=on, note=note, key=key, at=now(), by=by)


def _act(word: str) -> Act:
    try:
        return Act(word)
    except ValueError:
        raise NotFoundException from None


async def _page(
    request: AnyRequest, there: InvoiceView, act: Act, form: Form, status: int = 200
) -> Response[Any]:
    return await page(
        request,
        "doubtful/act.html",
        status=status,
        form=form,
        act=act.value,
        is_opening=there.origin is Origin.OPENING,
        key=form.value("key", secrets.token_urlsafe(18)),
        today=today(),
        **await context(there),
    )


ROUTES: list[ControllerRouterHandler] = [ask, do]
