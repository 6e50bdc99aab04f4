"""Clients: the list, the card, editing, contacts."""

from litestar.types import ControllerRouterHandler

from app.clients.pages import card, editing, listing, people

ROUTES: list[ControllerRouterHandler] = [
    *listing.ROUTES,
    *editing.ROUTES,
    *card.ROUTES,
    *people.ROUTES,
]
