"""How late an invoice is, what that costs and by which rule: a part of its page, and a page."""

from collections.abc import Iterable
from typing import Any

from litestar import Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from app.auth.queries import names
from app.clock import today
from app.core.i18n import current_language
from app.lateness import queries, rules
from app.lateness.queries import LateInvoice
from app.web.forms import Form
from app.web.render import AnyRequest, fragment, page, wants_fragment


@get("/invoices/{invoice_id:int}/lateness")
async def of_invoice(request: AnyRequest, invoice_id: FromPath[int]) -> Response[Any]:
    """The part of the invoice's page, or, alone, the whole working."""
    return await shown(request, invoice_id, Form.blank(today()))


async def shown(
    request: AnyRequest, invoice_id: int, form: Form, status: int = 200
) -> Response[Any]:
    """The same with what was typed of a waiver."""
    late = await found(invoice_id)
    context: dict[str, Any] = {
        "late": late,
        "lateness": late.lateness,
        "claims": await queries.claim_views([invoice_id]),
        "missing": missing([late]),
        "limit": (await queries.limits([invoice_id], today())).get(invoice_id),
        "rule": rules.rule(late.lateness.terms, current_language()),
        "names": await names(),
        "today": today(),
        "form": form,
        "alone": not wants_fragment(request) or bool(form.findings),
    }
    if wants_fragment(request) and not form.findings:
        return await fragment(request, "lateness/_of_invoice.html", **context)
    return await page(request, "lateness/of_invoice.html", status=status, **context)


async def found(invoice_id: int) -> LateInvoice:
    """The invoice, or 404."""
    late = await queries.late_invoice(invoice_id, today())
    if late is None:
        raise NotFoundException
    return late


def missing(found: Iterable[LateInvoice]) -> str:
    """The half-years whose rate is missing, each once, in words; "" when none is."""
    language = current_language()
    halves = sorted({day for late in found for day in late.lateness.missing})
    return ", ".join(rules.half_name(day, language) for day in halves)


ROUTES: list[ControllerRouterHandler] = [of_invoice]
