"""A contract that renews itself: what its client is told, and that it was told by post."""

from typing import Any

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from app.adapters import templating
from app.clock import now, today
from app.contracts import actions, queries
from app.contracts.pages.card import found
from app.core.errors import N_, Refused
from app.settings.queries import business
from app.web.forms import Form
from app.web.render import AnyRequest, page, redirect


@get("/contracts/{contract_id:int}/renewal")
async def show(request: AnyRequest, contract_id: FromPath[int]) -> Response[Any]:
    """The dates, who was told when, and the words of the letter."""
    return await _page(request, contract_id, Form.blank(today()))


@post("/contracts/{contract_id:int}/renewal")
async def note_told(request: AnyRequest, contract_id: FromPath[int]) -> Response[Any]:
    """Write down when the client was told by other means."""
    form = await Form.read(request, today())
    at = now()
    try:
        told_on, deadline = form.day("told_on"), form.day("deadline")
        form.check()
        await actions.note_told(
            contract_id, deadline, told_on, on=at.date(), at=at, by=request.user.email
        )
    except Refused as refused:
        return await _page(request, contract_id, form.refused(refused))
    said = N_("Noted: the client was told on %(day)s.")
    return await redirect(request, f"/contracts/{contract_id}/renewal", said, day=told_on)


async def _page(request: AnyRequest, contract_id: int, form: Form) -> Response[Any]:
    contract = await found(contract_id)
    view = await queries.renewal_of(contract_id, today())
    if view is None:
        raise NotFoundException
    letter = templating.render(
        "messages/renewal.txt",
        view.language,
        contract=view,
        next=actions.following(view.notice.term_end),
        law="",
        shop=await business(),
    )
    return await page(
        request,
        "contracts/renewal.html",
        status=422 if form.findings else 200,
        contract=contract,
        view=view,
        form=form,
        told=await queries.told_of(contract_id),
        letter=letter,
        today=today(),
    )


ROUTES: list[ControllerRouterHandler] = [show, note_told]
