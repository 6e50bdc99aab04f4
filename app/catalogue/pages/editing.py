"""A product's form: new or changed, nothing that somebody else changed overwritten."""

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from app.catalogue import actions, queries
from app.catalogue.pages.card import found
from app.catalogue.queries import ProductView
from app.catalogue.rules import NATURE_LABELS, Nature, ProductValues, version
from app.clock import now, today
from app.core.errors import N_, Refused
from app.core.formats import percent
from app.core.i18n import current_language, gettext
from app.law.queries import law_on
from app.settings.queries import business
from app.web.forms import Form
from app.web.render import AnyRequest, page, redirect


@get("/products/new")
async def new(request: AnyRequest) -> Response[Any]:
    """An empty form; `name` and `barcode` in the address are taken over (from a search or a scan
    that found nothing)."""
    asked = Form.query(request, today())
    shop = await business()
    shown = ProductValues(
        name=asked.typed.get("name", "")[:200],
        vat_rate=(await _rates())[0][0],
        barcode=asked.typed.get("barcode", "")[:40],
        nature=Nature.SERVICES if shop.activity == "services" else Nature.GOODS,
    )
    return await _page(request, Form.blank(today()), shown)


@post("/products")
async def create(request: AnyRequest) -> Response[Any]:
    """Add a product."""
    form = await Form.read(request, today())
    try:
        values = _values(form, may_run_short=request.user.is_owner and form.flag("may_run_short"))
        product_id = await actions.create(values, on=today(), at=now(), by=request.user.email)
    except Refused as refused:
        return await _page(request, form.refused(refused), ProductValues("", 0))
    return await redirect(
        request, f"/products/{product_id}", N_("%(name)s is added."), name=values.name
    )


@get("/products/{product_id:int}/edit")
async def edit(request: AnyRequest, product_id: FromPath[int]) -> Response[Any]:
    """The form of a product, filled in."""
    product = await found(product_id)
    return await _page(request, Form.blank(today()), product.values, product)


@post("/products/{product_id:int}/edit")
async def save(request: AnyRequest, product_id: FromPath[int]) -> Response[Any]:
    """Change a product."""
    product = await found(product_id)
    form = await Form.read(request, today())
    try:
        values = _values(form, may_run_short=_may_run_short(request, form, product))
        await actions.update(
            product_id,
            values,
            on=today(),
            at=now(),
            by=request.user.email,
            seen=form.typed.get("seen", ""),
        )
    except Refused as refused:
        return await _page(request, form.refused(refused), product.values, product)
    return await redirect(
        request, f"/products/{product_id}", N_("%(name)s is changed."), name=values.name
    )


async def _page(
    request: AnyRequest, form: Form, shown: ProductValues, product: ProductView | None = None
) -> Response[Any]:
    rates = await _rates()
    if shown.vat_rate not in dict(rates):
        rates = [*rates, (shown.vat_rate, percent(shown.vat_rate, current_language()))]
    return await page(
        request,
        "catalogue/edit.html",
        status=422 if form.submitted else 200,
        form=form,
        shown=shown,
        product=product,
        seen=form.value("seen", version(shown)),
        natures=[(each.value, gettext(label)) for each, label in NATURE_LABELS.items()],
        rates=rates,
        categories=await queries.categories(),
        charges_vat=(await business()).charges_vat,
    )


async def _rates() -> list[tuple[int, str]]:
    """The rates that may be charged today, highest first, and none."""
    shop = await business()
    known = (await law_on(today())).vat_rates(shop.postcode) if shop.charges_vat else ()
    every = [rate for rate in known if rate]
    return [(rate, percent(rate, current_language())) for rate in [*every, 0]]


def _may_run_short(request: AnyRequest, form: Form, product: ProductView) -> bool:
    """Only the owner lets a product be sold below zero; for anyone else it stays as it is."""
    return form.flag("may_run_short") if request.user.is_owner else product.may_run_short


def _values(form: Form, *, may_run_short: bool) -> ProductValues:
    values = ProductValues(
        name=form.typed.get("name", ""),
        detail=form.typed.get("detail", "").replace("\r\n", "\n"),
        nature=form.choice("nature", Nature),
        category=form.typed.get("category", ""),
        unit=form.typed.get("unit", ""),
        price=form.unit_price("price", required=False),
        gross=form.amount("gross", required=False),
        vat_rate=form.whole("vat_rate", 0, 10_000),
        barcode=form.typed.get("barcode", ""),
        is_tile=form.flag("is_tile"),
        is_stocked=form.flag("is_stocked"),
        minimum=form.quantity("minimum", required=False),
        may_run_short=may_run_short,
        account=form.typed.get("account", ""),
    )
    form.check()
    return values


ROUTES: list[ControllerRouterHandler] = [new, create, edit, save]
