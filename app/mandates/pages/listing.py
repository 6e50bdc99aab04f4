"""Mandates as a list, those of a client, and the form of a new one."""

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from app.adapters.queue import Job, nudge
from app.clients.queries import address_for, maybe_client, search
from app.clock import now, today
from app.core.errors import N_, Refused
from app.core.i18n import gettext
from app.mandates import actions, queries, rules
from app.mandates.rules import MandateValues, Recurrence, Scheme
from app.web.forms import Form
from app.web.render import AnyRequest, fragment, page, redirect, wants_fragment

PATH = "/debits/mandates"


@get(PATH)
async def mandates(request: AnyRequest) -> Response[Any]:
    """Every mandate, and how it stands today."""
    return await page(request, "mandates/list.html", **_words(await queries.list_mandates()))


@get("/clients/{client_id:int}/mandates")
async def of_client(request: AnyRequest, client_id: FromPath[int]) -> Response[Any]:
    """The mandates of one client, to fill a hole in the card; whole without scripts."""
    context = _words(await queries.of_client(client_id)) | {"client": await maybe_client(client_id)}
    if wants_fragment(request):
        return await fragment(request, "mandates/_of_client.html", **context)
    return await page(request, "mandates/of_client.html", **context)


@get(f"{PATH}/new")
async def new(request: AnyRequest) -> Response[Any]:
    """The form of a new mandate; `client` in the address is whose."""
    client_id = Form.query(request, today()).whole("client", 1, 10**9, required=False)
    return await _form(request, client_id, Form.blank(today()))


@post(PATH)
async def create(request: AnyRequest) -> Response[Any]:
    """Make it, and send it to be signed when the box is ticked."""
    form = await Form.read(request, today())
    client_id = form.whole("client", 1, 10**9, required=False)
    try:
        if client_id is None or await maybe_client(client_id) is None:
            form.fail("mandates.no_client", "Choose the client.", "client")
        values = MandateValues(
            client_id=client_id or 0,
            name=form.text("name", required=True, max=70),
            iban=form.text("iban", max=50),
            scheme=form.choice("scheme", Scheme),
            recurrence=form.choice("recurrence", Recurrence),
            reference=form.text("reference", max=rules.MAX_REFERENCE),
        )
        send, to = form.flag("send"), form.email("to")
        form.check()
        mandate_id = await actions.create(
            values, on=today(), at=now(), by=request.user.email, send=send, to=to or None
        )
    except Refused as refused:
        return await _form(request, client_id, form.refused(refused), status=422)
    if send:
        await nudge(Job.SEND_MESSAGES)
    said = N_("The mandate will be sent to be signed.") if send else N_("Mandate made.")
    return await redirect(request, f"{PATH}/{mandate_id}", said)


async def _form(
    request: AnyRequest, client_id: int | None, form: Form, status: int = 200
) -> Response[Any]:
    client = await maybe_client(client_id) if client_id else None
    return await page(
        request,
        "mandates/new.html",
        status=status,
        form=form,
        client=client,
        clients=[(each.id, each.name) for each in await search("", limit=500)],
        email=await address_for(client.id) if client else "",
        creditor=await queries.creditor(),
        schemes=[(key.value, gettext(label)) for key, label in rules.SCHEMES.items()],
        recurrences=[(key.value, gettext(label)) for key, label in rules.RECURRENCES.items()],
    )


def _words(found: list[queries.MandateView]) -> dict[str, Any]:
    on = today()
    return {
        "mandates": [(each, each.standing(on), each.lapses_soon(on)) for each in found],
        "standings": rules.STANDINGS,
        "tones": rules.TONES,
        "schemes": rules.SCHEMES,
    }


ROUTES: list[ControllerRouterHandler] = [mandates, of_client, new, create]
