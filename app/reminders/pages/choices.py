"""Who follows which plan: chosen on the page of the plans, and on a client's own part."""

from typing import Any

from litestar import Response, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from app.adapters.queue import Job, nudge
from app.auth.guards import OWNER_ONLY
from app.clients.queries import maybe_client
from app.clock import now, today
from app.core.errors import N_, Refused
from app.reminders import actions, queries
from app.reminders.pages import plan
from app.reminders.rules import ChoiceKind
from app.web.forms import Form
from app.web.render import AnyRequest, redirect


@post("/reminders/choices", opt=OWNER_ONLY)
async def choose(request: AnyRequest) -> Response[Any]:
    """Let a group, a segment, a grade, those of a contract or late by an amount follow a plan."""
    form = await Form.read(request, today())
    plan_id = form.whole("plan", 1, 10**6)
    kind = form.choice("kind", ChoiceKind)
    try:
        value = form.text("group", max=80)
        if kind is ChoiceKind.CONTRACT:
            value = await _contract(form)
        elif kind is ChoiceKind.SEGMENT:
            value = form.text("segment", max=10)
        elif kind is ChoiceKind.GRADE:
            value = form.text("grade", max=1)
        elif kind is ChoiceKind.AMOUNT:
            value = str(form.amount("amount", required=False) or 0)
        elif kind is ChoiceKind.CLIENT:
            form.fail("form.choice", "Choose a client’s plan on its own card.", "kind")
        form.check()
        await actions.choose_plan(kind, value, plan_id, at=now(), by=request.user.email)
    except Refused as refused:
        return await plan.shown(request, form.refused(refused), plan_id=plan_id, choosing=True)
    await nudge(Job.PROPOSE_REMINDERS)
    return await redirect(request, f"{plan.PATH}?plan={plan_id}", N_("The plan is chosen."))


async def _contract(form: Form) -> str:
    """The id of the contract whose reference was typed."""
    found = await queries.contract_called(form.text("contract", max=60))
    if found is None:
        form.fail("reminders.choice_contract", "No contract has this reference.", "contract")
    return str(found or "")


@post("/reminders/choices/{choice_id:int}/removal", opt=OWNER_ONLY)
async def remove(request: AnyRequest, choice_id: FromPath[int]) -> Response[Any]:
    """Take a choice back."""
    found = next((one for one in await queries.choices() if one.id == choice_id), None)
    if found is None:
        raise NotFoundException
    await actions.unchoose_plan(found.kind, found.value, at=now(), by=request.user.email)
    await nudge(Job.PROPOSE_REMINDERS)
    return await redirect(
        request, f"{plan.PATH}?plan={found.plan_id}", N_("They follow the usual choice again.")
    )


@post("/clients/{client_id:int}/reminders/plan")
async def choose_of_client(request: AnyRequest, client_id: FromPath[int]) -> Response[Any]:
    """The plan of one client; empty for that of its group, its grade or everybody."""
    if await maybe_client(client_id) is None:
        raise NotFoundException
    form = await Form.read(request, today())
    plan_id = form.whole("plan", 1, 10**6, required=False)
    kind, value = ChoiceKind.CLIENT, str(client_id)
    at, by = now(), request.user.email
    try:
        form.check()
        if plan_id is None:
            await actions.unchoose_plan(kind, value, at=at, by=by)
        else:
            await actions.choose_plan(kind, value, plan_id, at=at, by=by)
    except Refused as refused:
        raise NotFoundException from refused
    await nudge(Job.PROPOSE_REMINDERS)
    return await redirect(request, f"/clients/{client_id}/reminders", N_("The plan is chosen."))


ROUTES: list[ControllerRouterHandler] = [choose, remove, choose_of_client]
