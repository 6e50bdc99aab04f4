"""Reminders that a person carries: the letter to print, what was done, addresses to mend."""

from typing import Any

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from app.adapters.queue import Job, nudge
from app.clock import now, today
from app.core.errors import N_, Refused
from app.messages.actions import trust
from app.reminders import actions, queries
from app.reminders.pages.desk import PATH, TOO_LATE, seen, shown
from app.web.download import inline_pdf
from app.web.forms import Form
from app.web.render import AnyRequest

_SAID = {
    "letter": N_("Noted: the letter is posted."),
    "call": N_("Noted: the call is made."),
    "text": N_("Noted: the text is sent."),
}


@get(f"{PATH}/{{reminder_id:int}}/letter.pdf")
async def letter(request: AnyRequest, reminder_id: FromPath[int]) -> Response[Any]:
    """The letter, to print and to post."""
    view = await queries.one(reminder_id)
    if view is None or view.channel != "letter":
        raise NotFoundException
    name = f"{view.client_name}-{view.proposed_on.isoformat()}.pdf"
    return inline_pdf(await actions.letter_pdf(view), name)


@post(f"{PATH}/{{reminder_id:int}}/done")
async def done(request: AnyRequest, reminder_id: FromPath[int]) -> Response[Any]:
    """It is posted, said or sent."""
    view = await queries.one(reminder_id)
    if view is None or not view.by_hand:
        raise NotFoundException
    form = await Form.read(request, today())
    note = form.text("note", max=2000, lines=True)
    try:
        form.check()
        was = await actions.done(reminder_id, note=note, at=now(), by=request.user.email)
    except Refused as refused:
        return await shown(request, form.refused(refused), noted=reminder_id)
    return await seen(request, _SAID[view.channel] if was else TOO_LATE)


@post(f"{PATH}/addresses/trust")
async def trust_address(request: AnyRequest) -> Response[Any]:
    """An address that refused a message is right all the same: it is written to again."""
    form = await Form.read(request, today())
    address = form.text("address", max=254)
    await trust(address, at=now(), by=request.user.email)
    await nudge(Job.PROPOSE_REMINDERS)
    return await seen(request, N_("%(address)s is written to again."), address=address)


ROUTES: list[ControllerRouterHandler] = [letter, done, trust_address]
