"""Signing in and out."""

from typing import Any

from litestar import Response, get, post
from litestar.types import ControllerRouterHandler

from app.auth import actions
from app.auth.guards import COOKIE, PUBLIC
from app.auth.pages import cookie
from app.auth.rules import local_path
from app.clock import now, today
from app.core.errors import Refused
from app.web.forms import Form
from app.web.render import AnyRequest, page, redirect


@get("/sign-in", opt=PUBLIC)
async def sign_in_page(request: AnyRequest) -> Response[Any]:
    """The form; someone who is signed in already goes on."""
    wanted = local_path(request.query_params.get("next", "/"))
    if request.user is not None:
        return await redirect(request, wanted)
    return await page(request, "auth/sign_in.html", form=Form.blank(today()), next=wanted)


@post("/sign-in", opt=PUBLIC)
async def sign_in(request: AnyRequest) -> Response[Any]:
    """Open a session, with a new token whatever the browser came with."""
    form = await Form.read(request, today())
    wanted = local_path(form.typed.get("next", "/"))
    try:
        email = form.email("email", required=True)
        form.check()
        address, agent = cookie.origin(request)
        token = await actions.sign_in(
            email,
            form.typed.get("password", ""),
            address=address,
            agent=agent,
            leaving=request.cookies.get(COOKIE),
            at=now(),
        )
    except Refused as refused:
        status = 429 if refused.code == "auth.throttled" else 422
        return await page(
            request, "auth/sign_in.html", status, form=form.refused(refused), next=wanted
        )
    return cookie.give(await redirect(request, wanted), token)


@post("/sign-out", opt=PUBLIC)
async def sign_out(request: AnyRequest) -> Response[Any]:
    """End this session; without one, nothing."""
    await actions.sign_out(request.cookies.get(COOKIE, ""))
    return cookie.take(await redirect(request, "/sign-in"))


ROUTES: list[ControllerRouterHandler] = [sign_in_page, sign_in, sign_out]
