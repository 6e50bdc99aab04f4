"""A contract made from an offer: a client, a first day, and the first entries before the button."""

from collections.abc import Sequence
from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from app.clock import now, today
from app.contracts import actions, queries
from app.contracts.pages.editing import choosable
from app.contracts.pages.offers import PATH, found
from app.contracts.pages.typed import preview
from app.contracts.queries import OfferView
from app.contracts.rules import Amount, Part, Period, fill_texts
from app.core.errors import N_, Refused
from app.core.i18n import current_language
from app.web.forms import Form
from app.web.render import AnyRequest, fragment, page, redirect, wants_fragment


@get(f"{PATH}/{{offer_id:int}}/contract")
async def ask(request: AnyRequest, offer_id: FromPath[int]) -> Response[Any]:
    """Who takes it, from when; `client` in the address is chosen already."""
    offer = await found(offer_id)
    form = Form.query(request, today())
    client_id = form.whole("client", 1, 10**9, required=False)
    if wants_fragment(request):
        shown, late = await _preview(offer, form)
        return await fragment(request, "contracts/_preview.html", previewed=shown, late=late)
    return await _page(request, offer, Form.blank(today()), client_id)


@post(f"{PATH}/{{offer_id:int}}/contract")
async def take(request: AnyRequest, offer_id: FromPath[int]) -> Response[Any]:
    """Make the contract."""
    offer = await found(offer_id)
    form = await Form.read(request, today())
    at = now()
    try:
        client_id = form.whole("client_id", 1, 10**9)
        start_on = form.day("start_on")
        order_number = form.text("order_number", max=80)
        form.check()
        contract_id = await actions.take_offer(
            offer_id,
            client_id,
            start_on,
            order_number=order_number,
            on=at.date(),
            at=at,
            by=request.user.email,
        )
    except Refused as refused:
        return await _page(request, offer, form.refused(refused))
    return await redirect(request, f"/contracts/{contract_id}", N_("The contract is made."))


async def _preview(offer: OfferView, form: Form) -> tuple[Sequence[tuple[Period, Amount]], int]:
    """The first entries from the day that is typed; nothing while it is none."""
    scratch = Form(form.typed, today())
    start_on = scratch.day("start_on") if "start_on" in form.typed else today()
    if scratch.findings:
        return (), 0
    values = offer.values.contract(0, start_on)
    return preview(values, offer.lines, await queries.charges_vat(), today())


async def _page(
    request: AnyRequest, offer: OfferView, form: Form, client_id: int | None = None
) -> Response[Any]:
    shown, late = await _preview(offer, form)
    return await page(
        request,
        "contracts/taking.html",
        status=422 if form.findings else 200,
        offer=offer,
        form=form,
        client_id=client_id or "",
        clients=await choosable(client_id or 0),
        today=today(),
        previewed=shown,
        late=late,
        printed=lambda text: _printed(text, shown),
    )


def _printed(text: str, shown: Sequence[tuple[Period, Amount]]) -> str:
    """A text with the first period in it."""
    if not shown:
        return text
    first = shown[0][0]
    part = Part(first.first, first.last, first.days, first.full_days)
    return fill_texts(text, part, current_language())


ROUTES: list[ControllerRouterHandler] = [ask, take]
