"""What was sent and what was dropped, and one reminder as it left."""

from typing import Any

from litestar import Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from app.auth.queries import timeline, users
from app.clients.queries import maybe_client
from app.clock import now, today
from app.reminders import queries
from app.reminders.pages.words import CHANNELS, DONE_BY_HAND, MESSAGE_STATES, STEP_TONES
from app.web.address import address
from app.web.forms import Form
from app.web.render import AnyRequest, page
from app.web.timeline import told

PATH = "/reminders/history"
SIZE = 50


@get(PATH)
async def history(request: AnyRequest) -> Response[Any]:
    """The list, a page of it; of one client with `client`."""
    form = Form.query(request, today())
    client_id = form.whole("client", 1, 10**9, required=False)
    number = form.whole("page", 1, 100_000, required=False) or 1
    views, count = await queries.decided(SIZE, (number - 1) * SIZE, client_id)
    kept = {"client": client_id}
    pages = max(1, -(-count // SIZE))
    return await page(
        request,
        "reminders/history.html",
        views=views,
        count=count,
        client=await maybe_client(client_id) if client_id else None,
        names=await names(),
        tones=STEP_TONES,
        states=MESSAGE_STATES,
        by_hand=DONE_BY_HAND,
        channels=CHANNELS,
        number=number,
        pages=pages,
        previous=address(PATH, kept, page=number - 1) if number > 1 else None,
        next=address(PATH, kept, page=number + 1) if number < pages else None,
    )


@get("/reminders/{reminder_id:int}")
async def show(request: AnyRequest, reminder_id: FromPath[int]) -> Response[Any]:
    """One reminder: its words, what it asked for, what became of it."""
    view = await queries.one(reminder_id)
    if view is None:
        raise NotFoundException
    people, acts = await names(), await timeline("reminder", reminder_id)
    return await page(
        request,
        "reminders/show.html",
        view=view,
        copies=await queries.copies_of(reminder_id),
        names=people,
        tones=STEP_TONES,
        states=MESSAGE_STATES,
        by_hand=DONE_BY_HAND,
        channels=CHANNELS,
        items=told(acts, now(), f"/reminders/{reminder_id}", people),
    )


async def names() -> dict[str, str]:
    """The people of the business by their e-mail."""
    return {each.email: each.name for each in await users()}


ROUTES: list[ControllerRouterHandler] = [history, show]
