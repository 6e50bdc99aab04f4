"""Electronic invoicing: what the law asks and when, and what is ready."""

from typing import Any

from litestar import Response, get, post
from litestar.types import ControllerRouterHandler

from app.auth.guards import OWNER_ONLY
from app.clock import now, today
from app.core.errors import N_, Refused
from app.core.i18n import current_language
from app.einvoicing import actions, queries
from app.einvoicing.rules import readiness as asked
from app.law.queries import all_values
from app.web.address import address
from app.web.forms import Form
from app.web.render import AnyRequest, page, redirect

PATH = "/settings/e-invoicing"
DUTIES = ("einvoicing.receive", "einvoicing.issue")
# Where what the business lacks is entered; the platform is on the page itself.
MENDED = {
    asked.NO_VAT_NUMBER: "/settings/vat",
    asked.NO_PLATFORM: "#f-platform",
}


@get(PATH, opt=OWNER_ONLY)
async def readiness(request: AnyRequest) -> Response[Any]:
    """What the law asks and when, and who is not ready for it."""
    return await _readiness(request, Form.query(request, today()))


@post(PATH, opt=OWNER_ONLY)
async def note_platform(request: AnyRequest) -> Response[Any]:
    """Keep the name of the approved platform."""
    form = await Form.read(request, today())
    name = form.text("platform", max=80)
    try:
        form.check()
        await actions.note_platform(name, at=now(), by=request.user.email)
    except Refused as refused:
        return await _readiness(request, form.refused(refused), status=422)
    return await redirect(request, PATH, N_("The platform is noted."))


async def _readiness(request: AnyRequest, form: Form, status: int = 200) -> Response[Any]:
    number = form.whole("page", 1, 100_000, required=False) or 1
    ready = await queries.ready(number)
    pages = max(1, -(-ready.unready // queries.PAGE))
    values = {each.key: each for each in reversed(await all_values()) if each.key in DUTIES}
    return await page(
        request,
        "einvoicing/readiness.html",
        status=status,
        form=form,
        ready=ready,
        folders=await queries.folders(),
        today=today(),
        duties=[values[key] for key in DUTIES if key in values],
        language=current_language(),
        mended=MENDED,
        pager={
            "number": number,
            "pages": pages,
            "previous": address(PATH, {}, page=number - 1) if number > 1 else None,
            "next": address(PATH, {}, page=number + 1) if number < pages else None,
        },
    )


ROUTES: list[ControllerRouterHandler] = [readiness, note_platform]
