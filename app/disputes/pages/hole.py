"""What a client said, as a part of the client's card and of an invoice's page."""

from typing import Any

from litestar import Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from app.clients.queries import maybe_client
from app.clock import today
from app.disputes import queries
from app.disputes.pages.listing import labels
from app.disputes.queries import AnswerView, PlanView
from app.invoices.queries import maybe_invoice
from app.web.render import AnyRequest, fragment, page, wants_fragment

_SHOWN = 5


@get("/clients/{client_id:int}/answers")
async def of_client(request: AnyRequest, client_id: FromPath[int]) -> Response[Any]:
    """What this client said, the newest first; whole without scripts."""
    client = await maybe_client(client_id)
    if client is None:
        raise NotFoundException
    found = await queries.answers_of(client_id, today())
    return await _answer(
        request, found, f"/clients/{client_id}", client.name, f"client={client_id}", True
    )


@get("/invoices/{invoice_id:int}/answers")
async def of_invoice(request: AnyRequest, invoice_id: FromPath[int]) -> Response[Any]:
    """What was said about this invoice, the newest first; whole without scripts."""
    view = await maybe_invoice(invoice_id)
    if view is None or view.is_draft:
        raise NotFoundException
    found = await queries.answers_about(invoice_id, today())
    asked = f"client={view.client_id}&invoice={invoice_id}"
    is_open = view.open > 0 and not view.is_credit_note
    running = await queries.plan_running(invoice_id, today())
    return await _answer(
        request, found, f"/invoices/{invoice_id}", view.title, asked, is_open, running
    )


async def _answer(
    request: AnyRequest,
    found: list[AnswerView],
    back: str,
    name: str,
    asked: str,
    is_open: bool,
    running: PlanView | None = None,
) -> Response[Any]:
    context: dict[str, Any] = {
        "alone": not wants_fragment(request),
        "back": back,
        "name": name,
        "asked": asked,
        "is_open": is_open,
        "running": running,
        "said": found if not wants_fragment(request) else found[:_SHOWN],
        "more": wants_fragment(request) and len(found) > _SHOWN,
        **labels(),
    }
    if wants_fragment(request):
        return await fragment(request, "disputes/_of_one.html", **context)
    return await page(request, "disputes/of_one.html", **context)


ROUTES: list[ControllerRouterHandler] = [of_client, of_invoice]
