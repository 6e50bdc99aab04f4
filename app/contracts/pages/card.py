"""A contract's page: what it bills, what comes, what it has brought in, what was done."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from app.auth.queries import names, timeline, users
from app.clock import now, today
from app.contracts import actions, queries
from app.contracts.queries import ContractView, EntryView
from app.contracts.rules import State, fill_texts
from app.core.errors import N_, Refused
from app.core.i18n import current_language
from app.web.forms import Form
from app.web.render import AnyRequest, page, redirect
from app.web.timeline import told

_COMING = 12


@get("/contracts/{contract_id:int}")
async def show(request: AnyRequest, contract_id: FromPath[int]) -> Response[Any]:
    """The contract; `all=1` shows its whole schedule."""
    form = Form.query(request, today())
    return await _page(request, await found(contract_id), form, whole=form.flag("all"))


@post("/contracts/{contract_id:int}/deletion")
async def delete(request: AnyRequest, contract_id: FromPath[int]) -> Response[Any]:
    """Throw away a contract of which nothing is billed."""
    contract = await found(contract_id)
    form = await Form.read(request, today())
    try:
        await actions.delete(contract_id, at=now(), by=request.user.email)
    except Refused as refused:
        return await _page(request, contract, form.refused(refused))
    said = N_("The contract %(reference)s is thrown away.")
    return await redirect(request, "/contracts", said, reference=contract.values.reference)


@post("/contracts/{contract_id:int}/trial/stop")
async def stop_trial(request: AnyRequest, contract_id: FromPath[int]) -> Response[Any]:
    """End the contract with its trial."""
    contract = await found(contract_id)
    form = await Form.read(request, today())
    at = now()
    try:
        await actions.stop_trial(contract_id, on=at.date(), at=at, by=request.user.email)
    except Refused as refused:
        return await _page(request, contract, form.refused(refused))
    said = N_("The contract ends with its trial.")
    return await redirect(request, f"/contracts/{contract_id}", said)


async def found(contract_id: int) -> ContractView:
    """The contract of an address, or 404."""
    try:
        return await queries.contract(contract_id)
    except Refused as refused:
        raise NotFoundException from refused


async def _page(
    request: AnyRequest, contract: ContractView, form: Form, whole: bool = False
) -> Response[Any]:
    entries = await queries.of_contract(contract.id)
    billed = [each for each in entries if each.state is State.BILLED]
    coming = [each for each in entries if each.state is not State.BILLED]
    here = f"/contracts/{contract.id}"
    shown = (coming or billed[-1:])[:1]
    return await page(
        request,
        "contracts/card.html",
        status=422 if form.findings else 200,
        form=form,
        contract=contract,
        values=contract.values,
        lines=contract.versions.on(shown[0].part.first if shown else today()),
        standing=contract.standing(today()),
        coming=coming if whole else coming[:_COMING],
        more=0 if whole else max(0, len(coming) - _COMING),
        billed=billed[::-1] if whole else billed[: -_COMING - 1 : -1],
        brought=await queries.brought_in(contract.id),
        is_billed=bool(billed),
        split=split_of(contract, entries),
        end=await queries.standing_end(contract.id),
        salesperson=await _name(contract.values.salesperson_id),
        offer=await queries.offer(contract.values.offer_id) if contract.values.offer_id else None,
        trial=await queries.trial(contract.id),
        renewal=await queries.renewal_of(contract.id, today()),
        following=actions.following,
        items=told(await timeline("contract", contract.id), now(), here=here, names=await names()),
        today=today(),
        back=here,
        printed=lambda text: fill_texts(text, shown[0].part, current_language()) if shown else text,
    )


async def _name(user_id: int | None) -> str:
    known = {each.id: each.name for each in await users()} if user_id else {}
    return known.get(user_id or 0, "")


@dataclass(frozen=True)
class Split:
    """A whole that is spread, net, in cents: billed, to come, given up or left out."""

    whole: int
    billed: int
    coming: int
    waived: int


def split_of(contract: ContractView, entries: Sequence[EntryView]) -> Split | None:
    """Where a whole that is spread stands; None for another contract."""
    if not contract.values.is_split:
        return None

    def made(*states: State) -> int:
        return sum(each.net or 0 for each in entries if each.state in states)

    return Split(
        contract.versions.whole,
        made(State.BILLED),
        made(State.PLANNED, State.PAUSED),
        made(State.SKIPPED) + contract.waived,
    )


ROUTES: list[ControllerRouterHandler] = [show, delete, stop_trial]
