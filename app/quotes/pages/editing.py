"""The editor of quotes: lines and options come and go, totals and schedule follow the typing."""

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from app.catalogue.queries import has_products, search
from app.clock import now, today
from app.contracts.rules import Billing, Frequency
from app.core.errors import Refused
from app.core.i18n import gettext
from app.invoices import queries as invoices
from app.invoices.pages import drafts, extras
from app.invoices.pages.editing import changed, only_changes, usual_vat
from app.law.queries import law_on
from app.quotes import actions
from app.quotes.pages import typed
from app.quotes.pages.one import found
from app.quotes.queries import QuoteView
from app.quotes.rules import Becomes
from app.settings.queries import business
from app.web.forms import Form
from app.web.render import AnyRequest, fragment, page, redirect, wants_fragment


@get("/quotes/new")
async def new(request: AnyRequest) -> Response[Any]:
    """An empty quote, for a client when the address says which (`client`)."""
    client_id = Form.query(request, today()).whole("client", 1, 10**9, required=False)
    vat = await usual_vat(str(client_id or ""))
    shown = typed.blank() | drafts.blank_line(0, {"line--1-vat_rate": vat("")})
    return await _editor(request, Form(shown | {"client": str(client_id or "")}, today()), None)


@post("/quotes")
async def create(request: AnyRequest) -> Response[Any]:
    """Write the draft; the buttons of the lines only change the form."""
    form = await Form.read(request, today())
    if only_changes(form):
        return await _editor(request, await changed(form), None)
    try:
        values = typed.judged(form)
        quote_id = await actions.create(values, at=now(), by=request.user.email)
    except Refused as refused:
        return await _editor(request, form.refused(refused), None, status=422)
    return await redirect(request, f"/quotes/{quote_id}", flash="Quote saved.")


@get("/quotes/{quote_id:int}/edit")
async def edit(request: AnyRequest, quote_id: FromPath[int]) -> Response[Any]:
    """A draft in the editor; what is sent is only shown."""
    view = await found(quote_id)
    if not view.is_draft:
        return await redirect(request, f"/quotes/{quote_id}")
    return await _editor(request, Form(typed.typed_of(view), today()), view)


@post("/quotes/{quote_id:int}")
async def save(request: AnyRequest, quote_id: FromPath[int]) -> Response[Any]:
    """Replace what the draft says, unless someone else has changed it meanwhile."""
    form = await Form.read(request, today())
    view = await found(quote_id)
    if only_changes(form):
        return await _editor(request, await changed(form), view)
    try:
        values, version = typed.judged(form), form.text("version", max=40)
        await actions.edit(quote_id, values, version=version, at=now(), by=request.user.email)
    except Refused as refused:
        return await _editor(request, form.refused(refused), view, status=422)
    return await redirect(request, f"/quotes/{quote_id}", flash="Quote saved.")


@post("/quotes/totals", status_code=200)
async def totals(request: AnyRequest) -> Response[Any]:
    """What the lines come to while they are being typed; changes nothing."""
    form = await Form.read(request, today())
    charges_vat = (await business()).charges_vat
    return await fragment(
        request,
        "quotes/_totals.html",
        live=typed.live(form, charges_vat),
        charges_vat=charges_vat,
    )


async def _editor(
    request: AnyRequest, form: Form, view: QuoteView | None, status: int = 200
) -> Response[Any]:
    chosen = form.typed.get("client", "")
    client_id = int(chosen) if chosen.isdecimal() and len(chosen) < 10 else None
    shop, law = await business(), await law_on(today())
    context: dict[str, Any] = {
        "form": form,
        "quote": view,
        "action": f"/quotes/{view.id}" if view else "/quotes",
        "lines": drafts.indexes(form),
        "adjustments": drafts.indexes(form, "adjustment"),
        "adjustment_kinds": [(key, gettext(label)) for key, label in extras.ADJUSTMENTS.items()],
        "choices": sorted(typed.choices(form)),
        "has_products": await has_products(),
        "products": await search(form.typed.get("find", "")),
        "clients": await invoices.client_choices(client_id),
        "rates": extras.vat_options(
            law.vat_rates(shop.postcode) if shop.charges_vat else (),
            shop.charges_vat,
            drafts.typed_rates(form),
        ),
        "charges_vat": shop.charges_vat,
        "outcomes": [(each.value, gettext(each.label)) for each in Becomes],
        "frequencies": [(each.value, gettext(each.label)) for each in Frequency],
        "billings": [(each.value, gettext(each.label)) for each in Billing],
        "live": typed.live(form, shop.charges_vat),
    }
    if wants_fragment(request):
        return await fragment(request, "quotes/_editor.html", status=status, **context)
    return await page(request, "quotes/edit.html", status=status, **context)


ROUTES: list[ControllerRouterHandler] = [new, create, edit, save, totals]
