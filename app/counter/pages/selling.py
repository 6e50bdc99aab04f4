"""Vente: three taps from opening to sold, on a phone; once, however often the network retries."""

import secrets
from typing import Any

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from app.adapters.qr import transfer
from app.adapters.queue import Job, nudge
from app.catalogue import queries as catalogue
from app.catalogue.queries import ProductView
from app.clients import queries as clients
from app.clients.queries import ClientView, Filters
from app.clock import now, today
from app.core.errors import Refused
from app.core.formats import money_plain, percent
from app.core.i18n import current_language, gettext
from app.counter import actions, queries, rules
from app.counter.queries import SaleView
from app.counter.rules import METHOD_LABELS, Method, SaleValues
from app.invoices import actions as invoices
from app.invoices import queries as documents
from app.invoices.queries import InvoiceView
from app.law.queries import law_on
from app.receivables.queries import client_balance
from app.settings.queries import business
from app.web.forms import Form
from app.web.render import AnyRequest, fragment, page, redirect, wants_fragment

NO_CODE = {"label": "", "amount": "", "rate": ""}


@get("/counter")
async def counter(request: AnyRequest) -> Response[Any]:
    """The form; `client` chooses who buys; `product` and `pieces`, or `label`, `amount` and `rate`,
    come from a tile; `code` is scanned or typed: a barcode, or the number of an invoice to pay."""
    asked = Form.query(request, today())
    client_id = asked.whole("client", 1, 10**9, required=False)
    client = await clients.maybe_client(client_id) if client_id else None
    code = asked.text("code", max=60)
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
    return await page(
        request,
        "counter/counter.html",
        status=status,
        form=form,
        client=client,
        balance=await client_balance(client.id, today()) if client else None,
        key=form.value("key", secrets.token_urlsafe(18)),
        **await _tiles(charged),
        scan=asked if asked.findings else Form.blank(today()),
        product=product,
        pieces=pieces,
        beside=rules.beside(pieces),
        rates=rates,
        tapped=tap,
        default_rate=tap["rate"] or str(charged[0]),
        methods={method.value: METHOD_LABELS[method] for method in Method},
        last=await queries.last_sales(),
        today=today(),
    )


async def _tiles(charged: tuple[int, ...]) -> dict[str, Any]:
    """The shelf, and what was sold lately that does not stand on it."""
    shelf = [each for each in await catalogue.tiles() if each.vat_rate in charged]
    names = {each.name for each in shelf}
    lately = [each for each in await queries.tiles() if each.label not in names]
    return {"shelf": shelf, "tiles": lately}


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
    """Sell; the same page again shows the sale that it has made."""
    form = await Form.read(request, today())
    client_id = form.whole("client", 1, 10**9, required=False)
    try:
        values = SaleValues(
            key=form.text("key", max=rules.KEY_LENGTH),
            label=form.text("label", required=True, max=200),
            amount=form.amount("amount"),
            vat_rate=form.whole("rate", 0, 10_000),
            method=form.choice("method", Method),
            client_id=client_id,
            given=form.amount("given", required=False),
            product=form.whole("product", 1, 10**9, required=False),
            pieces=form.whole("pieces", 1, rules.MOST_PIECES, required=False) or 1,
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


@get("/counter/{sale_id:int}")
async def sold(request: AnyRequest, sale_id: FromPath[int]) -> Response[Any]:
    """Sold: the number, the change, the QR code, the receipt to print or to send."""
    return await _sold(request, await _found(sale_id), Form.blank(today()))


async def _found(sale_id: int) -> SaleView:
    try:
        return await queries.sale(sale_id)
    except Refused as refused:
        raise NotFoundException from refused


async def _sold(
    request: AnyRequest, sale: SaleView, form: Form, status: int = 200
) -> Response[Any]:
    shop = await business()
    given = Form.query(request, today()).whole("given", 1, rules.CASH_LIMIT * 10, required=False)
    left = (await documents.invoice(sale.invoice_id)).open
    qr = transfer(shop.name, shop.iban, shop.bic, left, sale.number) if left > 0 else None
    return await page(
        request,
        "counter/sold.html",
        status=status,
        sale=sale,
        form=form,
        qr=qr,
        is_paid=left <= 0,
        sendings=len(await documents.sendings(sale.invoice_id)),
        iban=shop.iban,
        method=METHOD_LABELS[sale.method],
        change=rules.change(sale.total, given) if sale.method is Method.CASH else None,
    )


@post("/counter/{sale_id:int}/sending")
async def send(request: AnyRequest, sale_id: FromPath[int]) -> Response[Any]:
    """Send the invoice by e-mail, to the address given."""
    form = await Form.read(request, today())
    sale = await _found(sale_id)
    try:
        to = form.email("to", required=True)
        after = form.whole("after", 0, 10_000)
        form.check()
        await invoices.send(sale.invoice_id, at=now(), by=request.user.email, to=to, after=after)
    except Refused as refused:
        return await _sold(request, sale, form.refused(refused), status=422)
    await nudge(Job.SEND_MESSAGES)
    return await redirect(
        request,
        f"/counter/{sale_id}",
        flash="%(number)s goes to %(to)s.",
        number=sale.number,
        to=to,
    )


ROUTES: list[ControllerRouterHandler] = [counter, choose, sell, sold, send]
