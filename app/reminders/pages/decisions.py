"""What a person decides: look now, approve, drop, take back, change the words."""

from typing import Any

from litestar import Response, post
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from app.adapters.queue import Job, nudge
from app.clock import now, today
from app.core.errors import N_, Refused
from app.reminders import actions, queries
from app.reminders.pages.desk import PATH, TOO_LATE, seen, shown
from app.reminders.pages.words import when_it_leaves
from app.web.forms import Form
from app.web.render import AnyRequest


@post(f"{PATH}/proposals")
async def look_now(request: AnyRequest) -> Response[Any]:
    """Look for whom to remind now, as every morning."""
    found = await actions.propose(on=today(), at=now())
    said = N_("Looked: %(n)s to remind, %(held)s left alone.")
    return await seen(request, said, n=len(found.proposals), held=len(found.held))


@post(f"{PATH}/approvals")
async def approve_all(request: AnyRequest) -> Response[Any]:
    """Approve those that are ticked; what changed meanwhile is left to be read again."""
    form = await Form.read(request, today())
    ids = form.ids("reminder")
    if not ids:
        return await seen(request, N_("None was ticked: nothing leaves."))
    done = await actions.approve_all(ids, at=now(), by=request.user.email)
    said = N_("%(n)s approved: they leave %(when)s.")
    if done < len(ids):
        said = N_("%(n)s approved: they leave %(when)s. %(left)s had changed meanwhile.")
        return await _approved(request, said, n=done, left=len(ids) - done)
    return await _approved(request, said, n=done)


@post(f"{PATH}/{{reminder_id:int}}/approval")
async def approve(request: AnyRequest, reminder_id: FromPath[int]) -> Response[Any]:
    """Approve one."""
    if not await actions.approve(reminder_id, at=now(), by=request.user.email):
        return await seen(request, TOO_LATE)
    return await _approved(request, N_("Approved: it leaves %(when)s."))


@post(f"{PATH}/{{reminder_id:int}}/withdrawal")
async def unapprove(request: AnyRequest, reminder_id: FromPath[int]) -> Response[Any]:
    """Take the approval back while it waits."""
    done = await actions.unapprove(reminder_id, at=now(), by=request.user.email)
    return await seen(request, N_("It waits for you again.") if done else TOO_LATE)


@post(f"{PATH}/{{reminder_id:int}}/dismissal")
async def drop(request: AnyRequest, reminder_id: FromPath[int]) -> Response[Any]:
    """Do not send this one."""
    done = await actions.drop(reminder_id, at=now(), by=request.user.email)
    said = N_("Not sent. The next step of the plan still comes.") if done else TOO_LATE
    return await seen(request, said)


@post(f"{PATH}/{{reminder_id:int}}/wording")
async def reword(request: AnyRequest, reminder_id: FromPath[int]) -> Response[Any]:
    """Change the words of one."""
    form = await Form.read(request, today())
    subject = form.text("subject", required=True, max=250)
    body = form.text("body", required=True, max=10_000, lines=True)
    try:
        form.check()
        await actions.reword(
            reminder_id, subject=subject, body=body, at=now(), by=request.user.email
        )
    except Refused as refused:
        return await shown(request, form.refused(refused), edited=reminder_id)
    return await seen(request, N_("The words are changed."))


async def _approved(request: AnyRequest, said: str, **facts: object) -> Response[Any]:
    await nudge(Job.SEND_APPROVED_REMINDERS)
    at = now()
    when = when_it_leaves(await queries.desk(at), at)
    return await seen(request, said, when=when, **facts)


ROUTES: list[ControllerRouterHandler] = [
    look_now,
    approve_all,
    approve,
    unapprove,
    drop,
    reword,
]
