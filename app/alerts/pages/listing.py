"""The alerts that stand, and how often one is told of them by e-mail."""

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from app.alerts import actions, queries
from app.alerts.rules import LABELS, RHYTHM_LABELS, Rhythm
from app.clock import now, today
from app.core.errors import N_, Refused
from app.core.i18n import gettext
from app.web.forms import Form
from app.web.render import AnyRequest, page, redirect

PATH = "/alerts"


@get(PATH)
async def alerts(request: AnyRequest) -> Response[Any]:
    """Those that stand, and one's own choice."""
    return await _shown(request, Form.blank(today()))


@post(f"{PATH}/choice")
async def choose(request: AnyRequest) -> Response[Any]:
    """How often one is told oneself."""
    form = await Form.read(request, today())
    rhythm = form.choice("rhythm", Rhythm)
    try:
        form.check()
        await actions.choose(rhythm, at=now(), by=request.user.email)
    except Refused as refused:
        return await _shown(request, form.refused(refused))
    said = N_("You are told by e-mail, when there is something to tell.")
    if rhythm is Rhythm.NEVER:
        said = N_("You are not told by e-mail.")
    return await redirect(request, PATH, said)


@post(f"{PATH}/{{alert_id:int}}/seen")
async def see(request: AnyRequest, alert_id: FromPath[int]) -> Response[Any]:
    """Take it off the first page."""
    await actions.see(alert_id, at=now(), by=request.user.email)
    back = (await Form.read(request, today())).typed.get("back", "")
    return await redirect(request, "/" if back == "/" else PATH)


async def _shown(request: AnyRequest, form: Form) -> Response[Any]:
    return await page(
        request,
        "alerts/alerts.html",
        status=422 if form.findings else 200,
        form=form,
        alerts=await queries.standing(),
        labels=LABELS,
        rhythm=(await queries.rhythm_of(request.user.email)).value,
        rhythms=[(each.value, gettext(label)) for each, label in RHYTHM_LABELS.items()],
    )


ROUTES: list[ControllerRouterHandler] = [alerts, choose, see]
