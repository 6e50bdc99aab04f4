"""The contacts on a client's card: added, changed, removed in place."""

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from app.clients import actions
from app.clients.pages.card import card_page, found, people_context
from app.clients.queries import ClientView
from app.clients.rules import ContactValues, Role
from app.clock import now, today
from app.core.errors import N_, Refused
from app.web.forms import Form
from app.web.render import AnyRequest, fragment, redirect, wants_fragment


@get("/clients/{client_id:int}/contacts")
async def contacts(request: AnyRequest, client_id: FromPath[int]) -> Response[Any]:
    """The contacts as a fragment; `contact` in the address is the one whose form is open."""
    client = await found(client_id)
    edited = Form.query(request, today()).whole("contact", 1, 10**9, required=False)
    context = await people_context(client, Form.blank(today()), edited)
    return await fragment(request, "clients/_contacts.html", client=client, **context)


@post("/clients/{client_id:int}/contacts")
async def add(request: AnyRequest, client_id: FromPath[int]) -> Response[Any]:
    """Add a person."""
    client = await found(client_id)
    form = await Form.read(request, today())
    try:
        values = _values(form)
        await actions.add_contact(client_id, values, at=now(), by=request.user.email)
    except Refused as refused:
        return await _answer(request, client, form.refused(refused))
    return await _answer(request, client, None, N_("Contact added."))


@post("/clients/{client_id:int}/contacts/{contact_id:int}")
async def change(
    request: AnyRequest, client_id: FromPath[int], contact_id: FromPath[int]
) -> Response[Any]:
    """Change a person."""
    client = await found(client_id)
    form = await Form.read(request, today())
    try:
        values = _values(form)
        await actions.change_contact(client_id, contact_id, values, at=now(), by=request.user.email)
    except Refused as refused:
        return await _answer(request, client, form.refused(refused), edited=contact_id)
    return await _answer(request, client, None, N_("Contact changed."))


@post("/clients/{client_id:int}/contacts/{contact_id:int}/removal")
async def remove(
    request: AnyRequest, client_id: FromPath[int], contact_id: FromPath[int]
) -> Response[Any]:
    """Remove a person; what was sent to them stays in the timeline."""
    client = await found(client_id)
    await actions.remove_contact(client_id, contact_id, at=now(), by=request.user.email)
    return await _answer(request, client, None, N_("Contact removed."))


async def _answer(
    request: AnyRequest,
    client: ClientView,
    form: Form | None,
    flash: str | None = None,
    edited: int | None = None,
) -> Response[Any]:
    """The contacts alone for htmx; else the card, or the way back to it when all went well."""
    if wants_fragment(request):
        context = await people_context(client, form or Form.blank(today()), edited)
        status = 422 if form else 200
        return await fragment(
            request, "clients/_contacts.html", status, flash=flash, client=client, **context
        )
    if form is None:
        return await redirect(request, f"/clients/{client.id}", flash)
    return await card_page(request, client, form, edited)


def _values(form: Form) -> ContactValues:
    role = form.choice("role", Role)
    values = ContactValues(
        name=form.typed.get("name", ""),
        role=role,
        email=form.typed.get("email", ""),
        phone=form.typed.get("phone", ""),
    )
    form.check()
    return values


ROUTES: list[ControllerRouterHandler] = [contacts, add, change, remove]
