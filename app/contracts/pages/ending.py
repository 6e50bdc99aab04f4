"""A contract ended on a day: what it does to the schedule and to what is billed is shown first."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from enum import StrEnum
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
from app.contracts.rules import NOTHING, Amount, Part, State, amount, caught_up, period
from app.core.errors import N_, Refused
from app.core.i18n import gettext
from app.web.forms import Form
from app.web.render import AnyRequest, page, redirect


class Rest(StrEnum):
    """What becomes of what is left of a whole that was spread."""

    BILL = "bill"
    WAIVE = "waive"

    @property
    def label(self) -> str:
        return N_("billed in one") if self is Rest.BILL else N_("given up")


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
        rest = form.choice("rest", Rest, required=contract.values.is_split)
        form.check()
        ended = await _end(contract, last, rest, form.flag("credit"), at, request.user.email)
    except Refused as refused:
        return await _page(request, contract, form.refused(refused))
    if ended:
        await nudge(Job.RENDER_DOCUMENTS)
    said = N_("The contract ends on %(day)s.")
    return await redirect(request, f"/contracts/{contract_id}", said, day=last)


async def _end(
    contract: ContractView, last: date, rest: Rest | None, credit: bool, at: datetime, by: str
) -> tuple[int, ...]:
    """End it; gives back the credit notes that were made."""
    if rest is not None and contract.values.is_split:
        await actions.end_spread(contract.id, last, bill_rest=rest is Rest.BILL, at=at, by=by)
        return ()
    ended = await actions.terminate(contract.id, last, credit=credit, on=at.date(), at=at, by=by)
    return ended.credit_notes


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
    told |= {"left": 0, "lost": 0}
    known = last is not None and form.fault("end_on") is None
    if last and known:
        told |= _schedule(contract, await queries.of_contract(contract.id), last)
        if not contract.values.is_split:
            told |= await _billed(contract.id, last)
    return await page(
        request,
        "contracts/termination.html",
        status=422 if form.findings else 200,
        contract=contract,
        form=form,
        blank=Form.blank(today()),
        asked=last if known else None,
        today=today(),
        rests=[(each.value, gettext(each.label)) for each in Rest],
        **told,
    )


def _schedule(contract: ContractView, entries: Sequence[EntryView], last: date) -> dict[str, Any]:
    """The entry that is cut with its new amount, and those that go."""
    ended = replace(contract.values.terms, end_on=last)
    cut: tuple[EntryView, Amount] | None = None
    for each in entries:
        wanted = period(ended, each.n)
        if each.state is not State.BILLED and wanted and wanted.last < each.part.last:
            days = (wanted.first, wanted.last, wanted.days, wanted.full_days)
            part = Part(*days, each.net, n=each.n)
            cut = (each, amount(contract.versions, part))
    gone = [e for e in entries if e.state is not State.BILLED and e.part.first > last]
    if not contract.values.is_split:
        lost = [item.value for each in gone for item in caught_up(contract.versions, each.n)]
        return {"cut": cut, "gone": gone, "lost": sum(lost)}
    left = [each for each in gone if each.state in (State.PLANNED, State.PAUSED)]
    return {"gone": gone, "left": sum(each.net or 0 for each in left)}


async def _billed(contract_id: int, last: date) -> dict[str, Any]:
    """What is billed beyond the day, and what would be given back."""
    beyond = await queries.beyond(contract_id, last)
    credits = [each.credit for each in beyond if each.credit is not None]
    return {"beyond": beyond, "credit": sum(credits, NOTHING), "credited": len(credits)}


ROUTES: list[ControllerRouterHandler] = [ask_end, end, go_on]
