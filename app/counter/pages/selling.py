"""Vente: three taps from opening to sold, on a phone; once, however often the network retries."""

import secrets
from typing import Any
from urllib.parse import urlencode

from litestar import Response, get, post
from litestar.types import ControllerRouterHandler

from app.adapters.queue import Job, nudge
from app.catalogue import queries as catalogue
from app.catalogue.queries import ProductView
from app.clients import queries as clients
from app.clients.queries import ClientView, Filters
from app.clock import now, today
from app.core.epc import epc_message
from app.core.errors import Refused
from app.core.formats import money_plain, percent
from app.core.i18n import current_language, gettext
from app.counter import actions, queries, rules
from app.counter.rules import METHOD_LABELS, Method, SaleLine, SaleValues
from app.invoices import queries as documents
from app.invoices.queries import InvoiceView
from app.law.queries import law_on
from app.receivables.queries import client_balance
from app.settings.queries import business
from app.web.forms import Form
from app.web.render import AnyRequest, fragment, page, redirect, wants_fragment

NO_CODE = {"label": "", "amount": "", "rate": ""}
PARTS = (Method.CASH, Method.CARD, Method.CHEQUE)


@get("/counter")
async def counter(request: AnyRequest) -> Response[Any]:
    """The form; `client` chooses who buys; `cart` is what waits; `product` and `pieces`, or
    `label`, `amount` and `rate`, come from a tile; `code` is scanned or typed: a barcode,
    the number of an invoice to pay, or the QR code printed on it."""
    asked = Form.query(request, today())
    client_id = asked.whole("client", 1, 10**9, required=False)
    client = await clients.maybe_client(client_id) if client_id else None
    code = asked.text("code", max=400)
    code = epc_message(code) or code
    product = await catalogue.by_barcode(code) if code else await _product(asked)
    if code and product is None:
        owed = await _invoice_numbered(code)
        if owed is not None:
            to_pay = owed.open > 0 and request.user.may_change
            return await redirect(
                request,
                f"/payments/new?invoice={owed.id}" if to_pay else f"/invoices/{owed.id}",
            )
        asked.fail("counter.code", "Neither a product nor an invoice has this code.", "code")
    status = 422 if asked.findings else 200
    return await _form(request, Form.blank(today()), client, asked, product, status)


async def _product(form: Form) -> ProductView | None:
    product_id = form.whole("product", 1, 10**9, required=False)
    return await catalogue.maybe_product(product_id) if product_id else None


async def _invoice_numbered(code: str) -> InvoiceView | None:
    try:
        return await documents.by_number(code.upper())
    except Refused:
        return None


async def _form(
    request: AnyRequest,
    form: Form,
    client: ClientView | None,
    tapped: Form | None = None,
    product: ProductView | None = None,
    status: int = 200,
) -> Response[Any]:
    rates = await _rates()
    charged = tuple(rate for rate, _ in rates)
    asked = tapped or Form.blank(today())
    pieces = (tapped or form).whole("pieces", 1, rules.MOST_PIECES, required=False) or 1
    if product and (why := rules.sellable(bool(product.archived_at), product.vat_rate, charged)):
        asked, product, status = asked.refused(Refused([why])), None, 422
    tap = {name: asked.typed.get(name, "") for name in NO_CODE}
    if product:
        amount = money_plain(product.gross_price * pieces)
        tap = {"label": product.name, "amount": amount, "rate": str(product.vat_rate)}
    try:
        cart = rules.cart_lines((tapped or form).typed.get("cart", ""))
    except Refused as refused:
        asked, cart, status = asked.refused(refused), (), 422
    return await page(
        request,
        "counter/counter.html",
        status=status,
        form=form,
        client=client,
        balance=await client_balance(client.id, today()) if client else None,
        key=form.value("key", secrets.token_urlsafe(18)),
        **await _around(charged),
        **_carts(cart, _tapped_line(product, pieces, tap)),
        scan=asked if asked.findings else Form.blank(today()),
        product=product,
        pieces=pieces,
        beside=rules.beside(pieces),
        rates=rates,
        tapped=tap,
        default_rate=tap["rate"] or str(charged[0]),
    )


def _tapped_line(product: ProductView | None, pieces: int, tap: dict[str, str]) -> SaleLine | None:
    """What a tile or a scan has put into the form: it goes along when the next one is tapped."""
    line = Form(tap, today())
    amount, rate = line.amount("amount", required=False), line.whole("rate", 0, 10_000, False)
    label = line.text("label", max=200)
    if line.findings or not amount or rate is None or not label:
        return None
    return SaleLine(label, amount, rate, product.id if product else None, pieces)


def _carts(cart: tuple[SaleLine, ...], line: SaleLine | None) -> dict[str, Any]:
    """The cart, as it is in the address; as it will be when the next thing is tapped; and without
    each of its lines."""
    return {
        "cart": rules.cart_text(cart),
        "ahead": rules.cart_text(rules.with_line(cart, line) if line else cart),
        "waiting": [
            (each, rules.cart_text((*cart[:at], *cart[at + 1 :]))) for at, each in enumerate(cart)
        ],
        "cart_total": sum(each.amount for each in cart),
    }


async def _around(charged: tuple[int, ...]) -> dict[str, Any]:
    """The shelf, what was sold lately that does not stand on it, the means, the last sales."""
    shelf = [each for each in await catalogue.tiles() if each.vat_rate in charged]
    names = {each.name for each in shelf}
    lately = [each for each in await queries.tiles() if each.label not in names]
    return {
        "shelf": shelf,
        "tiles": lately,
        "methods": {method.value: METHOD_LABELS[method] for method in Method},
        "parts": [(f"part_{method.value}", METHOD_LABELS[method]) for method in PARTS],
        "last": await queries.last_sales(),
        "today": today(),
    }


async def _rates() -> list[tuple[int, str]]:
    """The rates that may be charged today; none but 0 under the franchise."""
    if not (await business()).charges_vat:
        return [(0, gettext("No VAT"))]
    rates = (await law_on(today())).vat_rates()
    return [(rate, percent(rate, current_language())) for rate in rates if rate]


@get("/counter/clients")
async def choose(request: AnyRequest) -> Response[Any]:
    """Who buys: found as one types; before that, the clients added last."""
    asked = Form.query(request, today())
    if typed := asked.text("q"):
        found = await clients.search(typed, limit=8)
    else:
        newest = (await clients.list_clients(Filters(), "-created", size=9)).rows
        found = [one for one in newest if one.name != rules.PASSER_BY][:8]
    context: dict[str, Any] = {"found": found, "form": asked}
    if wants_fragment(request):
        return await fragment(request, "counter/_clients.html", **context)
    return await page(request, "counter/clients.html", **context)


@post("/counter")
async def sell(request: AnyRequest) -> Response[Any]:
    """Sell; the same page again shows the sale that it has made. With `add`, one line more waits in
    the cart instead."""
    form = await Form.read(request, today())
    client_id = form.whole("client", 1, 10**9, required=False)
    try:
        cart = rules.cart_lines(form.typed.get("cart", ""))
        if form.typed.get("add"):
            more = rules.cart_text(rules.with_line(cart, _line(form)))
            form.check()
            return await redirect(request, _address(client_id, more))
        typed = form.typed.get("label", "").strip() or form.typed.get("amount", "").strip()
        lines = (*cart, _line(form)) if typed or not cart else cart
        values = SaleValues(
            key=form.text("key", max=rules.KEY_LENGTH),
            lines=lines,
            method=form.choice("method", Method),
            client_id=client_id,
            given=form.amount("given", required=False),
            parts=_parts(form),
        )
        form.check()
        sale_id = await actions.sell(values, on=today(), at=now(), by=request.user.email)
    except Refused as refused:
        client = await clients.maybe_client(client_id) if client_id else None
        return await _form(
            request, form.refused(refused), client, product=await _product(form), status=422
        )
    await nudge(Job.RENDER_DOCUMENTS)
    given = f"?given={values.given}" if values.given else ""
    return await redirect(request, f"/counter/{sale_id}{given}")


def _line(form: Form) -> SaleLine:
    return SaleLine(
        label=form.text("label", required=True, max=200),
        amount=form.amount("amount"),
        vat_rate=form.whole("rate", 0, 10_000),
        product=form.whole("product", 1, 10**9, required=False),
        pieces=form.whole("pieces", 1, rules.MOST_PIECES, required=False) or 1,
    )


def _parts(form: Form) -> tuple[tuple[Method, int], ...]:
    typed = [(method, form.amount(f"part_{method.value}", required=False)) for method in PARTS]
    return tuple((method, cents) for method, cents in typed if cents)


def _address(client_id: int | None, cart: str) -> str:
    return "/counter?" + urlencode({"client": client_id or "", "cart": cart})


ROUTES: list[ControllerRouterHandler] = [counter, choose, sell]
