"""How a client pays: the part of its card that its history fills."""

from typing import Any

from litestar import Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from app.clients.queries import maybe_client
from app.risk import queries, rules
from app.web.render import AnyRequest, fragment, page, wants_fragment


@get("/clients/{client_id:int}/score")
async def score(request: AnyRequest, client_id: FromPath[int]) -> Response[Any]:
    """The score of a client as of today, with its reasons and its last payments."""
    client = await maybe_client(client_id)
    if client is None:
        raise NotFoundException
    kept = await queries.score(client_id)
    context: dict[str, Any] = {
        "client": client,
        "score": kept,
        "strip": kept.strip if kept else (),
        "least": rules.MIN_OUTCOMES,
        "alone": not wants_fragment(request),
    }
    if wants_fragment(request):
        return await fragment(request, "risk/_score.html", **context)
    return await page(request, "risk/score.html", **context)


ROUTES: list[ControllerRouterHandler] = [score]
