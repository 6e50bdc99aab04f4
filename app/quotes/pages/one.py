"""One quote: what it says, how it stands, its answer with the evidence, its story."""

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
from app.invoices.rules.retention import Retention, retention
from app.links.queries import token_for
from app.messages import queries as messages
from app.messages.pages.words import STATES, TONES
from app.quotes import actions, queries
from app.quotes.pages.typed import entries_of
from app.quotes.queries import QuoteView
from app.quotes.rules import Becomes, Standing
from app.web.download import attachment, inline_pdf
from app.web.forms import Form
from app.web.render import AnyRequest, fragment, page
from app.web.timeline import told

PDF = "application/pdf"


@get("/quotes/{quote_id:int}")
async def show(request: AnyRequest, quote_id: FromPath[int]) -> Response[Any]:
    """A draft or a sent quote."""
    return await shown(request, quote_id, Form.blank(today()))


async def shown(request: AnyRequest, quote_id: int, form: Form, status: int = 200) -> Response[Any]:
    """The page of a quote, with the faults of what was asked of it."""
    view, on = await found(quote_id), today()
    token = await token_for("quote", quote_id) if view.is_sent else None
    return await page(
        request,
        "quotes/show.html",
        status=status,
        form=form,
        quote=view,
        standing=view.standing(on),
        standings=Standing,
        outcomes=Becomes,
        email=await address_for(view.client_id),
        sendings=await messages.of_cause("quote", quote_id),
        sending_states=STATES,
        sending_tones=TONES,
        link=f"/q/{token}" if token else None,
        keep=await _kept(view),
        entries=entries_of(view.values, view.chosen_lines, view.charges_vat, on)
        if view.result is None
        else [],
        today=on,
        items=told(
            await timeline("quote", quote_id),
            now(),
            here=f"/quotes/{quote_id}",
            names=await names(),
        ),
    )


async def _kept(view: QuoteView) -> Retention | None:
    """How long a sent quote must be kept: counted from its answer, where it has one."""
    day = view.answer.on if view.answer else view.sent_on
    return retention(day, await fiscal_years()) if day else None


@get("/quotes/{quote_id:int}/rendering")
async def rendering(request: AnyRequest, quote_id: FromPath[int]) -> Response[Any]:
    """Whether the PDF is there: the part of the page that asks again until it is."""
    return await fragment(request, "quotes/_rendering.html", quote=await found(quote_id))


@get("/quotes/{quote_id:int}/pdf")
async def pdf(request: AnyRequest, quote_id: FromPath[int]) -> Response[bytes]:
    """The kept bytes, to look at, or with `save=1` to keep; a draft as it would look."""
    view = await found(quote_id)
    if view.is_draft:
        return inline_pdf(await actions.pdf_of(view), view.filename)
    if view.pdf is None or view.pdf.sha256 is None:
        raise NotFoundException
    data = files.read(view.pdf.sha256)
    if request.query_params.get("save"):
        return attachment(data, view.filename, PDF)
    return inline_pdf(data, view.filename)


@get("/quotes/{quote_id:int}/evidence")
async def evidence(request: AnyRequest, quote_id: FromPath[int]) -> Response[bytes]:
    """The evidence file of the answer, byte for byte."""
    view = await found(quote_id)
    if view.answer is None:
        raise NotFoundException
    data = files.read(view.answer.evidence_sha256)
    return attachment(data, f"{view.number}-preuve.json", "application/json")


async def found(quote_id: int) -> QuoteView:
    """The quote, or 404."""
    view = await queries.maybe_quote(quote_id)
    if view is None:
        raise NotFoundException
    return view


ROUTES: list[ControllerRouterHandler] = [show, rendering, pdf, evidence]
