"""One client: each open thing behind a figure, a statement to print, the balance on the card."""

from typing import Any

from litestar import Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from app.clients import queries as clients
from app.clients.queries import ClientView
from app.clock import today
from app.core.sentences import sentence
from app.disputes.queries import in_dispute, planned
from app.receivables import queries, rules
from app.receivables.rules import Age, By
from app.web.address import address
from app.web.forms import Form
from app.web.render import AnyRequest, fragment, page


@get("/receivables/{client_id:int}")
async def behind(request: AnyRequest, client_id: FromPath[int]) -> Response[Any]:
    """What a client owes, thing by thing; `age` narrows it to one figure of the board."""
    client = await found(client_id)
    form = Form.query(request, today())
    on = form.day("on", required=False) or today()
    known_on = form.day("known_on", required=False)
    by = form.choice("by", By, required=False) or By.DUE
    age = form.choice("age", Age, required=False)
    if form.findings:
        on, known_on, age = today(), None, None
    bounds = await queries.bounds()
    is_now = on == today() and known_on is None
    items = await queries.open_items(client_id, on, known_on, by.value, bounds)
    day = {name: form.typed.get(name, "") for name in ("on", "known_on", "by")}
    path = f"/receivables/{client_id}"
    return await page(
        request,
        "receivables/client.html",
        client=client,
        form=form,
        on=on,
        age=age,
        items=[one for one in items if age is None or (one.open > 0 and one.age is age)],
        # How disputes and plans stood on a day of the past is not told here.
        contested=await in_dispute(client_id) if is_now else {},
        planned=await planned(client_id) if is_now else {},
        balance=await queries.client_balance(client_id, on, known_on, bounds),
        shown=rules.sum_open(
            one.open for one in items if age is None or (one.open > 0 and one.age is age)
        ),
        chips=[(each.value, sentence(rules.label(each, bounds))) for each in Age],
        to=lambda **changes: address(path, day, **changes),
        back=address("/receivables", day),
    )


@get("/clients/{client_id:int}/balance")
async def balance(request: AnyRequest, client_id: FromPath[int]) -> Response[Any]:
    """What the client owes, for the client's card."""
    client = await found(client_id)
    return await fragment(
        request,
        "receivables/_balance.html",
        client=client,
        balance=await queries.client_balance(client_id, today()),
    )


async def found(client_id: int) -> ClientView:
    """The client of an address, or 404."""
    client = await clients.maybe_client(client_id)
    if client is None:
        raise NotFoundException
    return client


ROUTES: list[ControllerRouterHandler] = [behind, balance]
