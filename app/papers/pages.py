"""The papers of a client: the checklist, the list, adding one."""

from typing import Any

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from app.adapters import files
from app.clients.queries import ClientView, maybe_client
from app.clock import now, today
from app.core.errors import N_, Refused
from app.core.i18n import gettext
from app.papers import actions, queries, rules
from app.papers.rules import Given, Kind, Paper
from app.web.download import attachment
from app.web.forms import Form
from app.web.render import AnyRequest, fragment, page, redirect, wants_fragment

MOST = 10_000_000


@get("/clients/{client_id:int}/papers")
async def of_client(request: AnyRequest, client_id: FromPath[int]) -> Response[Any]:
    """What is kept of a client; to fill a hole in the card, whole without scripts."""
    client = await _client(client_id)
    if wants_fragment(request):
        return await fragment(request, "papers/_points.html", **await _context(client))
    return await _page(request, client, Form.blank(today()))


@post("/clients/{client_id:int}/papers", request_max_body_size=MOST + 100_000)
async def add(request: AnyRequest, client_id: FromPath[int]) -> Response[Any]:
    """Keep a paper."""
    client = await _client(client_id)
    form = await Form.read(request, today())
    kind, dated = form.choice("kind", Kind), form.day("dated")
    signer, concerns = form.text("signer", max=120), form.text("concerns", max=80)
    upload = form.file("file", limit=MOST)
    try:
        form.check()
        if upload is None:
            raise NotFoundException
        given = Given(kind, dated, signer, concerns, upload.filename)
        await actions.add(
            client_id, given, upload.content, on=today(), at=now(), by=request.user.email
        )
    except Refused as refused:
        return await _page(request, client, form.refused(refused))
    return await redirect(request, f"/clients/{client_id}/papers", N_("Paper kept."))


@get("/clients/{client_id:int}/papers/{paper_id:int}")
async def download(
    request: AnyRequest, client_id: FromPath[int], paper_id: FromPath[int]
) -> Response[bytes]:
    """The file. Handed over to be kept, never shown: what it holds is not ours."""
    kept = await _paper(client_id, paper_id)
    return attachment(files.read(kept.sha256), kept.filename, "application/octet-stream")


@post("/clients/{client_id:int}/papers/{paper_id:int}/withdrawal")
async def withdraw(
    request: AnyRequest, client_id: FromPath[int], paper_id: FromPath[int]
) -> Response[Any]:
    """Show it nowhere any more."""
    await _client(client_id)
    there = await queries.paper(paper_id)
    if there is not None and there.client_id != client_id:
        raise NotFoundException
    await actions.withdraw(paper_id, at=now(), by=request.user.email)
    return await redirect(request, f"/clients/{client_id}/papers", N_("Paper withdrawn."))


async def _client(client_id: int) -> ClientView:
    client = await maybe_client(client_id)
    if client is None:
        raise NotFoundException
    return client


async def _paper(client_id: int, paper_id: int) -> Paper:
    kept = await queries.paper(paper_id)
    if kept is None or kept.client_id != client_id:
        raise NotFoundException
    return kept


async def _context(client: ClientView, alone: bool = False) -> dict[str, Any]:
    papers = await queries.papers_of(client.id)
    return {
        "client": client,
        "alone": alone,
        "papers": papers,
        "points": rules.checklist(client.kind, papers, today()),
        "labels": rules.LABELS,
    }


async def _page(request: AnyRequest, client: ClientView, form: Form) -> Response[Any]:
    return await page(
        request,
        "papers/list.html",
        status=422 if form.findings else 200,
        kinds=[(each.value, gettext(label)) for each, label in rules.LABELS.items()],
        form=form,
        today=today(),
        **await _context(client, alone=True),
    )


ROUTES: list[ControllerRouterHandler] = [of_client, add, download, withdraw]
