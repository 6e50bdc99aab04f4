"""One document: what it says, how it stands, and what can be done with it."""

import secrets
from typing import Any

from litestar import Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from app.accounting.queries import fiscal_years
from app.adapters import files
from app.auth.queries import names, timeline
from app.clients.queries import address_for
from app.clock import now, today
from app.disputes.queries import dispute_mark, planned
from app.invoices import actions, queries, rules
from app.invoices.pages.words import (
    OPINIONS,
    SENDING_TONES,
    SENDINGS,
    TONES,
    situation_word,
    word,
)
from app.invoices.queries import InvoiceView
from app.invoices.rules.retention import retention
from app.links.queries import token_for
from app.web.download import attachment, inline_pdf
from app.web.forms import Form
from app.web.render import AnyRequest, fragment, page
from app.web.timeline import told

PDF = "application/pdf"


@get("/invoices/{invoice_id:int}")
async def show(request: AnyRequest, invoice_id: FromPath[int]) -> Response[Any]:
    """A draft or an issued document."""
    return await shown(request, invoice_id, Form.blank(today()))


async def shown(
    request: AnyRequest, invoice_id: int, form: Form, status: int = 200
) -> Response[Any]:
    """The page of a document, with the faults of what was asked of it."""
    view = await found(invoice_id)
    on = today()
    token = None if view.is_draft else await token_for("invoice", invoice_id)
    return await page(
        request,
        "invoices/show.html",
        status=status,
        form=form,
        invoice=view,
        situation=view.situation(on),
        contested=await dispute_mark(invoice_id) if view.open > 0 else None,
        plan=(await planned(view.client_id)).get(invoice_id) if view.open > 0 else None,
        related=await queries.related(view),
        key=secrets.token_urlsafe(12),
        early=rules.early_discount(view.discount_rate, view.discount_days, view.issued_on or on),
        readiness=await queries.readiness(invoice_id, on) if view.is_draft else None,
        email=await address_for(view.client_id),
        sendings=await queries.sendings(invoice_id),
        electronic=await queries.electronic(invoice_id),
        opinions=OPINIONS,
        link=f"/p/{token}" if token else None,
        items=told(
            await timeline("invoice", invoice_id),
            now(),
            here=f"/invoices/{invoice_id}",
            names=await names(),
        ),
        today=on,
        kept_until=retention(view.issued_on, await fiscal_years()) if view.issued_on else None,
        kind=word(view.kind, view.purpose),
        situation_word=situation_word,
        tones=TONES,
        sending_states=SENDINGS,
        sending_tones=SENDING_TONES,
    )


@get("/invoices/{invoice_id:int}/rendering")
async def rendering(request: AnyRequest, invoice_id: FromPath[int]) -> Response[Any]:
    """Whether the PDF is there: the part of the page that asks again until it is."""
    return await fragment(
        request,
        "invoices/_rendering.html",
        invoice=await found(invoice_id),
        electronic=await queries.electronic(invoice_id),
        opinions=OPINIONS,
    )


@get("/invoices/{invoice_id:int}/pdf")
async def pdf(request: AnyRequest, invoice_id: FromPath[int]) -> Response[bytes]:
    """The kept bytes, to look at, or with `save=1` to keep; with `copy=1` a marked duplicate."""
    view = await found(invoice_id)
    if view.rendering is None or view.rendering.sha256 is None or view.number is None:
        raise NotFoundException
    data, name = files.read(view.rendering.sha256), f"{view.number.replace('/', '-')}.pdf"
    if request.query_params.get("copy"):
        copy = await actions.duplicate_of(data, view.language)
        return attachment(copy, name.replace(".pdf", "-duplicata.pdf"), PDF)
    if request.query_params.get("save"):
        return attachment(data, name, PDF)
    return inline_pdf(data, name)


@get("/invoices/{invoice_id:int}/preview.pdf")
async def preview(request: AnyRequest, invoice_id: FromPath[int]) -> Response[bytes]:
    """A draft as it would look if it were issued today, marked as a draft; nothing is kept."""
    view = await found(invoice_id)
    if not view.is_draft:
        raise NotFoundException
    document = await queries.preview(invoice_id, today())
    return inline_pdf(await actions.pdf_of(document), document.filename)


async def found(invoice_id: int) -> InvoiceView:
    """The document, or 404."""
    view = await queries.maybe_invoice(invoice_id)
    if view is None:
        raise NotFoundException
    return view


ROUTES: list[ControllerRouterHandler] = [show, rendering, pdf, preview]
