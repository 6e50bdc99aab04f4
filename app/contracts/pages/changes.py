"""A contract paused, resumed or ended: what it does to the schedule is shown first."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from app.clock import now, today
from app.contracts import actions, queries
from app.contracts.pages.card import found
from app.contracts.queries import ContractView, EntryView
from app.contracts.rules import NOTHING, Amount, Part, Span, State, amount, period
from app.core.errors import N_, Refused
from app.web.forms import Form
from app.web.render import AnyRequest, page, redirect


@get("/contracts/{contract_id:int}/pause")
async def ask_pause(request: AnyRequest, contract_id: FromPath[int]) -> Response[Any]:
    """From when, until when; with days in the address, what would not be billed."""
    form = Form.query(request, today())
    return await _pause_page(request, await found(contract_id), _or_blank(form, "from_on"))


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


@get("/contracts/{contract_id:int}/termination")
async def ask_end(request: AnyRequest, contract_id: FromPath[int]) -> Response[Any]:
    """On which day; with a day in the address, what becomes of the schedule."""
    form = Form.query(request, today())
    return await _end_page(request, await found(contract_id), _or_blank(form, "end_on"))


@post("/contracts/{contract_id:int}/termination")
async def end(request: AnyRequest, contract_id: FromPath[int]) -> Response[Any]:
    """End it on that day, included."""
    contract = await found(contract_id)
    form = await Form.read(request, today())
    at = now()
    try:
        last = form.day("end_on")
        form.check()
        await actions.terminate(contract_id, last, on=at.date(), at=at, by=request.user.email)
    except Refused as refused:
        return await _end_page(request, contract, form.refused(refused))
    said = N_("The contract ends on %(day)s.")
    return await redirect(request, f"/contracts/{contract_id}", said, day=last)


def _or_blank(form: Form, name: str) -> Form:
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


async def _end_page(request: AnyRequest, contract: ContractView, form: Form) -> Response[Any]:
    last = form.day("end_on") if form.submitted else None
    told: dict[str, Any] = {"cut": None, "gone": [], "beyond": []}
    if last and not form.findings:
        told = _consequences(contract, await queries.of_contract(contract.id), last)
    return await page(
        request,
        "contracts/termination.html",
        status=422 if form.findings else 200,
        contract=contract,
        form=form,
        asked=last if not form.findings else None,
        today=today(),
        **told,
    )


def _consequences(
    contract: ContractView, entries: Sequence[EntryView], last: date
) -> dict[str, Any]:
    """The entry that is cut with its new amount, those that go, those billed beyond the day."""
    ended = replace(contract.values.terms, end_on=last)
    cut: tuple[EntryView, Amount] | None = None
    for each in entries:
        wanted = period(ended, each.n)
        if each.state is not State.BILLED and wanted and wanted.last < each.part.last:
            part = Part(wanted.first, wanted.last, wanted.days, wanted.full_days, each.net)
            cut = (each, amount(contract.lines, part))
    open_after = [e for e in entries if e.state is not State.BILLED and e.part.first > last]
    beyond = [e for e in entries if e.state is State.BILLED and e.part.last > last]
    return {"cut": cut, "gone": open_after, "beyond": beyond}


def _sum(entries: Sequence[EntryView]) -> Amount:
    return sum((each.amount for each in entries), NOTHING)


ROUTES: list[ControllerRouterHandler] = [ask_pause, pause, resume, ask_end, end]
