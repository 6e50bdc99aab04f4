"""Electronic invoicing: what is ready and what is not, and what became of each invoice."""

import secrets
from typing import Any

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from app.auth.guards import OWNER_ONLY
from app.clock import now, today
from app.core.errors import N_, Refused
from app.core.i18n import current_language, gettext
from app.einvoicing import actions, queries
from app.einvoicing.actions import Said
from app.einvoicing.rules import lifecycle
from app.einvoicing.rules import readiness as asked
from app.einvoicing.rules.lifecycle import Status
from app.invoices.queries import InvoiceView, maybe_invoice
from app.law.queries import all_values
from app.web.address import address
from app.web.forms import Form
from app.web.render import AnyRequest, fragment, page, redirect, wants_fragment

PATH = "/settings/e-invoicing"
DUTIES = ("einvoicing.receive", "einvoicing.issue")
# Where what the business lacks is entered; the platform is on the page itself.
MENDED = {
    asked.NO_VAT_NUMBER: "/settings/vat",
    asked.NO_PLATFORM: "#f-platform",
}
TONES = {
    **dict.fromkeys((Status.APPROVED, Status.CASHED, Status.COMPLETED), "good"),
    **dict.fromkeys((Status.DISPUTED, Status.SUSPENDED, Status.PARTLY_APPROVED), "ask"),
    **dict.fromkeys((Status.REFUSED, Status.REJECTED, Status.MISROUTED), "late"),
}


@get(PATH, opt=OWNER_ONLY)
async def readiness(request: AnyRequest) -> Response[Any]:
    """What the law asks and when, and who is not ready for it."""
    return await _readiness(request, Form.query(request, today()))


@post(PATH, opt=OWNER_ONLY)
async def note_platform(request: AnyRequest) -> Response[Any]:
    """Keep the name of the approved platform."""
    form = await Form.read(request, today())
    name = form.text("platform", max=80)
    try:
        form.check()
        await actions.note_platform(name, at=now(), by=request.user.email)
    except Refused as refused:
        return await _readiness(request, form.refused(refused), status=422)
    return await redirect(request, PATH, N_("The platform is noted."))


async def _readiness(request: AnyRequest, form: Form, status: int = 200) -> Response[Any]:
    number = form.whole("page", 1, 100_000, required=False) or 1
    ready = await queries.ready(number)
    pages = max(1, -(-ready.unready // queries.PAGE))
    values = {each.key: each for each in reversed(await all_values()) if each.key in DUTIES}
    return await page(
        request,
        "einvoicing/readiness.html",
        status=status,
        form=form,
        ready=ready,
        today=today(),
        duties=[values[key] for key in DUTIES if key in values],
        language=current_language(),
        mended=MENDED,
        pager={
            "number": number,
            "pages": pages,
            "previous": address(PATH, {}, page=number - 1) if number > 1 else None,
            "next": address(PATH, {}, page=number + 1) if number < pages else None,
        },
    )


async def _found(invoice_id: int) -> InvoiceView:
    view = await maybe_invoice(invoice_id)
    if view is None or view.number is None:
        raise NotFoundException
    return view


@get("/invoices/{invoice_id:int}/statuses")
async def statuses(request: AnyRequest, invoice_id: FromPath[int]) -> Response[Any]:
    """What platforms and the client said of it: a hole of its page, whole without scripts."""
    return await _statuses(request, invoice_id, Form.blank(today()))


@post("/invoices/{invoice_id:int}/statuses")
async def note_status(request: AnyRequest, invoice_id: FromPath[int]) -> Response[Any]:
    """Record one; the same form twice is one."""
    form = await Form.read(request, today())
    said = Said(
        form.choice("status", Status),
        form.day("happened_on"),
        form.text("key", max=40) or secrets.token_urlsafe(12),
        form.text("reason", max=20),
        form.text("note", max=500, lines=True),
        form.amount("amount", required=False),
    )
    try:
        form.check()
        await actions.note_status(invoice_id, said, today=today(), at=now(), by=request.user.email)
    except Refused as refused:
        return await _statuses(request, invoice_id, form.refused(refused), status=422)
    return await redirect(request, f"/invoices/{invoice_id}", N_("The status is recorded."))


async def _statuses(
    request: AnyRequest, invoice_id: int, form: Form, status: int = 200
) -> Response[Any]:
    context: dict[str, Any] = {
        "invoice": await _found(invoice_id),
        "form": form,
        "statuses": await queries.statuses(invoice_id),
        "labels": lifecycle.LABELS,
        "statuses_offered": [
            (each.value, f"{each.value} · {gettext(label)}")
            for each, label in lifecycle.LABELS.items()
        ],
        "reasons_offered": [(code, gettext(text)) for code, text in lifecycle.REASONS.items()],
        "reasons": lifecycle.REASONS,
        "told": lifecycle.TOLD,
        "final": lifecycle.FINAL,
        "tones": TONES,
        "key": form.typed.get("key") or secrets.token_urlsafe(12),
        "alone": not wants_fragment(request),
        "today": today(),
    }
    if wants_fragment(request):
        return await fragment(request, "einvoicing/_statuses.html", **context)
    return await page(request, "einvoicing/statuses.html", status=status, **context)


ROUTES: list[ControllerRouterHandler] = [readiness, note_platform, statuses, note_status]
