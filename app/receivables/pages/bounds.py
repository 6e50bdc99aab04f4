"""The bounds of the ages, for the owner to choose."""

from typing import Any

from litestar import Response, get, post
from litestar.types import ControllerRouterHandler

from app.auth.guards import OWNER_ONLY
from app.clock import now, today
from app.core.errors import N_, Refused
from app.receivables import actions, queries
from app.receivables.rules import MOST
from app.web.forms import Form
from app.web.render import AnyRequest, page, redirect

PATH = "/receivables/bounds"
_NAMES = ("first", "second", "third")


@get(PATH, opt=OWNER_ONLY)
async def show(request: AnyRequest) -> Response[Any]:
    """The form, filled with what holds."""
    return await _shown(request, Form.blank(today()))


@post(PATH, opt=OWNER_ONLY)
async def choose(request: AnyRequest) -> Response[Any]:
    """Keep three bounds."""
    form = await Form.read(request, today())
    first, second, third = (form.whole(name, 1, MOST) for name in _NAMES)
    try:
        form.check()
        await actions.set_bounds(first, second, third, at=now(), by=request.user.email)
    except Refused as refused:
        return await _shown(request, form.refused(refused))
    return await redirect(request, "/receivables", N_("The ages are counted by your bounds."))


async def _shown(request: AnyRequest, form: Form) -> Response[Any]:
    kept = dict(zip(_NAMES, (await queries.bounds())[1:], strict=True))
    status = 422 if form.findings else 200
    return await page(request, "receivables/bounds.html", status, form=form, path=PATH, kept=kept)


ROUTES: list[ControllerRouterHandler] = [show, choose]
