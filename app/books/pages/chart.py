"""The chart of accounts: each with its number and name, as the accountant has them."""

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from app.auth.guards import OWNER_ONLY
from app.books import actions, queries
from app.clock import now, today
from app.core.errors import N_, Refused
from app.web.forms import Form
from app.web.render import AnyRequest, page, redirect

PATH = "/books/chart"


@get(PATH)
async def chart(request: AnyRequest) -> Response[Any]:
    """All accounts; `account` opens one to be changed."""
    form = Form.query(request, today())
    return await _page(request, Form.blank(today()), form.typed.get("account", "")[:10])


@post(PATH, opt=OWNER_ONLY)
async def add(request: AnyRequest) -> Response[Any]:
    """Add an account of one's own."""
    form = await Form.read(request, today())
    number, label = form.typed.get("number", ""), form.typed.get("label", "")
    try:
        code = await actions.add_account(number, label, at=now(), by=request.user.email)
    except Refused as refused:
        return await _page(request, form.refused(refused), "")
    return await redirect(request, PATH, N_("Account %(code)s is added."), code=code)


@post(f"{PATH}/{{code:str}}", opt=OWNER_ONLY)
async def change(request: AnyRequest, code: FromPath[str]) -> Response[Any]:
    """Give an account its number and name, or with `usual` take them back."""
    form = await Form.read(request, today())
    number, label = form.typed.get("number", ""), form.typed.get("label", "")
    try:
        if form.flag("usual"):
            await actions.drop_account(code, at=now(), by=request.user.email)
        else:
            await actions.set_account(code, number, label, at=now(), by=request.user.email)
    except Refused as refused:
        return await _page(request, form.refused(refused), code)
    return await redirect(request, PATH, N_("The chart of accounts is changed."))


async def _page(request: AnyRequest, form: Form, opened: str) -> Response[Any]:
    used, kept = await queries.used_accounts(), await queries.chart()
    rows = kept.every(used)
    return await page(
        request,
        "books/chart.html",
        422 if form.findings else 200,
        form=form,
        rows=rows,
        used=used,
        changed=kept.changed,
        opened=next((each for each in rows if each.code == opened), None),
        may_change=request.user.is_owner,
        path=PATH,
    )


ROUTES: list[ControllerRouterHandler] = [chart, add, change]
