"""Products: the list, the card with its stock, editing, stocktaking."""

from litestar.types import ControllerRouterHandler

from app.catalogue.pages import card, counting, editing, listing

ROUTES: list[ControllerRouterHandler] = [
    *listing.ROUTES,
    *editing.ROUTES,
    *card.ROUTES,
    *counting.ROUTES,
]
