"""Plans made from others, given their own gap, and removed."""

from typing import Any

from litestar import Response, post
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from app.adapters.queue import Job, nudge
from app.auth.guards import OWNER_ONLY
from app.clock import now, today
from app.core.errors import N_, Refused
from app.reminders import actions
from app.reminders.pages.plan import PATH, path_of, shown
from app.web.forms import Form
from app.web.render import AnyRequest, redirect


@post("/reminders/plans", opt=OWNER_ONLY)
async def copy(request: AnyRequest) -> Response[Any]:
    """Make a plan with the steps of the one named."""
    form = await Form.read(request, today())
    plan_id = form.whole("plan", 1, 10**6)
    try:
        name = form.text("name", required=True, max=200)
        form.check()
        new_id = await actions.copy_plan(plan_id, name, at=now(), by=request.user.email)
    except Refused as refused:
        return await shown(request, form.refused(refused), plan_id=plan_id, copying=True)
    return await redirect(
        request, path_of(new_id), N_("The plan is there: nobody follows it until you choose who.")
    )


@post("/reminders/plans/{plan_id:int}/gap", opt=OWNER_ONLY)
async def gap(request: AnyRequest, plan_id: FromPath[int]) -> Response[Any]:
    """Set the days between two messages of a plan; left empty, those of all plans hold."""
    form = await Form.read(request, today())
    try:
        days = form.whole("own_gap", 0, 999, required=False)
        was = form.whole("was", 0, 999, required=False)
        form.check()
        await actions.set_gap(plan_id, days, was, at=now(), by=request.user.email)
    except Refused as refused:
        return await shown(request, form.refused(refused), plan_id=plan_id, spacing=True)
    await nudge(Job.PROPOSE_REMINDERS)
    return await redirect(request, path_of(plan_id), N_("The gap of this plan is changed."))


@post("/reminders/plans/{plan_id:int}/removal", opt=OWNER_ONLY)
async def remove(request: AnyRequest, plan_id: FromPath[int]) -> Response[Any]:
    """Remove a plan that was never used."""
    try:
        await actions.remove_plan(plan_id, at=now(), by=request.user.email)
    except Refused as refused:
        return await shown(request, Form.blank(today()).refused(refused), plan_id=plan_id)
    return await redirect(request, PATH, N_("The plan is removed."))


ROUTES: list[ControllerRouterHandler] = [copy, gap, remove]
