"""An import undone: first what would go and what forbids it, then the undoing itself."""

from typing import Any

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from app.adapters.queue import Job, nudge
from app.clock import now, today
from app.core.errors import Refused
from app.imports import actions, queries
from app.imports.pages.words import PATH, WHYS
from app.imports.queries import Obstacle
from app.imports.rules import KIND_LABELS, Kind
from app.reminders.queries import about_import
from app.web.forms import Form
from app.web.render import AnyRequest, page, redirect

SHOWN = 30
_PLACES = {
    Kind.CLIENTS: "/clients",
    Kind.CONTRACTS: "/contracts",
    Kind.HISTORY: "/invoices",
    Kind.AMOUNTS: "/schedule/entries",
    Kind.PRODUCTS: "/products",
}


@get(f"{PATH}/{{run_id:int}}/undoing")
async def ask(request: AnyRequest, run_id: FromPath[int]) -> Response[Any]:
    """What would go, with numbers; what forbids it, with names."""
    return await _page(request, run_id, Form.blank(today()))


@post(f"{PATH}/{{run_id:int}}/undoing")
async def undo(request: AnyRequest, run_id: FromPath[int]) -> Response[Any]:
    """Hand the undoing over to the worker."""
    try:
        await actions.begin_undo(run_id, at=now(), by=request.user.email, also=reminded)
    except Refused as refused:
        return await _page(request, run_id, Form.blank(today()).refused(refused), 422)
    await nudge(Job.RUN_IMPORTS)
    return await redirect(request, f"{PATH}/{run_id}")


async def reminded(run_id: int) -> list[Obstacle]:
    """The documents of an import that a reminder has named, sent or about to be."""
    rows = await about_import(run_id)
    return [Obstacle("reminded", each.invoice_id, each.number, each.client) for each in rows]


async def _page(request: AnyRequest, run_id: int, form: Form, status: int = 200) -> Response[Any]:
    run = await queries.maybe_run(run_id)
    if run is None:
        raise NotFoundException
    obstacles = [*await queries.built_on(run_id, run.kind), *await reminded(run_id)]
    return await page(
        request,
        "imports/undoing.html",
        status,
        run=run,
        form=form,
        kind=KIND_LABELS[run.kind],
        there=await queries.number_of(run_id),
        obstacles=obstacles[:SHOWN],
        more=max(0, len(obstacles) - SHOWN),
        count=len(obstacles),
        place=_PLACES[run.kind],
        whys=WHYS,
    )


ROUTES: list[ControllerRouterHandler] = [ask, undo]
