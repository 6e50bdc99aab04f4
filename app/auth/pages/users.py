"""Who may sign in: added, given a role, a new password, put aside. The owner's alone."""

from collections.abc import Awaitable, Callable
from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from app.auth import actions, queries
from app.auth.guards import OWNER_ONLY
from app.auth.rules import ROLE_LABELS, Role
from app.clock import now, today
from app.core.errors import N_, Refused
from app.web.forms import Form
from app.web.render import AnyRequest, page, redirect

USERS = "/settings/users"


@get(USERS, opt=OWNER_ONLY)
async def users(request: AnyRequest) -> Response[Any]:
    """Everybody, and a form for one more."""
    return await _show(request, Form.blank(today()))


@post(USERS, opt=OWNER_ONLY)
async def add_user(request: AnyRequest) -> Response[Any]:
    """Make an account; its password is told to its owner by word of mouth."""
    form = await Form.read(request, today())
    try:
        name = form.text("name", required=True, max=120)
        email = form.email("email", required=True)
        role = form.choice("role", Role)
        form.check()
        await actions.add_user(
            email,
            name=name,
            role=role,
            password=form.typed.get("password", ""),
            at=now(),
            by=request.user.email,
        )
    except Refused as refused:
        return await _show(request, form.refused(refused), status=422)
    return await redirect(request, USERS, "%(name)s can sign in now.", name=name)


@post(USERS + "/{user_id:int}/role", opt=OWNER_ONLY)
async def change_role(request: AnyRequest, user_id: FromPath[int]) -> Response[Any]:
    """Give someone another role."""
    form = await Form.read(request, today())
    role = form.choice("role", Role)

    async def change() -> None:
        await actions.change_role(user_id, role, at=now(), by=request.user.email)

    return await _answer(request, form, change, N_("The role is changed."))


@post(USERS + "/{user_id:int}/password", opt=OWNER_ONLY)
async def reset_password(request: AnyRequest, user_id: FromPath[int]) -> Response[Any]:
    """Give someone a new password; they are signed out everywhere."""
    form = await Form.read(request, today())
    password = form.typed.get("password", "")

    async def change() -> None:
        await actions.reset_password(user_id, password, at=now(), by=request.user.email)

    return await _answer(request, form, change, N_("The password is changed."))


@post(USERS + "/{user_id:int}/deactivation", opt=OWNER_ONLY)
async def deactivate(request: AnyRequest, user_id: FromPath[int]) -> Response[Any]:
    """Close an account and sign it out everywhere."""

    async def change() -> None:
        await actions.deactivate(user_id, at=now(), by=request.user.email)

    return await _answer(request, Form.blank(today()), change, N_("The account is closed."))


@post(USERS + "/{user_id:int}/reactivation", opt=OWNER_ONLY)
async def reactivate(request: AnyRequest, user_id: FromPath[int]) -> Response[Any]:
    """Open a closed account again."""

    async def change() -> None:
        await actions.reactivate(user_id, at=now(), by=request.user.email)

    return await _answer(request, Form.blank(today()), change, N_("The account is open again."))


async def _answer(
    request: AnyRequest, form: Form, change: Callable[[], Awaitable[None]], flash: str
) -> Response[Any]:
    """Do one change to one account; a refusal is shown above the list."""
    try:
        form.check()
        await change()
    except Refused as refused:
        shown = Form.blank(today()).refused(refused)
        return await _show(request, shown, status=422)
    return await redirect(request, USERS, flash=flash)


async def _show(request: AnyRequest, form: Form, status: int = 200) -> Response[Any]:
    return await page(
        request,
        "auth/users.html",
        status,
        form=form,
        users=await queries.users(),
        roles=ROLE_LABELS,
    )


ROUTES: list[ControllerRouterHandler] = [
    users,
    add_user,
    change_role,
    reset_password,
    deactivate,
    reactivate,
]
