"""Whether it was the client who wrote: somebody's word, given and taken back."""

from typing import Any

from litestar import Response, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from app.adapters.queue import Job, nudge
from app.clock import now, today
from app.core.errors import N_, Refused
from app.disputes import actions
from app.disputes.actions import Deed
from app.disputes.pages.one import found, shown
from app.disputes.rules import MAX_TEXT, StepKind
from app.web.forms import Form
from app.web.render import AnyRequest, redirect

_DONE = {
    StepKind.THEIRS: N_("Confirmed: reminders wait until this e-mail is dealt with."),
    StepKind.DOUBT: N_("Taken back: reminders may leave again."),
}


@post("/answers/{answer_id:int}/word")
async def word(request: AnyRequest, answer_id: FromPath[int]) -> Response[Any]:
    """Say that the client wrote it, or that they did not after all; the same form again changes
    nothing."""
    form, view = await Form.read(request, today()), await found(answer_id)
    kind = form.choice("do", StepKind)
    if kind not in _DONE:
        raise NotFoundException
    try:
        known_by = form.text("known_by", max=MAX_TEXT)
        key = form.text("key", required=True, max=80)
        seen = form.whole("seen", 0, 10_000)
        form.check()
        await actions.vouch(view.id, Deed(kind, known_by, key, seen, now(), request.user.email))
    except Refused as refused:
        return await shown(request, await found(answer_id), form.refused(refused))
    await nudge(Job.PROPOSE_REMINDERS)
    return await redirect(request, f"/answers/{answer_id}", _DONE[kind])


ROUTES: list[ControllerRouterHandler] = [word]
