"""Pages of what clients said: what asks for somebody, one answer, what is done about it."""

from litestar.types import ControllerRouterHandler

from app.disputes.pages import listing, one

ROUTES: list[ControllerRouterHandler] = [*listing.ROUTES, *one.ROUTES]
