"""Insolvency proceedings on the card of a client: read, recorded, over."""

import secrets
from typing import Any

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from app.clients.queries import ClientView, maybe_client
from app.clock import now, today
from app.core.errors import Refused
from app.core.i18n import gettext
from app.doubtful import actions, queries, rules
from app.doubtful.rules import Proceedings
from app.web.errors import on_refused
from app.web.forms import Form
from app.web.render import AnyRequest, fragment, page, redirect, wants_fragment


@get("/clients/{client_id:int}/proceedings")
async def of_client(request: AnyRequest, client_id: FromPath[int]) -> Response[Any]:
    """What there is, and the form; to fill a hole in the card, whole without scripts."""
    client = await _client(client_id)
    if wants_fragment(request):
        return await fragment(
            request, "doubtful/_proceedings.html", **await _context(client, Form.blank(today()))
        )
    return await _page(request, client, Form.blank(today()))


@post("/clients/{client_id:int}/proceedings")
async def record(request: AnyRequest, client_id: FromPath[int]) -> Response[Any]:
    """Record what a court opened; the same form again changes nothing."""
    form, client = await Form.read(request, today()), await _client(client_id)
    try:
        kind = form.choice("kind", Proceedings)
        opened_on, published_on = form.day("opened_on"), form.day("published_on", required=False)
        note = form.text("note", max=500, lines=True)
        key = form.text("key", required=True, max=80)
        form.check()
        await actions.open_proceedings(
            client_id,
            kind,
            opened_on=opened_on,
            published_on=published_on,
            note=note,
            key=key,
            at=now(),
            by=request.user.email,
        )
    except Refused as refused:
        return await _page(request, client, form.refused(refused), status=422)
    return await redirect(request, f"/clients/{client_id}", "Proceedings recorded.")


@post("/doubtful/proceedings/{proceedings_id:int}/end")
async def end(request: AnyRequest, proceedings_id: FromPath[int]) -> Response[Any]:
    """They are over from today."""
    try:
        there = await queries.proceedings(proceedings_id)
    except Refused as refused:
        raise NotFoundException from refused
    try:
        await actions.end_proceedings(proceedings_id, on=today(), at=now(), by=request.user.email)
    except Refused as refused:
        return on_refused(request, refused)
    return await redirect(request, f"/clients/{there.client_id}", "These proceedings are over.")


async def _client(client_id: int) -> ClientView:
    client = await maybe_client(client_id)
    if client is None:
        raise NotFoundException
    return client


async def _context(client: ClientView, form: Form, alone: bool = False) -> dict[str, Any]:
    return {
        "client": client,
        "alone": alone,
        "form": form,
        "known": await queries.proceedings_of(client.id),
        "labels": rules.PROCEEDINGS,
        "kinds": [(each.value, gettext(label)) for each, label in rules.PROCEEDINGS.items()],
        "key": form.value("key", secrets.token_urlsafe(18)),
        "today": today(),
    }


async def _page(
    request: AnyRequest, client: ClientView, form: Form, status: int = 200
) -> Response[Any]:
    return await page(
        request,
        "doubtful/proceedings.html",
        status=status,
        **await _context(client, form, alone=True),
    )


ROUTES: list[ControllerRouterHandler] = [of_client, record, end]
