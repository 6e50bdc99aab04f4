"""An invoice paid by card: begun on its page, told by the provider, and the trial's own page."""

from typing import Any

from litestar import HttpMethod, Response, get, post, route
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from app.adapters.card_payments import Ending, Trial
from app.auth.guards import PUBLIC
from app.clock import now, today
from app.config import config
from app.core.errors import Refused
from app.core.i18n import gettext, speaking
from app.invoices.queries import maybe_invoice
from app.links.queries import token_for
from app.payments.actions import cards
from app.payments.actions.cards import Wish
from app.payments.queries.cards import checkout_by_key, provider_of
from app.payments.rules.cards import CardState, Checkout
from app.portal.pages.door import nothing, private
from app.portal.pages.invoice import found, next_payment, shown
from app.portal.rules import to_pay
from app.settings.queries import business
from app.web.forms import Form
from app.web.render import AnyRequest, page

# The address is the secret; a provider has no cookie to prove itself by, it signs.
_OPEN = PUBLIC | {"exclude_from_csrf": True}
_LOOKING = [HttpMethod.GET, HttpMethod.HEAD]
_SIGNATURES = {"stripe": "Stripe-Signature", "trial": "Trial-Signature"}
_LARGEST = 500_000


@post("/p/{token:str}/card", opt=_OPEN)
async def begin(request: AnyRequest, token: FromPath[str]) -> Response[Any]:
    """Go and pay what is left by card."""
    view = await found(request, token, today())
    shop = await business()
    provider = provider_of(shop)
    if view is None or provider is None:
        return await nothing(request)
    form = await Form.read(request, today())
    base = config().base_url or str(request.base_url).rstrip("/")
    with speaking(view.language):
        label = gettext("Invoice %(number)s") % {"number": view.number}
    try:
        part = form.amount("part", required=False)
        form.check()
        if part is not None:
            part = to_pay(part, view.open, await next_payment(view, today()), shop.part_least)
    except Refused as refused:
        return await shown(request, token, view, form.refused(refused))
    wish = Wish(
        view.id,
        f"{label} · {shop.name}",
        view.language,
        lambda key, paid: f"{base}/p/{token}/card/{key}" if paid else f"{base}/p/{token}",
        None if part == view.open else part,
        min(shop.part_least or view.open, part or view.open),
    )
    try:
        return _to(await cards.begin(provider, wish, at=now()))
    except Refused as refused:
        return await shown(request, token, view, form.refused(refused))


@get("/p/{token:str}/card/{key:str}", opt=_OPEN)
async def back(request: AnyRequest, token: FromPath[str], key: FromPath[str]) -> Response[Any]:
    """Back from the provider: it is asked what became of it, for a call that cannot reach us."""
    view = await found(request, token, today())
    there = await checkout_by_key(key)
    if view is None or there is None or there.invoice_id != view.id:
        return await nothing(request)
    provider = provider_of(await business())
    if provider is not None and provider.name == there.provider:
        await cards.look(provider, key, at=now())
    return _to(f"/p/{token}?card=back")


@post("/card-events/{name:str}", opt=_OPEN, status_code=200, request_max_body_size=_LARGEST)
async def told(request: AnyRequest, name: FromPath[str]) -> Response[Any]:
    """A provider's call: 200 once it is taken in (or of no concern), 400 when it is not signed.
    Anything else is told again by the provider, for days."""
    provider = provider_of(await business())
    if provider is None or provider.name != name:
        return Response("", status_code=404)
    signature = request.headers.get(_SIGNATURES[name], "")
    try:
        await cards.receive(provider, await request.body(), signature, at=now())
    except Refused as refused:
        status = 400 if refused.code == "payments.card_forged" else 503
        return Response(refused.code, status_code=status, media_type="text/plain")
    return Response("", status_code=200)


@route("/card-trial/{key:str}", http_method=_LOOKING, opt=_OPEN)
async def trial(request: AnyRequest, key: FromPath[str]) -> Response[Any]:
    """The trial's page: paid, or refused."""
    there = await _on_trial(key)
    view = await maybe_invoice(there[1].invoice_id) if there else None
    if there is None or view is None or there[1].state is not CardState.OPEN:
        return await nothing(request)
    answer = await page(
        request,
        "portal/card_trial.html",
        language=view.language,
        shop=await business(),
        invoice=view,
        checkout=there[1],
    )
    return private(answer)


@post("/card-trial/{key:str}", opt=_OPEN)
async def decide(request: AnyRequest, key: FromPath[str]) -> Response[Any]:
    """What the trial's page was told, as a provider would tell it."""
    there = await _on_trial(key)
    token = await token_for("invoice", there[1].invoice_id) if there else None
    # A page that was closed, for another amount, takes nothing any more.
    if there is None or token is None or there[1].session is None:
        return await nothing(request)
    if there[1].state is CardState.EXPIRED:
        return await nothing(request)
    provider, checkout = there
    form = await Form.read(request, today())
    ending = Ending.PAID if form.typed.get("do") == "pay" else Ending.REFUSED
    assert checkout.session is not None
    body, signature = provider.letter(key, checkout.session, checkout.amount, ending, now())
    await cards.receive(provider, body, signature, at=now())
    return _to(f"/p/{token}?card=back")


async def _on_trial(key: str) -> tuple[Trial, Checkout] | None:
    provider = provider_of(await business())
    there = await checkout_by_key(key)
    if not isinstance(provider, Trial) or there is None or there.provider != provider.name:
        return None
    return provider, there


def _to(address: str) -> Response[Any]:
    """See that page next, which may be the provider's."""
    return private(Response("", status_code=303, headers={"Location": address}))


ROUTES: list[ControllerRouterHandler] = [begin, back, told, trial, decide]
