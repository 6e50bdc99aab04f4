"""One invoice in doubt: how it stands, what was done, and why; the part of the invoice's page."""

from typing import Any

from litestar import Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from app.clock import today
from app.core.errors import Refused
from app.doubtful import actions, queries, rules
from app.invoices import queries as invoices
from app.invoices.queries import InvoiceView
from app.payments import queries as payments
from app.web.download import inline_pdf
from app.web.errors import on_refused
from app.web.render import AnyRequest, fragment, page


@get("/doubtful/{invoice_id:int}")
async def show(request: AnyRequest, invoice_id: FromPath[int]) -> Response[Any]:
    """How it stands and what can be decided."""
    return await page(request, "doubtful/show.html", **await context(await found(invoice_id)))


@get("/invoices/{invoice_id:int}/doubtful")
async def of_invoice(request: AnyRequest, invoice_id: FromPath[int]) -> Response[Any]:
    """What stands of it on 416, for the page of the invoice."""
    there = await found(invoice_id)
    return await fragment(request, "doubtful/of_invoice.html", **await context(there))


@get("/doubtful/losses/{write_off_id:int}/duplicate.pdf")
async def duplicate(request: AnyRequest, write_off_id: FromPath[int]) -> Response[Any]:
    """The overprinted duplicate of a final loss by which VAT was had back."""
    try:
        name, data = await actions.duplicate(write_off_id)
    except Refused as refused:
        if refused.code == "payments.no_write_off":
            raise NotFoundException from refused
        return on_refused(request, refused)
    return inline_pdf(data, name)


async def found(invoice_id: int) -> InvoiceView:
    """The issued invoice of an address, or 404."""
    there = await invoices.maybe_invoice(invoice_id)
    if there is None or there.is_draft or there.is_credit_note:
        raise NotFoundException
    return there


async def context(there: InvoiceView) -> dict[str, Any]:
    """What both pages tell of it."""
    case = await queries.case(there.id)
    losses = await payments.write_offs_of(there.id)
    return {
        "invoice": there,
        "standing": case.standing,
        "moves": case.moves,
        "labels": rules.KIND_LABELS,
        "evidence": await queries.evidence_of(there.id, today()),
        "duplicates": [each for each in losses if each.recovered and each.undone_on is None],
        "may_be": there.open > 0 and not there.is_deposit,
    }


ROUTES: list[ControllerRouterHandler] = [show, of_invoice, duplicate]
