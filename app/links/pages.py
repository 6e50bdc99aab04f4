"""Who opened the client's page of a record: the proof that it was read, machines told apart."""

from typing import Any

from litestar import Response, get
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from app.core.errors import N_
from app.links import queries
from app.links.rules import Opening
from app.web.render import AnyRequest, fragment, page, wants_fragment

KINDS = {
    Opening.VIEW: N_("Looked at"),
    Opening.DOWNLOAD: N_("Downloaded"),
    Opening.PREFETCH: N_("Fetched by a machine, which proves no reading"),
}


@get("/links/of/{kind:str}/{subject_id:int}")
async def openings(
    request: AnyRequest, kind: FromPath[str], subject_id: FromPath[int]
) -> Response[Any]:
    """The openings of one record's link, to fill a hole in its page; whole without scripts."""
    context: dict[str, Any] = {
        "openings": await queries.openings(kind[:30], subject_id),
        "kinds": KINDS,
    }
    if wants_fragment(request):
        return await fragment(request, "links/_openings.html", **context)
    return await page(request, "links/openings.html", **context)


ROUTES: list[ControllerRouterHandler] = [openings]
