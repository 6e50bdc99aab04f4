"""A product's card: its prices, its stock, what moved it."""

import secrets
from typing import Any

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from app.auth.queries import names, timeline
from app.catalogue import actions, queries
from app.catalogue.queries import MOVEMENTS, ProductView
from app.catalogue.rules import BY_HAND, CAUSE_LABELS, NATURE_LABELS, Cause
from app.clock import now, today
from app.core.errors import N_, Refused
from app.core.i18n import gettext
from app.web.forms import Form
from app.web.render import AnyRequest, page, redirect
from app.web.timeline import told

_SHOWN = 30


@get("/products/{product_id:int}")
async def show(request: AnyRequest, product_id: FromPath[int]) -> Response[Any]:
    """The card; `before` in the address is the movement that the page before ended with."""
    return await _card(request, await found(product_id), Form.blank(today()))


@post("/products/{product_id:int}/movements")
async def move(request: AnyRequest, product_id: FromPath[int]) -> Response[Any]:
    """Enter a delivery, a return or a loss."""
    product = await found(product_id)
    form = await Form.read(request, today())
    try:
        cause, quantity = form.choice("cause", Cause), form.quantity("quantity")
        note, key = form.text("note"), form.text("key", required=True, max=60)
        form.check()
        await actions.move(
            product_id,
            cause,
            quantity,
            key=key,
            note=note,
            on=today(),
            at=now(),
            by=request.user.email,
        )
    except Refused as refused:
        return await _card(request, product, form.refused(refused))
    return await redirect(request, f"/products/{product_id}", N_("Stock entered."))


@post("/products/{product_id:int}/archival")
async def archive(request: AnyRequest, product_id: FromPath[int]) -> Response[Any]:
    """Put the product out of the lists."""
    product = await found(product_id)
    await actions.archive(product_id, at=now(), by=request.user.email)
    return await redirect(
        request, f"/products/{product_id}", N_("%(name)s is archived."), name=product.name
    )


@post("/products/{product_id:int}/restoration")
async def unarchive(request: AnyRequest, product_id: FromPath[int]) -> Response[Any]:
    """Bring the product back; its barcode may be another's by now."""
    product = await found(product_id)
    try:
        await actions.unarchive(product_id, at=now(), by=request.user.email)
    except Refused as refused:
        return await _card(request, product, Form({}, today()).refused(refused))
    return await redirect(
        request, f"/products/{product_id}", N_("%(name)s is back in the lists."), name=product.name
    )


async def found(product_id: int) -> ProductView:
    """The product of an address, or 404."""
    product = await queries.maybe_product(product_id)
    if product is None:
        raise NotFoundException
    return product


async def _card(request: AnyRequest, product: ProductView, form: Form) -> Response[Any]:
    before = Form.query(request, today()).whole("before", 1, 10**12, required=False)
    moved = await queries.movements(product.id, before)
    people = await names()
    return await page(
        request,
        "catalogue/card.html",
        status=422 if form.findings else 200,
        product=product,
        natures=NATURE_LABELS,
        form=form,
        key=form.value("key", secrets.token_urlsafe(12)),
        causes=[(cause.value, gettext(CAUSE_LABELS[cause])) for cause in BY_HAND],
        cause_labels=CAUSE_LABELS,
        movements=moved,
        before=before,
        more=moved[-1].id if len(moved) == MOVEMENTS else None,
        people=people,
        items=told(await timeline("product", product.id, _SHOWN), now(), "", people),
    )


ROUTES: list[ControllerRouterHandler] = [show, move, archive, unarchive]
