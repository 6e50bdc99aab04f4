"""Day by day, what happens by itself: each with its reason, stopped here or where it leads to."""

from typing import Any

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from app.adapters.queue import Job, nudge
from app.clients.queries import maybe_client
from app.clock import now, today
from app.coming import queries
from app.coming.rules import FAMILIES, Family, Halt, by_day, family_of
from app.core.errors import N_
from app.reminders import actions as reminders
from app.reminders.queries import pauses_of
from app.reminders.rules import Because
from app.web.address import address
from app.web.forms import Form
from app.web.render import AnyRequest, page, redirect

PATH = "/coming"


@get(PATH)
async def coming(request: AnyRequest) -> Response[Any]:
    """The thirty days; `show` narrows them to a family."""
    show = Form.query(request, today()).typed.get("show", "")
    chosen = Family(show) if show in set(Family) else None
    found = await queries.ahead(now())
    counts = dict.fromkeys(Family, 0)
    for each in found.happenings:
        counts[family_of(each.kind)] += 1
    kept = [each for each in found.happenings if chosen in (None, family_of(each.kind))]
    return await page(
        request,
        "coming/coming.html",
        days=by_day(kept),
        chosen=chosen,
        families=[(family, FAMILIES[family][0], counts[family]) for family in Family],
        to=lambda family: address(PATH, {}, show=family.value if family else None),
        sure=sum(each.is_sure for each in found.happenings),
        asking=sum(each.asks for each in found.happenings),
        stopped=sum(each.is_stopped for each in found.happenings),
        alone=found.alone if chosen in (None, Family.REMINDERS) else [],
        today=today(),
        back=address(PATH, {}, show=chosen.value if chosen else None),
        halts=Halt,
    )


@post(f"{PATH}/reminders/{{client_id:int}}/pause")
async def pause(request: AnyRequest, client_id: FromPath[int]) -> Response[Any]:
    """Leave a client in peace until somebody ends it. Twice is once."""
    if await maybe_client(client_id) is None:
        raise NotFoundException
    if not await _pauses(client_id):
        await reminders.pause(client_id, reason="", on=today(), at=now(), by=request.user.email)
    return await redirect(
        request, await _back(request), N_("No reminder leaves until the pause ends.")
    )


@post(f"{PATH}/reminders/{{client_id:int}}/resumption")
async def resume(request: AnyRequest, client_id: FromPath[int]) -> Response[Any]:
    """Take the client up again. Twice is once."""
    if await maybe_client(client_id) is None:
        raise NotFoundException
    for pause_id in await _pauses(client_id):
        await reminders.lift(pause_id, at=now(), by=request.user.email)
    await nudge(Job.PROPOSE_REMINDERS)
    return await redirect(request, await _back(request), N_("Reminders leave again."))


async def _pauses(client_id: int) -> list[int]:
    """The rests of this client as a whole; promises and proceedings are ended where they are."""
    return [
        each.id
        for each in await pauses_of(client_id, today())
        if each.invoice_id is None and each.because is Because.REST
    ]


async def _back(request: AnyRequest) -> str:
    """The page as it was narrowed."""
    show = (await Form.read(request, today())).typed.get("show", "")
    return address(PATH, {}, show=show if show in set(Family) else None)


ROUTES: list[ControllerRouterHandler] = [coming, pause, resume]
