"""The outbox by state, with what to do about each message; the messages of one record."""

from typing import Any
from urllib.parse import urlencode

from litestar import Response, get
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from app.clients.queries import clients
from app.clock import now, today
from app.core.errors import Refused
from app.messages import queries
from app.messages.pages.words import STATES, TONES, remedy, said
from app.messages.queries import MessageView
from app.messages.rules import State
from app.web.forms import Form
from app.web.render import AnyRequest, fragment, page, wants_fragment

CHIPS = (State.WAITING, State.FAILED, State.UNCERTAIN, State.SENT, State.CANCELLED)


async def words(views: list[MessageView]) -> dict[str, Any]:
    """What a template of messages needs beside them."""
    is_configured = await has_server()
    at = now()
    return {
        "messages": views,
        "people": await clients(view.client_id for view in views if view.client_id is not None),
        "today": at.date(),
        "states": STATES,
        "tones": TONES,
        "is_configured": is_configured,
        "remedies": {view.id: remedy(view, is_configured, at) for view in views},
        "said": {view.id: said(view) for view in views},
    }


async def has_server() -> bool:
    """Whether mail is configured, and readable."""
    try:
        return await queries.mail_server() is not None
    except Refused:
        return False


@get("/messages")
async def show(request: AnyRequest) -> Response[Any]:
    """The outbox, of one state (`state`), of one client (`client`)."""
    form = Form.query(request, today())
    state = form.choice("state", State, required=False)
    client_id = form.whole("client", 1, 10**9, required=False)
    number = form.whole("page", 1, 10**6, required=False) or 1
    found = await queries.listed(state, client_id=client_id, page=number)
    kept = {"state": state.value if state else None, "client": client_id}
    context = await words(found.messages) | {
        "form": form,
        "state": state,
        "chips": CHIPS,
        "numbers": await queries.counts(client_id),
        "trouble": await queries.server_trouble(),
        "to": lambda **change: _address(kept | change),
        "previous": _address(kept | {"page": number - 1}) if number > 1 else None,
        "following": _address(kept | {"page": number + 1}) if found.has_more else None,
        "number": number,
    }
    if wants_fragment(request):
        return await fragment(request, "messages/_messages.html", **context)
    return await page(request, "messages/list.html", **context)


@get("/messages/of/{kind:str}/{cause_id:int}")
async def of_cause(
    request: AnyRequest, kind: FromPath[str], cause_id: FromPath[int]
) -> Response[Any]:
    """The messages of one record, to fill a hole in its page; whole without scripts."""
    context = await words(await queries.of_cause(kind[:30], cause_id))
    if wants_fragment(request):
        return await fragment(request, "messages/_of.html", **context)
    return await page(request, "messages/of.html", **context)


def _address(query: dict[str, Any]) -> str:
    given = {name: value for name, value in query.items() if value}
    return f"/messages?{urlencode(given)}" if given else "/messages"


ROUTES: list[ControllerRouterHandler] = [show, of_cause]
