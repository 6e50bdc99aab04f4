"""A contract made or changed, with the first entries of its schedule before anything is kept."""

from collections.abc import Sequence
from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from app.auth.queries import users
from app.catalogue.queries import has_products, search
from app.clients import queries as clients
from app.clock import now, today
from app.contracts import actions, queries
from app.contracts.pages.card import found
from app.contracts.pages.typed import lines_typed, preview, read
from app.contracts.queries import ContractView
from app.contracts.rules import Billing, ContractValues, Frequency, Line, Mode, TrialUnit
from app.core.errors import N_, Refused
from app.core.i18n import gettext
from app.invoices.pages.editing import only_changes, with_choice
from app.web.forms import Form
from app.web.render import AnyRequest, fragment, page, redirect

_FEWEST_ROWS = 2
_MOST_ROWS = 60


@get("/contracts/new")
async def new(request: AnyRequest) -> Response[Any]:
    """An empty form; `client` in the address is chosen already."""
    client_id = Form.query(request, today()).whole("client", 1, 10**9, required=False)
    return await _page(request, Form.blank(today()), client_id=client_id)


@post("/contracts")
async def create(request: AnyRequest) -> Response[Any]:
    """Make it; or, with `more` or `preview`, show the form again with a line or a preview more."""
    form = await Form.read(request, today())
    if form.typed.keys() & {"more", "preview"} or only_changes(form):
        return await _page(request, await _chosen(form))
    at = now()
    try:
        values, lines = read(form)
        contract_id = await actions.create(
            values, lines, on=at.date(), at=at, by=request.user.email
        )
    except Refused as refused:
        return await _page(request, form.refused(refused))
    return await redirect(request, f"/contracts/{contract_id}", N_("The contract is made."))


@get("/contracts/{contract_id:int}/edit")
async def edit(request: AnyRequest, contract_id: FromPath[int]) -> Response[Any]:
    """The form of a contract, filled in."""
    return await _page(request, Form.blank(today()), await found(contract_id))


@post("/contracts/{contract_id:int}/edit")
async def save(request: AnyRequest, contract_id: FromPath[int]) -> Response[Any]:
    """Change it: what is not billed yet follows."""
    contract = await found(contract_id)
    form = await Form.read(request, today())
    if form.typed.keys() & {"more", "preview"} or only_changes(form):
        return await _page(request, await _chosen(form), contract)
    at = now()
    try:
        values, lines = read(form, kept=_amended(contract))
        await actions.update(contract_id, values, lines, on=at.date(), at=at, by=request.user.email)
    except Refused as refused:
        return await _page(request, form.refused(refused), contract)
    return await redirect(request, f"/contracts/{contract_id}", N_("The contract is changed."))


@post("/contracts/preview")
async def show_preview(request: AnyRequest) -> Response[Any]:
    """The first entries of what is being typed, as a fragment; nothing while it is not whole."""
    form = await Form.read(request, today())
    return await fragment(request, "contracts/_preview.html", **(await _preview(form)))


async def _chosen(form: Form) -> Form:
    """The form with the product that was scanned or tapped: its text, price and rate are copied."""
    rate = "20" if await queries.charges_vat() else "0"
    return await with_choice(form, lambda nature: rate)


async def _preview(form: Form, kept: Sequence[Line] | None = None) -> dict[str, Any]:
    scratch = Form(form.typed, today())
    try:
        values, lines = read(scratch, kept=kept)
    except Refused:
        return {"previewed": [], "late": 0}
    shown, late = preview(values, lines, await queries.charges_vat(), today())
    return {"previewed": shown, "late": late}


async def _page(
    request: AnyRequest,
    form: Form,
    contract: ContractView | None = None,
    client_id: int | None = None,
) -> Response[Any]:
    shown = contract.values if contract else _fresh(client_id)
    filled = (
        await _preview(form, _amended(contract)) if form.submitted else {"previewed": [], "late": 0}
    )
    return await page(
        request,
        "contracts/edit.html",
        status=422 if form.findings else 200,
        form=form,
        contract=contract,
        shown=shown,
        rows=line_rows(form, contract.lines if contract else ()),
        is_amended=_amended(contract) is not None,
        is_billed=contract is not None and await queries.is_billed(contract.id),
        clients=await choosable(shown.client_id),
        people=[
            (each.id, each.name)
            for each in await users()
            if each.is_active or each.id == shown.salesperson_id
        ],
        has_products=await has_products(),
        products=await search(form.typed.get("find", "")),
        offers=[] if contract else await queries.offers(),
        charges_vat=await queries.charges_vat(),
        **options(),
        **filled,
    )


def options() -> dict[str, list[tuple[str, str]]]:
    """The choices of the form, as values and labels."""
    return {
        "frequencies": [(each.value, gettext(each.label)) for each in Frequency],
        "billings": [(each.value, gettext(each.label)) for each in Billing],
        "trial_units": [(each.value, gettext(each.label)) for each in TrialUnit],
        "modes": [(each.value, gettext(each.label)) for each in Mode],
    }


def _amended(contract: ContractView | None) -> tuple[Line, ...] | None:
    """The lines that are changed from a day on only, since they were once."""
    return contract.lines if contract and contract.versions.later else None


def _fresh(client_id: int | None) -> ContractValues:
    """What a new contract is most often."""
    return ContractValues(
        client_id=client_id or 0,
        label="",
        frequency=Frequency.MONTHLY,
        billing=Billing.ADVANCE,
        start_on=today(),
        mode=Mode.ISSUE,
    )


async def choosable(chosen: int) -> list[tuple[int, str]]:
    """Those who may be chosen; the one that is chosen even when it is archived."""
    listed = await clients.list_clients(clients.Filters(), size=None)
    found = [(each.id, each.name) for each in listed.rows]
    if chosen and chosen not in {key for key, _ in found}:
        client = await clients.maybe_client(chosen)
        found += [(client.id, client.name)] if client else []
    return found


def line_rows(form: Form, lines: Sequence[Line]) -> list[tuple[int, Line | None]]:
    """Which lines the form shows: those typed or kept, and an empty one to go on."""
    if not form.submitted:
        found: list[tuple[int, Line | None]] = list(enumerate(lines))
    else:
        found = [(row.index, None) for row in lines_typed(form)]
    following = max((index for index, _ in found), default=-1) + 1
    wanted = max(_FEWEST_ROWS, len(found) + ("more" in form.typed or not found))
    while len(found) < min(wanted, _MOST_ROWS):
        found.append((following, None))
        following += 1
    return found


ROUTES: list[ControllerRouterHandler] = [new, create, edit, save, show_preview]
