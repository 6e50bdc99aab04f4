"""A mandate for its client, by signed link: read, completed with the account, signed once."""

from typing import Any

from litestar import HttpMethod, Response, post, route
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from app.auth.guards import PUBLIC
from app.clock import now, today
from app.core.errors import Refused
from app.core.sentences import spoken
from app.debits import actions as debits
from app.links import actions as links
from app.links.rules import kind_of
from app.mandates import actions, queries
from app.mandates.actions.signing import CLIENT, MAX_NAME, Signer
from app.mandates.queries import MandateView
from app.mandates.rules import Standing, wording
from app.portal.pages.door import address, link_of, nothing, private
from app.settings.queries import business
from app.web.download import inline_pdf
from app.web.forms import Form
from app.web.render import AnyRequest, page, redirect

_LOOKING = [HttpMethod.GET, HttpMethod.HEAD]


@route("/m/{token:str}", http_method=_LOOKING, opt=PUBLIC)
async def show(request: AnyRequest, token: FromPath[str]) -> Response[Any]:
    """What is to be signed; once signed, that it was."""
    view = await _found(request, token)
    if view is None:
        return await nothing(request)
    if request.scope.get("user") is None:
        await links.note_opening(
            int(token.partition(".")[0]),
            kind=kind_of(request.method, request.headers, False),
            address=address(request),
            agent=request.headers.get("user-agent", ""),
            at=now(),
        )
    return await _shown(request, token, view, Form.blank(today()))


@route("/m/{token:str}/form", http_method=_LOOKING, opt=PUBLIC)
async def form_on_paper(request: AnyRequest, token: FromPath[str]) -> Response[Any]:
    """The form to print, for whoever would rather sign on paper; not once it is signed or ended."""
    view = await _found(request, token)
    if view is None or view.standing(today()) is not Standing.UNSIGNED:
        return await nothing(request)
    data = await debits.mandate_pdf(view.id)
    return private(inline_pdf(data, f"mandat-{view.reference}.pdf"))


@post("/m/{token:str}/signature", opt=PUBLIC)
async def signature(request: AnyRequest, token: FromPath[str]) -> Response[Any]:
    """Sign it."""
    view = await _found(request, token)
    if view is None:
        return await nothing(request)
    form = await Form.read(request, today())
    at, user = now(), request.scope.get("user")
    try:
        signer = Signer(
            name=form.text("name", required=True, max=MAX_NAME),
            iban=form.text("iban", max=50),
            place=form.text("place", max=80),
            address=address(request),
            agent=request.headers.get("user-agent", ""),
        )
        form.check()
        await actions.sign(
            view.id,
            signer,
            agreed=form.flag("agreed"),
            shown="\n\n".join(await _text(view)),
            on=at.date(),
            at=at,
            by=str(user.email) if user is not None else CLIENT,
        )
    except Refused as refused:
        return await _shown(request, token, view, form.refused(refused), status=422)
    return private(await redirect(request, f"/m/{token}"))


async def _found(request: AnyRequest, token: str) -> MandateView | None:
    link = await link_of(request, token, today())
    if link is None or link.subject_kind != "mandate":
        return None
    return await queries.maybe_mandate(link.subject_id)


async def _text(view: MandateView) -> list[str]:
    """The text of the mandate, in the client's language, as it is shown and kept."""
    shop = await business()
    facts: dict[str, object] = {"creditor": shop.name, "days": view.notice_days}
    return [spoken(each, facts, view.language) for each in wording(view.scheme)]


async def _shown(
    request: AnyRequest, token: str, view: MandateView, form: Form, status: int = 200
) -> Response[Any]:
    answer = await page(
        request,
        "portal/mandate.html",
        status=status,
        language=view.language,
        shop=await business(),
        creditor=await queries.creditor(),
        mandate=view,
        can_sign=view.standing(today()) is Standing.UNSIGNED,
        text=await _text(view),
        form=form,
        here=f"/m/{token}",
    )
    return private(answer)


ROUTES: list[ControllerRouterHandler] = [show, form_on_paper, signature]
