"""Whether a contract or an invoice is paid by direct debit: a hole in its page."""

from typing import Any

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from app.adapters.queue import Job, nudge
from app.clock import now, today
from app.contracts.queries import contract
from app.core.errors import N_, Refused
from app.debits import actions, queries
from app.debits.queries.preview import why_not
from app.invoices.queries import maybe_invoice
from app.web.forms import Form
from app.web.render import AnyRequest, fragment, page, redirect, wants_fragment

_PATH = "/debits/of/{kind:str}/{subject_id:int}"


@get(_PATH)
async def of_subject(
    request: AnyRequest, kind: FromPath[str], subject_id: FromPath[int]
) -> Response[Any]:
    """What holds, and the button that changes it; whole without scripts."""
    client_id, is_settled = await _client(kind, subject_id)
    chosen = await queries.choice_of(kind, subject_id)
    reason = await why_not(client_id, today())
    context: dict[str, Any] = {
        "kind": kind,
        "subject_id": subject_id,
        "chosen": chosen,
        "reason": None if is_settled else reason,
        "is_settled": is_settled,
    }
    if wants_fragment(request):
        return await fragment(request, "debits/_of.html", **context)
    return await page(request, "debits/of.html", **context)


@post(_PATH)
async def choose(
    request: AnyRequest, kind: FromPath[str], subject_id: FromPath[int]
) -> Response[Any]:
    """Change it."""
    client_id, _ = await _client(kind, subject_id)
    form = await Form.read(request, today())
    wanted = form.flag("wanted")
    await actions.choose(
        kind, subject_id, wanted, client_id=client_id, at=now(), by=request.user.email
    )
    await nudge(Job.ANNOUNCE_DEBITS)
    said = N_("It will be paid by direct debit.") if wanted else N_("No direct debit any more.")
    return await redirect(request, f"/{kind}s/{subject_id}", said)


async def _client(kind: str, subject_id: int) -> tuple[int, bool]:
    """Whose it is, and whether nothing is left to be debited for it today."""
    if kind == "contract":
        try:
            return (await contract(subject_id)).values.client_id, False
        except Refused as refused:
            raise NotFoundException from refused
    invoice = await maybe_invoice(subject_id) if kind == "invoice" else None
    if invoice is None:
        raise NotFoundException
    return invoice.client_id, not invoice.is_draft and invoice.open <= 0


ROUTES: list[ControllerRouterHandler] = [of_subject, choose]
