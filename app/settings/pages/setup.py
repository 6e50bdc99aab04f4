"""The set-up: the first visit makes the owner's account and the business, on one page."""

from dataclasses import replace
from typing import Any

from litestar import Response, get, post
from litestar.types import ControllerRouterHandler

from app.auth import queries as auth_queries
from app.auth.guards import PUBLIC
from app.auth.pages import cookie
from app.auth.rules import Actor, check_password
from app.clock import now, today
from app.core import identifiers
from app.core.errors import Refused
from app.settings import actions, queries
from app.settings.pages import forms
from app.settings.rules import (
    Business,
    VatRegime,
    blank_business,
    checked,
    french_vat_number,
)
from app.web.forms import Form
from app.web.render import AnyRequest, page, redirect


@get("/setup", opt=PUBLIC)
async def set_up_page(request: AnyRequest) -> Response[Any]:
    """Open to anybody until there is an owner; then to the owner, while there is no business."""
    if (elsewhere := await _elsewhere(request.user)) is not None:
        return await redirect(request, elsewhere)
    return await _show(request, Form.blank(today()))


@post("/setup", opt=PUBLIC)
async def set_up(request: AnyRequest) -> Response[Any]:
    """Make the business and, at the first visit, the owner's account, who is then signed in."""
    if (elsewhere := await _elsewhere(request.user)) is not None:
        return await redirect(request, elsewhere)
    form = await Form.read(request, today())
    try:
        owner = None if request.user else _owner(form)
        business = replace(blank_business(now()), **_business(form))
        forms.judge(form, lambda: checked(business))
        form.check()
        token = await _make(request, business, owner)
    except Refused as refused:
        return await _show(request, form.refused(refused), status=422)
    answer = await redirect(request, "/")
    return cookie.give(answer, token) if token else answer


async def _make(request: AnyRequest, business: Business, owner: actions.Owner | None) -> str | None:
    address, agent = cookie.origin(request)
    by = owner.email if owner else request.user.email
    return await actions.set_up(business, owner, address=address, agent=agent, at=now(), by=by)


async def _elsewhere(actor: Actor | None) -> str | None:
    """Where to go when there is nothing to set up, or not by this visitor."""
    if await queries.maybe_business() is not None:
        return "/"
    if actor is None:
        return "/sign-in?next=/" if await auth_queries.has_users() else None
    return None if actor.is_owner else "/account"


async def _show(request: AnyRequest, form: Form, status: int = 200) -> Response[Any]:
    return await page(
        request,
        "setup/setup.html",
        status,
        form=form,
        default=blank_business(now()),
        with_owner=request.user is None,
    )


def _owner(form: Form) -> actions.Owner:
    owner = actions.Owner(
        name=form.text("owner_name", required=True, max=120),
        email=form.email("owner_email", required=True),
        password=form.typed.get("password", ""),
    )
    if owner.password:
        forms.judge(form, lambda: check_password(owner.password, owner.email))
    else:
        form.fail("form.missing", "This must be filled in.", "password")
    return owner


def _business(form: Form) -> forms.Changes:
    values = (
        forms.identity(form)
        | forms.vat(form)
        | forms.bank(form)
        | forms.numbering(form)
        | forms.logo(form)
    )
    forms.judge_formats(form, values)
    if values["vat_regime"] == VatRegime.NORMAL.value and not values["vat_number"]:
        values["vat_number"] = _proposed(values["siren"])
    return values


def _proposed(siren: str) -> str:
    """The VAT number that goes with the SIREN typed; "" when that one is no SIREN."""
    try:
        kept = identifiers.siren(siren)
    except Refused:
        return ""
    return french_vat_number(kept) if kept else ""


ROUTES: list[ControllerRouterHandler] = [set_up_page, set_up]
