"""Pages of what clients said: what asks for somebody, one answer, what is done about it."""

from litestar.types import ControllerRouterHandler

from app.disputes.pages import hand, hole, listing, one, outcome, plan, word

ROUTES: list[ControllerRouterHandler] = [
    *listing.ROUTES,
    *hand.ROUTES,
    *one.ROUTES,
    *outcome.ROUTES,
    *plan.ROUTES,
    *word.ROUTES,
    *hole.ROUTES,
]
