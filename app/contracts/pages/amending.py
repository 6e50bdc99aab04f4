"""Other lines from a day on: what each period bills before and after is shown first."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from app.clock import now, today
from app.contracts import actions, queries
from app.contracts.pages.card import found
from app.contracts.pages.editing import line_rows
from app.contracts.pages.typed import read_lines
from app.contracts.queries import ContractView, EntryView
from app.contracts.rules import (
    Amount,
    Item,
    Line,
    Part,
    Slot,
    State,
    Versions,
    amount,
    behind,
    fill_texts,
    items,
    portion,
    refuse_past,
    refuse_proration,
    refuse_taken_back,
    spread,
)
from app.core.errors import N_, Refused
from app.core.i18n import current_language, gettext
from app.web.forms import Form
from app.web.render import AnyRequest, page, redirect

_SHOWN = 4


class How(StrEnum):
    """From when new lines hold: the next period, or the very day."""

    NEXT = "next"
    DAYS = "days"

    @property
    def label(self) -> str:
        return N_("from the next period") if self is How.NEXT else N_("from that very day")


@get("/contracts/{contract_id:int}/amendment")
async def ask(request: AnyRequest, contract_id: FromPath[int]) -> Response[Any]:
    """The lines that hold now, to be changed from a day on."""
    return await _page(request, await found(contract_id), Form.blank(today()))


@post("/contracts/{contract_id:int}/amendments")
async def amend(request: AnyRequest, contract_id: FromPath[int]) -> Response[Any]:
    """Show what it does; or, once that was shown and `kept` pressed, keep it."""
    contract = await found(contract_id)
    form = await Form.read(request, today())
    if "more" in form.typed:
        return await _page(request, contract, form)
    try:
        from_on, lines = form.day("from_on"), read_lines(form)
        how = form.choice("how", How, required=False) or How.NEXT
        form.check()
        if "preview" in form.typed:
            shown = await before_and_after(contract, from_on, lines, how is How.DAYS)
            return await _page(request, contract, form, shown, from_on)
        await actions.amend(
            contract_id,
            from_on,
            lines,
            is_prorated=how is How.DAYS,
            reason=form.text("reason", max=200),
            at=now(),
            by=request.user.email,
        )
    except Refused as refused:
        return await _page(request, contract, form.refused(refused))
    said = N_("The change holds from %(day)s on.")
    return await redirect(request, f"/contracts/{contract_id}", said, day=from_on)


@post("/contracts/{contract_id:int}/amendments/{amendment_id:int}/withdrawal")
async def withdraw(
    request: AnyRequest, contract_id: FromPath[int], amendment_id: FromPath[int]
) -> Response[Any]:
    """Undo a change while none of its periods is billed."""
    contract = await found(contract_id)
    form = await Form.read(request, today())
    try:
        await actions.withdraw_amendment(contract_id, amendment_id, at=now(), by=request.user.email)
    except Refused as refused:
        return await _page(request, contract, form.refused(refused))
    return await redirect(request, f"/contracts/{contract_id}", N_("The change is undone."))


@dataclass(frozen=True)
class Changed:
    """An entry, what it bills before and after, and its lines where it is shared by days."""

    entry: EntryView
    before: Amount
    after: Amount
    shared: tuple[Item, ...] = ()


async def before_and_after(
    contract: ContractView, from_on: date, lines: Sequence[Line], is_prorated: bool = False
) -> list[Changed]:
    """The last entry that stays and the first that change, each before and after."""
    entries = await queries.of_contract(contract.id)
    rows = await queries.schedule_rows(contract.id)
    refuse_past(from_on, contract.values.start_on, rows)
    after = contract.versions.with_lines(from_on, lines)
    if is_prorated:
        refuse_proration(contract.values.is_split, contract.values.is_variable)
        gap = behind(from_on, rows)
        after = contract.versions.with_lines(from_on, lines, True, gap)
        refuse_taken_back(after, gap, rows)
    vat = await queries.charges_vat()
    parts = _parts(contract, entries, after)
    staying = [each for each in entries if each.part.first < from_on][-1:]
    changing = [
        each for each in entries if each.part.first >= from_on and each.state is not State.BILLED
    ]
    return [_changed(e, parts[e.id], after, vat) for e in staying + changing[:_SHOWN]]


def _changed(entry: EntryView, part: Part, after: Versions, vat: bool) -> Changed:
    if entry.state is State.BILLED:
        return Changed(entry, entry.amount, entry.amount)
    shared = () if after.is_plain(part.n, part.first, part.last) else items(after, part)
    return Changed(entry, entry.amount, amount(after, part, vat), tuple(shared))


def _parts(contract: ContractView, entries: list[EntryView], after: Versions) -> dict[int, Part]:
    """What each entry bills afterwards: as before, but for its part of what is spread."""
    if not contract.values.is_split:
        return {each.id: each.part for each in entries}
    portions = [
        portion(each.id, each.net, each.part.first, each.may_change, after) for each in entries
    ]
    nets = spread(after.whole - contract.waived, portions)
    found: dict[int, Part] = {}
    before = 0
    for each in entries:
        net = nets.get(each.id, each.net or 0)
        slot = Slot(each.n, len(entries), before)
        found[each.id] = replace(each.part, net=net, slot=slot)
        before += net
    return found


async def _page(
    request: AnyRequest,
    contract: ContractView,
    form: Form,
    shown: Sequence[Changed] = (),
    from_on: date | None = None,
) -> Response[Any]:
    return await page(
        request,
        "contracts/amendment.html",
        status=422 if form.findings else 200,
        contract=contract,
        form=form,
        rows=line_rows(form, contract.versions.on(date.max)),
        shown=shown,
        hows=[(each.value, gettext(each.label)) for each in How],
        may_prorate=not (contract.values.is_split or contract.values.is_variable),
        printed=lambda item: fill_texts(item.line.label, item.part, current_language()),
        from_on=from_on,
        charges_vat=await queries.charges_vat(),
    )


ROUTES: list[ControllerRouterHandler] = [ask, amend, withdraw]
