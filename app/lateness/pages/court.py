"""The bundle of a case for the court, and the draft request, read before it is put together."""

from typing import Any

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from app.adapters import files
from app.clock import now, today
from app.core.errors import N_, Refused
from app.core.money import Euros
from app.lateness import actions, queries, rules
from app.lateness.pages.case import case_of, shown
from app.lateness.pages.notices import PATH
from app.web.download import attachment, inline_pdf
from app.web.forms import Form
from app.web.render import AnyRequest, redirect


@get(f"{PATH}/{{notice_id:int}}/request.pdf")
async def request_draft(request: AnyRequest, notice_id: FromPath[int]) -> Response[Any]:
    """The draft request as of today, to the court of `court`; nothing is kept."""
    view = await case_of(notice_id)
    form = Form.query(request, today())
    try:
        court = form.choice("court", rules.Court)
        form.check()
        data = await actions.request_pdf(notice_id, court, today())
    except Refused as refused:
        return await shown(request, view, form.refused(refused))
    return inline_pdf(data, f"requete-{view.reference}.pdf")


@post(f"{PATH}/{{notice_id:int}}/bundles")
async def put_together(request: AnyRequest, notice_id: FromPath[int]) -> Response[Any]:
    """Put the bundle together and keep it."""
    view = await case_of(notice_id)
    form = await Form.read(request, today())
    try:
        court = form.choice("court", rules.Court)
        form.check()
        await actions.put_together(notice_id, court, on=today(), at=now(), by=request.user.email)
    except Refused as refused:
        return await shown(request, view, form.refused(refused))
    (made, *_) = await queries.bundles_of(notice_id)
    said = N_("The bundle is put together: %(pieces)s pieces, %(total)s claimed.")
    total = Euros(made.claimed)
    return await redirect(request, f"{PATH}/{notice_id}", said, pieces=made.pieces, total=total)


@get(f"{PATH}/{{notice_id:int}}/bundles/{{bundle_id:int}}")
async def bundle(
    request: AnyRequest, notice_id: FromPath[int], bundle_id: FromPath[int]
) -> Response[bytes]:
    """A bundle as it was kept."""
    for each in await queries.bundles_of(notice_id):
        if each.id == bundle_id:
            return attachment(files.read(each.sha256), each.filename, "application/zip")
    raise NotFoundException


ROUTES: list[ControllerRouterHandler] = [request_draft, put_together, bundle]
