"""The page behind "More" in the bottom bar of a phone: every place of the application."""

from litestar import Response, get
from litestar.handlers import HTTPRouteHandler

from app.web.render import AnyRequest, page


@get("/more")
async def more(request: AnyRequest) -> Response[str]:
    """All the places, as a list for the thumb."""
    return await page(request, "layout/more.html")


ROUTES: list[HTTPRouteHandler] = [more]
