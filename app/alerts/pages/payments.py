"""Of whose payments one is told by e-mail; the owner chooses for the others too."""

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from app.alerts import actions, queries
from app.alerts.rules import SCOPE_LABELS, Scope
from app.auth.guards import OWNER_ONLY, PERSONAL
from app.clock import now, today
from app.core.errors import N_, Refused
from app.core.i18n import gettext
from app.web.forms import Form
from app.web.render import AnyRequest, page, redirect

PATH = "/alerts/payments"


@get(PATH, opt=PERSONAL)
async def told(request: AnyRequest) -> Response[Any]:
    """One's own choice; the owner sees everybody's."""
    return await _shown(request, Form.blank(today()))


@post(PATH, opt=PERSONAL)
async def choose(request: AnyRequest) -> Response[Any]:
    """Of whose payments one is told oneself."""
    return await _chosen(request, request.user.id)


@post(f"{PATH}/{{user_id:int}}", opt=OWNER_ONLY)
async def choose_for(request: AnyRequest, user_id: FromPath[int]) -> Response[Any]:
    """Of whose payments somebody else is told."""
    return await _chosen(request, user_id)


async def _chosen(request: AnyRequest, user_id: int) -> Response[Any]:
    form = await Form.read(request, today())
    scope = form.choice("scope", Scope)
    try:
        form.check()
        await actions.choose_payments(user_id, scope, at=now(), by=request.user.email)
    except Refused as refused:
        return await _shown(request, form.refused(refused))
    return await redirect(request, PATH, N_("Who is told of payments is saved."))


async def _shown(request: AnyRequest, form: Form) -> Response[Any]:
    everybody = await queries.followers()
    return await page(
        request,
        "alerts/payments.html",
        status=422 if form.findings else 200,
        form=form,
        mine=next(each for each in everybody if each.user_id == request.user.id),
        others=[
            each for each in everybody if request.user.is_owner and each.user_id != request.user.id
        ],
        scopes=[(each.value, gettext(label)) for each, label in SCOPE_LABELS.items()],
    )


ROUTES: list[ControllerRouterHandler] = [told, choose, choose_for]
