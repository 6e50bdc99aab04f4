"""Formal notices: all of them, and one written for a client, read before it is kept."""

from typing import Any

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from app.clients.queries import ClientView, maybe_client
from app.clock import now, today
from app.core.errors import N_, Refused
from app.lateness import actions, queries, rules
from app.lateness.pages.aside import aside_of
from app.web.download import inline_pdf
from app.web.forms import Form
from app.web.render import AnyRequest, page, redirect

PATH = "/notices"


@get(PATH)
async def every(request: AnyRequest) -> Response[Any]:
    """Every formal notice with where its case stands, and what can soon be claimed no more."""
    return await page(
        request,
        "lateness/notices.html",
        notices=await queries.notices(),
        near=await queries.limits_near(today()),
        labels=rules.LABELS,
        today=today(),
    )


@get("/clients/{client_id:int}/notice")
async def prepare(request: AnyRequest, client_id: FromPath[int]) -> Response[Any]:
    """What a client owes late, to be put in a letter."""
    return await _prepare(request, await _client(client_id), Form.blank(today()))


@get("/clients/{client_id:int}/notice/preview.pdf")
async def preview(request: AnyRequest, client_id: FromPath[int]) -> Response[Any]:
    """The letter as it would be written today, for all that is late and neither contested,
    promised nor spread by a plan; for all of it when nothing else is. Nothing is kept."""
    client, form = await _client(client_id), Form.blank(today())
    aside = await aside_of(client_id, request, form)
    every = [each.id for each in await _owed(client_id)]
    ids = [each for each in every if not aside.holds(each)] or every
    try:
        letter = await actions.letter(client_id, ids, today())
    except Refused as refused:
        return await _prepare(request, client, form.refused(refused))
    return inline_pdf(await actions.pdf_of(letter), f"{letter.reference}.pdf")


@post("/clients/{client_id:int}/notices")
async def write(request: AnyRequest, client_id: FromPath[int]) -> Response[Any]:
    """Write the letter for what was ticked and keep it."""
    client = await _client(client_id)
    form = await Form.read(request, today())
    try:
        notice_id = await actions.write_notice(
            client_id, form.ids("late"), on=today(), at=now(), by=request.user.email
        )
    except Refused as refused:
        return await _prepare(request, client, form.refused(refused))
    said = N_("The letter is written: print it, sign it and post it registered.")
    return await redirect(request, f"{PATH}/{notice_id}", said)


async def _client(client_id: int) -> ClientView:
    client = await maybe_client(client_id)
    if client is None:
        raise NotFoundException
    return client


async def _owed(client_id: int) -> list[queries.LateInvoice]:
    return [each for each in await queries.late_of_client(client_id, today()) if each.open > 0]


async def _prepare(request: AnyRequest, client: ClientView, form: Form) -> Response[Any]:
    found, aside = await _owed(client.id), await aside_of(client.id, request, form)
    return await page(
        request,
        "lateness/prepare.html",
        status=422 if form.findings else 200,
        client=client,
        found=found,
        earlier=await queries.notices(client.id),
        labels=rules.LABELS,
        aside=aside,
        left_out=any(aside.holds(each.id) for each in found),
        form=form,
    )


ROUTES: list[ControllerRouterHandler] = [every, prepare, preview, write]
