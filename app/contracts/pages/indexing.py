"""Prices indexed from an anniversary: the new ones, and what each period then bills, come first."""

from datetime import date
from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from app.adapters.queue import Job, nudge
from app.clients.queries import address_for
from app.clock import now, today
from app.contracts import actions, queries
from app.contracts.pages.amending import before_and_after
from app.contracts.pages.card import found
from app.contracts.queries import ContractView
from app.contracts.rules import (
    Change,
    agreed,
    anniversary,
    by_index,
    by_percent,
    indexed,
)
from app.core.errors import N_, Refused
from app.web.forms import Form
from app.web.render import AnyRequest, page, redirect


@get("/contracts/{contract_id:int}/indexation")
async def ask(request: AnyRequest, contract_id: FromPath[int]) -> Response[Any]:
    """By which percentage, or from which index to which."""
    return await _page(request, await found(contract_id), Form.blank(today()))


@post("/contracts/{contract_id:int}/indexations")
async def index(request: AnyRequest, contract_id: FromPath[int]) -> Response[Any]:
    """Show what it does; or, once that was shown, keep it and tell the client."""
    contract = await found(contract_id)
    form = await Form.read(request, today())
    try:
        from_on, day = form.day("from_on"), form.day("anniversary")
        change, is_percent = _change(form)
        if "preview" in form.typed:
            told = await _preview(contract, from_on, change, is_percent)
            return await _page(request, contract, form, told)
        message = await actions.index_prices(
            contract_id,
            day,
            from_on,
            change,
            is_percent=is_percent,
            tell=form.flag("tell"),
            at=now(),
            by=request.user.email,
        )
    except Refused as refused:
        return await _page(request, contract, form.refused(refused))
    if message is not None:
        await nudge(Job.SEND_MESSAGES)
    said = N_("The new prices hold from %(day)s on.")
    return await redirect(request, f"/contracts/{contract_id}", said, day=from_on)


async def _preview(
    contract: ContractView, from_on: date, change: Change, is_percent: bool
) -> dict[str, Any]:
    was = contract.versions.on(from_on)
    lines = indexed(was if is_percent else agreed(contract.versions, from_on), change)
    shown = await before_and_after(contract, from_on, lines)
    return {"shown": shown, "from_on": from_on, "lines": lines, "was": was}


def _change(form: Form) -> tuple[Change, bool]:
    """The percentage, or the two indexes, as typed; whether it was a percentage."""
    percent = form.rate("percent", required=False)
    if percent is not None:
        form.check()
        return by_percent(percent), True
    old, new = form.quantity("old"), form.quantity("new")
    form.check()
    return by_index(old, new), False


async def _page(
    request: AnyRequest, contract: ContractView, form: Form, told: dict[str, Any] | None = None
) -> Response[Any]:
    done = await queries.indexations_of(contract.id)
    days: set[date] = {each["anniversary"] for each in done}
    empty: dict[str, Any] = {"shown": [], "from_on": None, "lines": (), "was": ()}
    return await page(
        request,
        "contracts/indexation.html",
        status=422 if form.findings else 200,
        contract=contract,
        form=form,
        done=done,
        agreed=contract.values.indexation,
        day=anniversary(contract.values.start_on, days, today()),
        to=await address_for(contract.values.client_id),
        **(told or empty),
    )


ROUTES: list[ControllerRouterHandler] = [ask, index]
