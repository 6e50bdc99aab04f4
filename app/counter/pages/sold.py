"""What was sold: its number, the change, the QR code; sent by e-mail."""

from typing import Any

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from app.adapters.qr import address as qr_of
from app.adapters.qr import transfer
from app.adapters.queue import Job, nudge
from app.clock import ZONE, now, today
from app.config import config
from app.core.errors import N_, Refused
from app.core.i18n import gettext
from app.counter import actions, queries, rules
from app.counter.queries import SaleView
from app.counter.rules import METHOD_LABELS, Method
from app.invoices import actions as invoices
from app.invoices import queries as documents
from app.links.queries import token_for
from app.messages import queries as messages
from app.payments.queries.cards import last_checkout, provider_of
from app.settings.queries import business
from app.settings.rules import Business
from app.web.download import inline_pdf
from app.web.forms import Form
from app.web.render import AnyRequest, page, redirect

WHATS = {"ticket": N_("The ticket"), "invoice": N_("The invoice")}


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
    payments = await queries.payments_of(sale.id)
    left = (await documents.invoice(sale.invoice_id)).open
    qr = transfer(shop.name, shop.iban, shop.bic, left, sale.number) if left > 0 else None
    card = await _card_address(request, sale, shop) if left > 0 else None
    last_card = await last_checkout(sale.invoice_id) if card else None
    return await page(
        request,
        "counter/sold.html",
        status=status,
        sale=sale,
        form=form,
        qr=qr,
        card=card,
        card_qr=qr_of(card) if card else None,
        last_card=last_card,
        card_until=last_card.until.astimezone(ZONE) if last_card else None,
        whats=[(name, gettext(label)) for name, label in WHATS.items()],
        is_paid=left <= 0,
        sendings=await _sendings(sale),
        iban=shop.iban,
        payments=[(METHOD_LABELS[method], cents) for method, cents in payments],
        change=rules.change(dict(payments).get(Method.CASH, 0), given),
    )


async def _card_address(request: AnyRequest, sale: SaleView, shop: Business) -> str | None:
    """Where the client pays by card on a phone of their own; None where cards are not taken."""
    token = await token_for("invoice", sale.invoice_id) if provider_of(shop) else None
    base = config().base_url or str(request.base_url).rstrip("/")
    return f"{base}/p/{token}" if token else None


async def _sendings(sale: SaleView) -> int:
    """How many messages have been asked for, so that one form is one message."""
    tickets = await messages.of_cause("sale", sale.id)
    return len(await documents.sendings(sale.invoice_id)) + len(tickets)


@post("/counter/{sale_id:int}/sending")
async def send(request: AnyRequest, sale_id: FromPath[int]) -> Response[Any]:
    """Send the ticket or the invoice by e-mail, to the address given."""
    form = await Form.read(request, today())
    sale = await _found(sale_id)
    try:
        to = form.email("to", required=True)
        after = form.whole("after", 0, 10_000)
        what = form.text("what", max=10) or "invoice"
        form.check()
        by = request.user.email
        if what == "ticket":
            await actions.send_ticket(sale.id, to=to, after=after, at=now(), by=by)
        else:
            of_invoice = after - len(await messages.of_cause("sale", sale.id))
            await invoices.send(sale.invoice_id, at=now(), by=by, to=to, after=max(of_invoice, 0))
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


@post("/counter/{sale_id:int}/ticket", status_code=200)
async def ticket(request: AnyRequest, sale_id: FromPath[int]) -> Response[Any]:
    """The ticket to print; every one after the first is marked as a duplicate."""
    sale = await _found(sale_id)
    try:
        n = await actions.note_ticket(sale.id, at=now(), by=request.user.email)
        data = await actions.ticket_pdf(sale.id, n)
    except Refused as refused:
        return await _sold(request, sale, Form.blank(today()).refused(refused), status=422)
    return inline_pdf(data, f"ticket-{sale.number.replace('/', '-')}.pdf")


ROUTES: list[ControllerRouterHandler] = [sold, send, ticket]
