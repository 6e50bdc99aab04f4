"""The folders by which the platform is reached: off until the owner chooses them."""

from typing import Any

from litestar import Response, get, post
from litestar.types import ControllerRouterHandler

from app.adapters.queue import Job, nudge
from app.auth.guards import OWNER_ONLY
from app.clock import now, today
from app.core.errors import N_, Refused
from app.einvoicing import actions, queries
from app.einvoicing.rules import handing
from app.web.forms import Form
from app.web.render import AnyRequest, page, redirect

PATH = "/settings/e-invoicing/folders"


@get(PATH, opt=OWNER_ONLY)
async def show_folders(request: AnyRequest) -> Response[Any]:
    """What is chosen, how much went, what did not and what could not be read."""
    return await _show(request, Form.blank(today()))


@post(PATH, opt=OWNER_ONLY)
async def choose_folders(request: AnyRequest) -> Response[Any]:
    """Keep the choice; when it is on, the folders are tried first."""
    form = await Form.read(request, today())
    is_on = form.flag("is_on")
    outbox = form.text("outbox", required=is_on, max=500)
    inbox = form.text("inbox", required=is_on, max=500)
    since = form.day("since")
    kind = form.choice("form", handing.Form)
    try:
        form.check()
        await actions.choose_folders(
            outbox, inbox, is_on=is_on, since=since, form=kind, at=now(), by=request.user.email
        )
    except Refused as refused:
        return await _show(request, form.refused(refused), status=422)
    await nudge(Job.HAND_OVER)
    await nudge(Job.LISTEN)
    return await redirect(request, PATH, N_("Saved."))


async def _show(request: AnyRequest, form: Form, status: int = 200) -> Response[Any]:
    counts = await queries.counts()
    return await page(
        request,
        "einvoicing/folders.html",
        status=status,
        form=form,
        chosen=await queries.folders(),
        today=today(),
        done=counts.get(handing.State.DONE, 0),
        waiting=sum(counts.get(each, 0) for each in (handing.State.OWED, handing.State.STAGED)),
        asking=await queries.asking(),
        refused=await queries.refused_messages(),
    )


ROUTES: list[ControllerRouterHandler] = [show_folders, choose_folders]
