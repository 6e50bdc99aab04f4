"""A client's card: who they are, what they owe, how they pay, what was done for them."""

from collections.abc import Mapping
from operator import attrgetter
from typing import Any

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from app.auth.queries import client_timeline, users
from app.clients import actions, queries
from app.clients.queries import ClientView
from app.clients.rules import KIND_LABELS, ROLE_LABELS, Detail, Kind, Role
from app.clock import now, today
from app.core.errors import N_
from app.core.i18n import gettext
from app.portal.queries import opened_by
from app.web.forms import Form
from app.web.render import AnyRequest, fragment, page, redirect
from app.web.timeline import told

_SHOWN = 30
_ALL = 1_000


@get("/clients/{client_id:int}")
async def show(request: AnyRequest, client_id: FromPath[int]) -> Response[Any]:
    """The card; `contact` in the address is the one whose form is open."""
    edited = Form.query(request, today()).whole("contact", 1, 10**9, required=False)
    return await card_page(request, await found(client_id), Form.blank(today()), edited)


@get("/clients/{client_id:int}/timeline")
async def timeline(request: AnyRequest, client_id: FromPath[int]) -> Response[Any]:
    """All that was done for a client, as a fragment."""
    client = await found(client_id)
    return await fragment(
        request, "clients/_timeline.html", **(await _acts(client, _ALL)), client=client
    )


@post("/clients/{client_id:int}/archival")
async def archive(request: AnyRequest, client_id: FromPath[int]) -> Response[Any]:
    """Put the client out of the lists; the confirmation says how to bring it back."""
    client = await found(client_id)
    await actions.archive(client_id, at=now(), by=request.user.email)
    return await redirect(
        request, f"/clients/{client_id}", N_("%(name)s is archived."), name=client.name
    )


@post("/clients/{client_id:int}/restoration")
async def unarchive(request: AnyRequest, client_id: FromPath[int]) -> Response[Any]:
    """Bring the client back into the lists."""
    client = await found(client_id)
    await actions.unarchive(client_id, at=now(), by=request.user.email)
    return await redirect(
        request, f"/clients/{client_id}", N_("%(name)s is back in the lists."), name=client.name
    )


async def found(client_id: int) -> ClientView:
    """The client of an address, or 404."""
    client = await queries.maybe_client(client_id)
    if client is None:
        raise NotFoundException
    return client


async def card_page(
    request: AnyRequest, client: ClientView, form: Form, edited: int | None = None
) -> Response[Any]:
    """The card, with the form of a contact as it was typed; `edited` is the contact at fault."""
    return await page(
        request,
        "clients/card.html",
        status=422 if form.findings else 200,
        client=client,
        kinds=KIND_LABELS,
        **(await people_context(client, form, edited)),
        **(await _acts(client, _SHOWN)),
    )


async def people_context(
    client: ClientView, form: Form, edited: int | None = None
) -> dict[str, Any]:
    """What the fragment of the contacts needs."""
    return {
        "contacts": await queries.contacts(client.id),
        "roles": ROLE_LABELS,
        "role_options": options(ROLE_LABELS),
        "form": form,
        "edited": edited,
    }


def options(
    labels: Mapping[Kind, str] | Mapping[Role, str] | Mapping[Detail, str],
) -> list[tuple[str, str]]:
    """Choices as a form shows them: value, and label in the reader's language."""
    return [(key.value, gettext(label)) for key, label in labels.items()]


async def _acts(client: ClientView, limit: int) -> dict[str, Any]:
    found = [*await client_timeline(client.id, limit + 1), *await opened_by(client.id, limit + 1)]
    acts = sorted(found, key=attrgetter("at"), reverse=True)[: limit + 1]
    names = {each.email: each.name for each in await users()}
    return {
        "items": told(acts[:limit], now(), f"/clients/{client.id}", names),
        "more": len(acts) > limit,
    }


ROUTES: list[ControllerRouterHandler] = [show, timeline, archive, unarchive]
