"""Pages of mandates, and of the business as a creditor."""

from litestar.types import ControllerRouterHandler

from app.mandates.pages import acts, creditor, listing, one

ROUTES: list[ControllerRouterHandler] = [
    *creditor.ROUTES,
    *listing.ROUTES,
    *one.ROUTES,
    *acts.ROUTES,
]
