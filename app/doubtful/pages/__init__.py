"""Pages of doubtful debts: what is proposed, what stands, what a person decides."""

from litestar.types import ControllerRouterHandler

from app.doubtful.pages import acts, listing, one, proceedings

ROUTES: list[ControllerRouterHandler] = [
    *listing.ROUTES,
    *one.ROUTES,
    *acts.ROUTES,
    *proceedings.ROUTES,
]
