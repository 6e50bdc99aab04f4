"""A contract paused or resumed: what it does to the schedule is shown first."""

from collections.abc import Sequence
from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from app.clock import now, today
from app.contracts import actions, queries
from app.contracts.pages.card import found
from app.contracts.queries import ContractView, EntryView
from app.contracts.rules import NOTHING, Amount, Span, State
from app.core.errors import N_, Refused
from app.web.forms import Form
from app.web.render import AnyRequest, page, redirect


@get("/contracts/{contract_id:int}/pause")
async def ask_pause(request: AnyRequest, contract_id: FromPath[int]) -> Response[Any]:
    """From when, until when; with days in the address, what would not be billed."""
    form = Form.query(request, today())
    return await _pause_page(request, await found(contract_id), or_blank(form, "from_on"))


@post("/contracts/{contract_id:int}/pause")
async def pause(request: AnyRequest, contract_id: FromPath[int]) -> Response[Any]:
    """Hold the periods that begin in the pause."""
    contract = await found(contract_id)
    form = await Form.read(request, today())
    try:
        from_on = form.day("from_on")
        until_on = form.day("until_on", required=False)
        reason = form.text("reason")
        form.check()
        await actions.pause(
            contract_id, from_on, until_on=until_on, reason=reason, at=now(), by=request.user.email
        )
    except Refused as refused:
        return await _pause_page(request, contract, form.refused(refused))
    return await redirect(request, f"/contracts/{contract_id}", N_("The contract is on hold."))


@post("/contracts/{contract_id:int}/resumption")
async def resume(request: AnyRequest, contract_id: FromPath[int]) -> Response[Any]:
    """Bill again from today on."""
    await found(contract_id)
    await actions.resume(contract_id, today(), at=now(), by=request.user.email)
    return await redirect(request, f"/contracts/{contract_id}", N_("The contract runs again."))


def or_blank(form: Form, name: str) -> Form:
    return form if name in form.typed else Form.blank(today())


async def _pause_page(request: AnyRequest, contract: ContractView, form: Form) -> Response[Any]:
    from_on = form.day("from_on") if form.submitted else None
    until_on = form.day("until_on", required=False) if form.submitted else None
    held: list[EntryView] = []
    if from_on and not form.findings:
        span = Span(0, from_on, until_on)
        entries = await queries.of_contract(contract.id)
        held = [e for e in entries if e.state is State.PLANNED and span.holds(e.part.first)]
    return await page(
        request,
        "contracts/pause.html",
        status=422 if form.findings else 200,
        contract=contract,
        form=form,
        asked=from_on if not form.findings else None,
        until_on=until_on,
        held=held,
        sum=_sum(held),
        today=today(),
    )


def _sum(entries: Sequence[EntryView]) -> Amount:
    return sum((each.amount for each in entries), NOTHING)


ROUTES: list[ControllerRouterHandler] = [ask_pause, pause, resume]
