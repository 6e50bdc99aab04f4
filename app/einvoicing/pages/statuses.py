"""What became of an invoice on its way, on its page; and the file that the platform may have."""

import secrets
from typing import Any

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from app.adapters.queue import Job, nudge
from app.clock import now, today
from app.core.errors import N_, Refused
from app.core.i18n import gettext
from app.einvoicing import actions, queries
from app.einvoicing.actions import Said
from app.einvoicing.rules import lifecycle
from app.einvoicing.rules.lifecycle import Status
from app.invoices.queries import InvoiceView, maybe_invoice
from app.web.forms import Form
from app.web.render import AnyRequest, fragment, page, redirect, wants_fragment

TONES = {
    **dict.fromkeys((Status.APPROVED, Status.CASHED, Status.COMPLETED), "good"),
    **dict.fromkeys((Status.DISPUTED, Status.SUSPENDED, Status.PARTLY_APPROVED), "ask"),
    **dict.fromkeys((Status.REFUSED, Status.REJECTED, Status.MISROUTED), "late"),
}


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
        "handing": await queries.handing_of(invoice_id),
        "labels": lifecycle.LABELS,
        "statuses_offered": [
            (each.value, f"{each.value} · {gettext(label)}")
            for each, label in lifecycle.LABELS.items()
        ],
        "reasons_offered": [(code, gettext(text)) for code, text in lifecycle.REASONS.items()],
        "reasons": lifecycle.REASONS,
        "sources": lifecycle.SOURCES,
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


@post("/invoices/{invoice_id:int}/handing")
async def settle_handing(request: AnyRequest, invoice_id: FromPath[int]) -> Response[Any]:
    """Say whether the file has arrived; else it is handed over again."""
    await _found(invoice_id)
    form = await Form.read(request, today())
    arrived = form.flag("arrived")
    try:
        form.check()
        await actions.decide(invoice_id, arrived=arrived, at=now(), by=request.user.email)
    except Refused as refused:
        return await _statuses(request, invoice_id, form.refused(refused), status=422)
    if not arrived:
        await nudge(Job.HAND_OVER)
    said = N_("The platform has it: noted.") if arrived else N_("It is handed over again.")
    return await redirect(request, f"/invoices/{invoice_id}", said)


ROUTES: list[ControllerRouterHandler] = [statuses, note_status, settle_handing]
