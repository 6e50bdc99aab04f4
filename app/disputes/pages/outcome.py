"""The outcome of a dispute: accepted, with the credit note it leads to; rejected; withdrawn."""

from typing import Any

from litestar import Response, post
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from app.adapters.queue import Job, nudge
from app.clock import now, today
from app.core.errors import N_, Refused
from app.disputes import actions
from app.disputes.actions import Deed
from app.disputes.pages.one import found, shown
from app.disputes.rules import MAX_TEXT, Outcome, StepKind, Verdict
from app.web.forms import Form
from app.web.render import AnyRequest, redirect

_DONE = {
    Outcome.ACCEPTED: N_("Accepted: this dispute is over."),
    Outcome.REJECTED: N_("Rejected: the invoice stands, and reminders may leave again."),
    Outcome.WITHDRAWN: N_("Withdrawn: reminders may leave again."),
}


@post("/answers/{answer_id:int}/outcome")
async def settle(request: AnyRequest, answer_id: FromPath[int]) -> Response[Any]:
    """End the dispute; the same form again changes nothing."""
    form, view = await Form.read(request, today()), await found(answer_id)
    try:
        what = form.choice("outcome", Outcome)
        note = form.text("note", max=MAX_TEXT, lines=True)
        makes = what is Outcome.ACCEPTED and form.flag("credits")
        credit = form.amount("credit") if makes else None
        key, seen = form.text("key", required=True, max=80), form.whole("seen", 0, 10_000)
        form.check()
        deed = Deed(StepKind.CLOSED, note, key, seen, now(), request.user.email)
        await actions.settle(view.id, Verdict(what, note, credit), deed, on=today())
    except Refused as refused:
        return await shown(request, await found(answer_id), form.refused(refused))
    for job in (Job.RENDER_DOCUMENTS, Job.PROPOSE_REMINDERS):
        await nudge(job)
    return await redirect(request, f"/answers/{answer_id}", _DONE[what])


ROUTES: list[ControllerRouterHandler] = [settle]
