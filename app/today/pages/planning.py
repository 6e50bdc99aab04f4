"""What goes out and scenarios: said and taken back by the owner."""

from typing import Any

from litestar import Response, post
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from app.auth.guards import OWNER_ONLY
from app.clients.queries import maybe_client
from app.clock import now, today
from app.core.errors import N_, Refused
from app.today import actions
from app.today.pages import forecast
from app.today.pages.forecast import PATH
from app.today.rules import Outflow, Outgo, Rhythm, Scenario, Twist
from app.web.forms import Form
from app.web.render import AnyRequest, redirect


@post(f"{PATH}/outflows", opt=OWNER_ONLY)
async def add_outflow(request: AnyRequest) -> Response[Any]:
    """Add what goes out."""
    form = await Form.read(request, today())
    outflow = Outflow(
        form.choice("kind", Outgo),
        form.text("label", max=80),
        form.amount("amount"),
        form.day("first_on"),
        int(form.choice("months", Rhythm).value),
        form.day("until_on", required=False),
    )
    try:
        form.check()
        await actions.add_outflow(outflow, at=now(), by=request.user.email)
    except Refused as refused:
        return await forecast.shown(request, form.refused(refused))
    return await redirect(request, PATH, N_("The expense is in the forecast."))


@post(f"{PATH}/outflows/{{outflow_id:int}}/removal", opt=OWNER_ONLY)
async def remove_outflow(request: AnyRequest, outflow_id: FromPath[int]) -> Response[Any]:
    """Take it out."""
    await actions.remove_outflow(outflow_id, at=now(), by=request.user.email)
    return await redirect(request, PATH, N_("The expense is out of the forecast."))


@post(f"{PATH}/scenarios", opt=OWNER_ONLY)
async def add_scenario(request: AnyRequest) -> Response[Any]:
    """Keep a scenario, draw it, and show it beside the forecast."""
    form = await Form.read(request, today())
    try:
        scenario = await _typed(form)
        form.check()
        made = await actions.add_scenario(scenario, at=now(), by=request.user.email)
    except Refused as refused:
        return await forecast.shown(request, form.refused(refused))
    if scenario.twist is Twist.LATER:
        at = now()
        await actions.make_forecast(on=at.date(), at=at)
    return await redirect(request, f"{PATH}?scenario={made}")


async def _typed(form: Form) -> Scenario:
    twist = form.choice("twist", Twist)
    label = form.text("scenario_label", max=80)
    if twist is Twist.EXPENSE:
        cents, day = form.amount("expense"), form.day("expense_on")
        return Scenario(twist, cents=cents, day=day, label=label)
    client_id = form.whole("client", 1, 10**9, required=False)
    if client_id is not None and await maybe_client(client_id) is None:
        form.fail("today.no_client", "There is no such client.", "client")
    return Scenario(twist, client_id, form.whole("days", 1, 180), label=label)


@post(f"{PATH}/scenarios/{{scenario_id:int}}/removal", opt=OWNER_ONLY)
async def remove_scenario(request: AnyRequest, scenario_id: FromPath[int]) -> Response[Any]:
    """Take it out."""
    await actions.remove_scenario(scenario_id, at=now(), by=request.user.email)
    return await redirect(request, PATH, N_("The scenario is gone."))


ROUTES: list[ControllerRouterHandler] = [
    add_outflow,
    remove_outflow,
    add_scenario,
    remove_scenario,
]
