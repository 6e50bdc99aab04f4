"""Devis: the list, the editor, one quote, what it becomes."""

from litestar.types import ControllerRouterHandler

from app.quotes.pages import acts, conversion, editing, listing, one

ROUTES: list[ControllerRouterHandler] = [
    *listing.ROUTES,
    *editing.ROUTES,
    *one.ROUTES,
    *acts.ROUTES,
    *conversion.ROUTES,
]
