"""One's own account: name, language, password; open to every role."""

from typing import Any

from litestar import Response, get, post
from litestar.types import ControllerRouterHandler

from app.auth import actions
from app.auth.guards import PERSONAL
from app.auth.rules import Language
from app.clock import now, today
from app.core.errors import Refused
from app.web.forms import Form
from app.web.render import AnyRequest, page, redirect


@get("/account", opt=PERSONAL)
async def account(request: AnyRequest) -> Response[Any]:
    """Who I am here."""
    return await _show(request)


@post("/account", opt=PERSONAL)
async def change_account(request: AnyRequest) -> Response[Any]:
    """Change one's own name and language."""
    form = await Form.read(request, today())
    try:
        name = form.text("name", required=True, max=120)
        language = form.choice("language", Language).value
        form.check()
        await actions.change_account(request.user, name=name, language=language, at=now())
    except Refused as refused:
        return await _show(request, status=422, form=form.refused(refused))
    return await redirect(request, "/account", "Your account is saved.")


@post("/account/password", opt=PERSONAL)
async def change_password(request: AnyRequest) -> Response[Any]:
    """Change one's own password; the other browsers are signed out."""
    form = await Form.read(request, today())
    try:
        await actions.change_password(
            request.user,
            old=form.typed.get("old", ""),
            new=form.typed.get("new", ""),
            session_id=request.auth.session_id,
            at=now(),
        )
    except Refused as refused:
        status = 429 if refused.code == "auth.throttled" else 422
        return await _show(request, status=status, password=form.refused(refused))
    return await redirect(
        request, "/account", "Your password is changed; the other browsers are signed out."
    )


async def _show(
    request: AnyRequest, status: int = 200, form: Form | None = None, password: Form | None = None
) -> Response[Any]:
    blank = Form.blank(today())
    return await page(
        request, "auth/account.html", status, form=form or blank, password=password or blank
    )


ROUTES: list[ControllerRouterHandler] = [account, change_account, change_password]
