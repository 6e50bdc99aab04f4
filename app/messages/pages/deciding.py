"""What people decide about a message; a nudge makes it happen at once."""

from collections.abc import Awaitable, Callable
from enum import StrEnum
from typing import Any

from litestar import Response, post
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from app.adapters.queue import Job, nudge
from app.clock import now, today
from app.core.errors import N_, Refused
from app.messages import actions
from app.messages.pages.one import shown
from app.web.forms import Form
from app.web.render import AnyRequest, redirect


class Decision(StrEnum):
    """What becomes of a message that may have gone."""

    AGAIN = "again"
    GONE = "gone"


@post("/messages/{message_id:int}/retry")
async def retry(request: AnyRequest, message_id: FromPath[int]) -> Response[Any]:
    """Try it again now, to a corrected address (`to`) when there is one."""
    form = await Form.read(request, today())
    to = form.text("to", max=254) or None

    async def act() -> str:
        await actions.retry(message_id, at=now(), by=request.user.email, to=to)
        return N_("It is on its way again.")

    return await _done(request, message_id, form, act)


@post("/messages/{message_id:int}/decision")
async def decide(request: AnyRequest, message_id: FromPath[int]) -> Response[Any]:
    """Settle a message that may have gone: send it again, or hold it to have arrived."""
    form = await Form.read(request, today())
    answer = form.choice("answer", Decision)

    async def act() -> str:
        if answer is Decision.GONE:
            await actions.mark_sent(message_id, at=now(), by=request.user.email)
            return N_("Noted: it has arrived.")
        await actions.resend(message_id, at=now(), by=request.user.email)
        return N_("It is on its way again.")

    return await _done(request, message_id, form, act)


@post("/messages/{message_id:int}/cancellation")
async def cancel(request: AnyRequest, message_id: FromPath[int]) -> Response[Any]:
    """Hold it back for good."""
    form = await Form.read(request, today())

    async def act() -> str:
        await actions.hold_back(message_id, at=now(), by=request.user.email)
        return N_("Held back: it will not go.")

    return await _done(request, message_id, form, act)


async def _done(
    request: AnyRequest, message_id: int, form: Form, act: Callable[[], Awaitable[str]]
) -> Response[Any]:
    try:
        form.check()
        flash = await act()
    except Refused as refused:
        return await shown(request, message_id, form.refused(refused), status=422)
    await nudge(Job.SEND_MESSAGES)
    return await redirect(request, f"/messages/{message_id}", flash)


ROUTES: list[ControllerRouterHandler] = [retry, decide, cancel]
