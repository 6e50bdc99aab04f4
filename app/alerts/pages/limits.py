"""How much a client may owe: a part of its card."""

from typing import Any

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from app.alerts import actions, queries
from app.clients.queries import ClientView, maybe_client
from app.clock import now, today
from app.core.errors import N_, Refused
from app.web.forms import Form
from app.web.render import AnyRequest, fragment, page, redirect, wants_fragment

_PATH = "/clients/{client_id:int}/limit"


@get(_PATH)
async def limit(request: AnyRequest, client_id: FromPath[int]) -> Response[Any]:
    """The limit of a client, and the form that changes it; whole without scripts."""
    return await _shown(request, await _found(client_id), Form.blank(today()))


@post(_PATH)
async def change(request: AnyRequest, client_id: FromPath[int]) -> Response[Any]:
    """Say how much; an empty amount is no limit."""
    client = await _found(client_id)
    form = await Form.read(request, today())
    cents = form.amount("limit", required=False)
    try:
        form.check()
        await actions.set_limit(client_id, cents, at=now(), by=request.user.email)
    except Refused as refused:
        return await _shown(request, client, form.refused(refused))
    said = N_("You are alerted when this client owes more.")
    if cents is None:
        said = N_("This client has no limit any more.")
    return await redirect(request, f"/clients/{client_id}", said)


async def _found(client_id: int) -> ClientView:
    client = await maybe_client(client_id)
    if client is None:
        raise NotFoundException
    return client


async def _shown(request: AnyRequest, client: ClientView, form: Form) -> Response[Any]:
    context: dict[str, Any] = {
        "client": client,
        "form": form,
        "cents": await queries.limit_of(client.id),
    }
    if wants_fragment(request) and not form.findings:
        return await fragment(request, "alerts/_limit.html", **context)
    status = 422 if form.findings else 200
    return await page(request, "alerts/limit.html", status=status, **context)


ROUTES: list[ControllerRouterHandler] = [limit, change]
