"""A contract ended on a day: what it does to the schedule and to what is billed is shown first."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from app.adapters.queue import Job, nudge
from app.clock import now, today
from app.contracts import actions, queries
from app.contracts.pages.card import found
from app.contracts.pages.changes import or_blank
from app.contracts.queries import ContractView, EntryView
from app.contracts.rules import NOTHING, Amount, Part, State, amount, period
from app.core.errors import N_, Refused
from app.web.forms import Form
from app.web.render import AnyRequest, page, redirect


@get("/contracts/{contract_id:int}/termination")
async def ask_end(request: AnyRequest, contract_id: FromPath[int]) -> Response[Any]:
    """On which day; with a day in the address, what becomes of the schedule."""
    form = Form.query(request, today())
    return await _page(request, await found(contract_id), or_blank(form, "end_on"))


@post("/contracts/{contract_id:int}/termination")
async def end(request: AnyRequest, contract_id: FromPath[int]) -> Response[Any]:
    """End it on that day, included; with `credit`, give back what was billed beyond."""
    contract = await found(contract_id)
    form = await Form.read(request, today())
    at = now()
    try:
        last = form.day("end_on")
        form.check()
        ended = await actions.terminate(
            contract_id,
            last,
            credit=form.flag("credit"),
            on=at.date(),
            at=at,
            by=request.user.email,
        )
    except Refused as refused:
        return await _page(request, contract, form.refused(refused))
    if ended.credit_notes:
        await nudge(Job.RENDER_DOCUMENTS)
    said = N_("The contract ends on %(day)s.")
    return await redirect(request, f"/contracts/{contract_id}", said, day=last)


@post("/contracts/{contract_id:int}/continuation")
async def go_on(request: AnyRequest, contract_id: FromPath[int]) -> Response[Any]:
    """Undo the end, while nothing builds on it."""
    contract = await found(contract_id)
    form = await Form.read(request, today())
    at = now()
    try:
        await actions.continue_after_all(contract_id, on=at.date(), at=at, by=request.user.email)
    except Refused as refused:
        return await _page(request, contract, form.refused(refused))
    return await redirect(
        request, f"/contracts/{contract_id}", N_("The contract goes on after all.")
    )


async def _page(request: AnyRequest, contract: ContractView, form: Form) -> Response[Any]:
    last = form.day("end_on") if form.submitted and "end_on" in form.typed else None
    told: dict[str, Any] = {"cut": None, "gone": [], "beyond": [], "credit": NOTHING, "credited": 0}
    if last and not form.findings:
        told = _schedule(contract, await queries.of_contract(contract.id), last)
        told |= await _billed(contract.id, last)
    return await page(
        request,
        "contracts/termination.html",
        status=422 if form.findings else 200,
        contract=contract,
        form=form,
        blank=Form.blank(today()),
        asked=last if not form.findings else None,
        today=today(),
        **told,
    )


def _schedule(contract: ContractView, entries: Sequence[EntryView], last: date) -> dict[str, Any]:
    """The entry that is cut with its new amount, and those that go."""
    ended = replace(contract.values.terms, end_on=last)
    cut: tuple[EntryView, Amount] | None = None
    for each in entries:
        wanted = period(ended, each.n)
        if each.state is not State.BILLED and wanted and wanted.last < each.part.last:
            part = Part(wanted.first, wanted.last, wanted.days, wanted.full_days, each.net)
            cut = (each, amount(contract.versions.on(part.first), part))
    gone = [e for e in entries if e.state is not State.BILLED and e.part.first > last]
    return {"cut": cut, "gone": gone}


async def _billed(contract_id: int, last: date) -> dict[str, Any]:
    """What is billed beyond the day, and what would be given back."""
    beyond = await queries.beyond(contract_id, last)
    credits = [each.credit for each in beyond if each.credit is not None]
    return {"beyond": beyond, "credit": sum(credits, NOTHING), "credited": len(credits)}


ROUTES: list[ControllerRouterHandler] = [ask_end, end, go_on]
